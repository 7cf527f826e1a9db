"""Lines a second accepted into a view, the worst block of the loop and the memory of a held line.

Each view is measured in a process of its own: `python -m logs.accept VIEW LINES` prints its numbers as JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from textual.app import App, ComposeResult
from textual.widgets import Log, RichLog

from ecstui.ui import themes
from ecstui.ui.widgets.log_view import LogView
from logs.blocks import watched
from logs.lines import line, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BATCH = 500
SIZE = (200, 60)
VIEWS = ("LogView", "Log", "RichLog")


class Bench(App[None]):
    """One view that fills the screen."""

    def __init__(self, view: LogView | Log | RichLog) -> None:
        super().__init__()
        themes.wear(self)
        self.view = view

    def compose(self) -> ComposeResult:
        yield self.view


def _view(name: str) -> LogView | Log | RichLog:
    match name:
        case "LogView":
            return LogView()
        case "Log":
            return Log()
        case _:
            return RichLog(max_lines=None)


def _writer(view: LogView | Log | RichLog) -> Callable[[Sequence[Any]], None]:
    """Gives a batch to a view the way it takes it best."""
    if isinstance(view, LogView):
        return view.add
    if isinstance(view, Log):
        return lambda batch: view.write_lines(batch) and None
    return lambda batch: [view.write(line) for line in batch] and None


def _held(view: LogView | Log | RichLog) -> int:
    return view.lines_held if isinstance(view, LogView) else len(view.lines)


def resident() -> int:
    """Bytes of memory this process has in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


async def measure(name: str, count: int) -> dict[str, float]:
    """Fill a view with so many lines, batch by batch, the loop free after each."""
    view = _view(name)
    make = line if name == "LogView" else text
    app = Bench(view)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.3)
        gc.collect()
        before = resident()
        write, taken = _writer(view), 0.0
        async with watched() as blocks:
            for start in range(0, count, BATCH):
                batch = [make(number) for number in range(start, min(count, start + BATCH))]
                began = perf_counter()
                write(batch)
                await asyncio.sleep(0)
                taken += perf_counter() - began
            began = perf_counter()
            while _held(view) < count:
                await asyncio.sleep(0.001)
            taken += perf_counter() - began
        gc.collect()
        await pilot.pause(0.3)
        held = resident() - before
    return {"lines/s": count / taken, "block ms": blocks.worst, "bytes/line": held / count}


def in_a_process(name: str, count: int) -> dict[str, float]:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "logs.accept", name, str(count)]
    result = subprocess.run(
        command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )
    numbers: dict[str, float] = json.loads(result.stdout)
    return numbers


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(sys.argv[1], int(sys.argv[2])))))
