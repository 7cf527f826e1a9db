"""Where a jump leads: the next line of a kind, or a line by its time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from ecstui.model.log_line import Level
from ecstui.ui.widgets.log_merge import find, place, time_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecstui.model.log_line import LogLine


def error(lines: Sequence[LogLine], index: int, step: int) -> LogLine | None:
    """The nearest line that tells an error, after `index` or (`step` -1) before it."""
    indices = range(index + 1, len(lines)) if step > 0 else range(index - 1, -1, -1)
    return next((lines[i] for i in indices if lines[i].level >= Level.ERROR), None)


def among(wanted: list[LogLine], shown: list[LogLine], index: int, step: int) -> LogLine | None:
    """The nearest of the `wanted`, which are in time order, after the shown line at `index` or before it."""
    if not wanted or not shown:
        return None
    at = shown[index]
    known = find(wanted, at)
    if known is not None:
        to = known + step
    else:
        to = place(wanted, at)
        # Of lines of one time, which is first is told by their order among the shown.
        while to < len(wanted) and wanted[to].time == at.time and place(shown, wanted[to]) < index:
            to += 1
        to -= step < 0
    return wanted[to] if 0 <= to < len(wanted) else None


def marked(marks: Iterable[LogLine], shown: list[LogLine]) -> list[LogLine]:
    """The marked lines that are shown, in order."""
    found = ((find(shown, line), line) for line in marks)
    return [line for _, line in sorted((i, line) for i, line in found if i is not None)]


def at_time(lines: list[LogLine], time: int, step: int = 1) -> LogLine | None:
    """The first line of that time or later, or (`step` -1) the last of that time or earlier."""
    if step > 0:
        index = bisect_left(lines, time, key=time_of)
        return lines[index] if index < len(lines) else None
    index = bisect_right(lines, time, key=time_of) - 1
    return lines[index] if index >= 0 else None
