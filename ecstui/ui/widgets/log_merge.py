"""Lists of lines in time order: merging batches into them, and finding a line in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.model.log_line import LogLine

time_of = attrgetter("time")

_SPARSE = 64
"""Sorting so many held lines costs as much as moving the rest of a long list for one line."""


def merge(lines: list[LogLine], batch: list[LogLine]) -> None:
    """Put a batch in time order into lines in time order; of one time, those of the batch stand last.

    A batch at the end, or in one place, is moved in at once. One that falls among other lines is sorted with
    those alone, and where these are many for its size it is halved first.
    """
    if not batch:
        return
    if not lines or lines[-1].time <= batch[0].time:
        lines.extend(batch)
        return
    start = bisect_right(lines, batch[0].time, key=time_of)
    end = bisect_right(lines, batch[-1].time, start, key=time_of)
    if start == end:
        lines[start:start] = batch
    elif end - start > _SPARSE * len(batch) and len(batch) > 1:
        half = len(batch) // 2
        merge(lines, batch[half:])
        merge(lines, batch[:half])
    else:
        lines[start:end] = sorted(lines[start:end] + batch, key=time_of)


def merged(lines: list[LogLine], more: list[LogLine]) -> list[LogLine]:
    """Both in time order, as a list of its own."""
    return sorted((*lines, *more), key=time_of) if more else list(lines)


def span(lines: list[LogLine], first: int, last: int) -> tuple[int, int]:
    """Begin and end, as of a slice, of the lines from one time to another, both included."""
    begin = bisect_left(lines, first, key=time_of)
    return begin, bisect_right(lines, last, begin, key=time_of)


def find(lines: list[LogLine], line: LogLine) -> int | None:
    """Index of a line; None where it is not among them."""
    begin, end = span(lines, line.time, line.time)
    try:
        return lines.index(line, begin, end)
    except ValueError:
        return None


def place(lines: list[LogLine], line: LogLine) -> int:
    """Index of a line; where it is not among them, of the first that is not older."""
    index = find(lines, line)
    return bisect_left(lines, line.time, key=time_of) if index is None else index
