"""The console's table beside Textual's DataTable: 10,000 rows of 8 columns on a screen of 160x50, headless.

    python benchmarks/table.py

Times are CPU milliseconds until the screen is painted again, of cursor moves the best of a few; memory is
what Python allocates for the rows and the table that shows them.
"""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from time import process_time
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table as Report
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from ecstui.ui import themes
from ecstui.ui.widgets.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS, COLUMNS, CHANGES = 10_000, 8, 1_000
STEPS = (
    "load",
    "1,000 changed cells",
    "sort by a number",
    "cursor down",
    "jump to row 9,000",
    "filter",
    "filter, next letter",
)


def texts(number: int, count: int) -> tuple[str, ...]:
    """The cells of one row."""
    return (f"service-{number}", "steady", str(count), "3", "COMPLETED", "FARGATE", f"family:{number}", "2h")


def our_rows(changed: int = 0) -> list[Row]:
    """All rows anew, as a refresh builds them; the first so many differ in one cell."""
    rows = []
    for number in range(ROWS):
        count = number * 7919 % 1000 + (number < changed)
        cells: list[Cell | str] = list(texts(number, count))
        cells[2] = Cell(str(count), sort=count)
        rows.append(Row(f"arn:{number}", tuple(cells)))
    return rows


class Ours(App[None]):
    """The console's table."""

    def __init__(self) -> None:
        super().__init__()
        themes.wear(self)

    def compose(self) -> ComposeResult:
        yield Table([Column(f"c{index}", f"COLUMN {index}") for index in range(COLUMNS)])

    def steps(self) -> dict[str, Callable[[], object]]:
        """What is measured."""
        table = self.query_one(Table)
        rows, changed = our_rows(), our_rows(CHANGES)
        return {
            "load": lambda: table.set_rows(rows),
            "1,000 changed cells": lambda: table.set_rows(changed),
            "sort by a number": lambda: table.sort_by("c2"),
            "cursor down": table.action_cursor_down,
            "jump to row 9,000": lambda: table.move_to("arn:9000"),
            "filter": lambda: setattr(table, "filter", "service-9 !12"),
            "filter, next letter": lambda: setattr(table, "filter", "service-99 !12"),
        }


class Theirs(App[None]):
    """Textual's DataTable, used as well as it can be: fixed widths, cells updated without measuring."""

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")

    def steps(self) -> dict[str, Callable[[], object]]:
        """What is measured."""
        table: DataTable[str] = self.query_one(DataTable)
        for index in range(COLUMNS):
            table.add_column(f"COLUMN {index}", key=f"c{index}", width=16)

        def load() -> None:
            for number in range(ROWS):
                table.add_row(*texts(number, number * 7919 % 1000), key=f"arn:{number}")

        def change() -> None:
            for number in range(CHANGES):
                table.update_cell(f"arn:{number}", "c2", str(number * 7919 % 1000 + 1))

        return {
            "load": load,
            "1,000 changed cells": change,
            "sort by a number": lambda: table.sort("c2", key=int),
            "cursor down": table.action_cursor_down,
            "jump to row 9,000": lambda: table.move_cursor(row=9000),
        }


async def measure(app: Any) -> dict[str, float]:
    """CPU milliseconds by step."""
    took: dict[str, float] = {}
    async with app.run_test(size=(160, 50)) as pilot:
        for name, step in app.steps().items():
            gc.collect()
            await pilot.pause()
            took[name] = await timed(app, step)
            if name == "cursor down":
                took[name] = min([took[name], *[await timed(app, step) for _ in range(20)]])
    return took


async def timed(app: Any, step: Callable[[], object]) -> float:
    """CPU milliseconds of the step and all it causes, painting included but not the wait for a frame."""
    painted = asyncio.Event()
    start = process_time()
    step()
    app.screen.call_after_refresh(painted.set)
    await painted.wait()
    return (process_time() - start) * 1000


async def weigh(app: Any) -> float:
    """MiB allocated by filling the table, its rows included."""
    async with app.run_test(size=(160, 50)) as pilot:
        await pilot.pause()
        gc.collect()
        tracemalloc.start()
        app.steps()["load"]()
        await pilot.pause()
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return held / 2**20


def report() -> None:
    """Measure and print."""
    ours, theirs = asyncio.run(measure(Ours())), asyncio.run(measure(Theirs()))
    table = Report("", "ecstui Table", "Textual DataTable", title=f"{ROWS:,} rows x {COLUMNS}, 160x50")
    for step in STEPS:
        other = f"{theirs[step]:8.1f} ms" if step in theirs else "has none"
        table.add_row(step, f"{ours[step]:8.1f} ms", other)
    weights = [asyncio.run(weigh(app)) for app in (Ours(), Theirs())]
    table.add_row("memory, rows included", *[f"{weight:8.1f} MiB" for weight in weights])
    Console().print(table)


if __name__ == "__main__":
    report()
