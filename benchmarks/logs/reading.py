"""What one feels: filters over many lines, and keys while lines pour in."""

from __future__ import annotations

import asyncio
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING

from ecstui.model.log_filter import LogFilter
from ecstui.ui.widgets.log_view import LogView
from logs.accept import SIZE, Bench
from logs.blocks import watched
from logs.lines import line

if TYPE_CHECKING:
    from textual.strip import Strip

    from ecstui.model.log_line import LogLine

FILTERS = ("timeout", "orders !health", "/api.*(404|50[0-3])/", "status>=450", "level=error")
PER_SECOND = 5_000
TICK = 0.02


async def filters(lines: int) -> list[tuple[str, int, float, float]]:
    """By filter: lines found, seconds until all were looked at, and the worst block in ms."""
    view = LogView()
    found: list[tuple[str, int, float, float]] = []
    async with Bench(view).run_test(size=SIZE) as pilot:
        view.add([line(number) for number in range(lines)])
        while view.lines_held < lines:
            await pilot.pause(0.01)
        for words in (*FILTERS, ""):
            await pilot.pause(0.3)
            async with watched() as blocks:
                began = perf_counter()
                view.filter = LogFilter.parse(words)
                while view.progress < 1:
                    await asyncio.sleep(0.002)
                took = perf_counter() - began
                await pilot.pause(0.2)
            found.append((words or "(none)", len(view.lines_shown), took, blocks.worst))
    return found


class Watched(LogView):
    """Tells when it has painted its cursor on another line than before."""

    painted = asyncio.Event()
    before: LogLine | None = None

    def render_lines(self, crop: object) -> list[Strip]:
        if self.cursor is not self.before:
            self.painted.set()
        return super().render_lines(crop)  # type: ignore[arg-type]


async def keys(presses: int) -> list[float]:
    """Milliseconds from a key to the paint it causes, sorted, while lines pour in."""
    view = Watched()
    app = Bench(view)
    async with app.run_test(size=SIZE) as pilot:
        numbers = count()
        view.add([line(next(numbers)) for _ in range(20_000)])
        await pilot.pause(0.5)
        view.focus()
        pouring = asyncio.create_task(_pour(view, numbers))
        took: list[float] = []
        for press in range(presses):
            await asyncio.sleep(0.023)
            view.before = view.cursor
            view.painted.clear()
            began = perf_counter()
            app.simulate_key("up" if press % 50 < 30 else "down")
            await view.painted.wait()
            took.append((perf_counter() - began) * 1000)
        pouring.cancel()
    return sorted(took)


async def _pour(view: LogView, numbers: count[int]) -> None:
    began, given = perf_counter(), 0
    while True:
        await asyncio.sleep(TICK)
        due = int((perf_counter() - began) * PER_SECOND) - given
        view.add([line(next(numbers)) for _ in range(due)])
        given += due
