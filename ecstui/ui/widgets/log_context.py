"""Matches with the lines around them, in groups, as `grep -C` shows them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from ecstui.ui.widgets.log_merge import span, time_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.model.log_line import LogLine


class Context:
    """Of the lines `held`, the `matches`, of which there are none yet, and so many lines `around` each.

    `starts` are the lines that begin a group apart from what stands above them.
    """

    def __init__(self, held: list[LogLine], matches: list[LogLine], around: int) -> None:
        self._held = held
        self._matches = matches
        self._around = around
        self.lines: list[LogLine] = []
        self.starts: set[LogLine] = set()

    def refresh(self, begin: int, end: int) -> None:
        """Something changed in `held[begin:end]`, a line or whether it matches: work it out anew."""
        held = self._held
        begin, end = max(0, begin - self._around), min(len(held), end + self._around)
        if begin >= end:
            return
        # Whole groups of one time, so that a time tells exactly what is replaced.
        first, last = held[begin].time, held[end - 1].time
        begin = bisect_left(held, first, 0, begin + 1, key=time_of)
        end = bisect_right(held, last, end - 1, key=time_of)
        shown = self._near(begin, end)
        at, to = span(self.lines, first, last)
        self.starts.difference_update(self.lines[at:to])
        self.lines[at:to] = [held[index] for index in shown]
        self._divide(at, shown, end)

    def let_go(self, gone: Sequence[LogLine]) -> None:
        """The oldest lines have gone from `held`."""
        self.starts.difference_update(gone)
        departed = set(gone)
        count = 0
        while count < len(self.lines) and self.lines[count] in departed:
            count += 1
        del self.lines[:count]
        self.refresh(0, 1)
        if self.lines:
            self.starts.discard(self.lines[0])

    def _near(self, begin: int, end: int) -> list[int]:
        """Indices in `held[begin:end]` of matches and of the lines around matches."""
        around, held = self._around, self._held
        low, high = max(0, begin - around), min(len(held), end + around)
        at, to = span(self._matches, held[low].time, held[high - 1].time)
        matches = set(self._matches[at:to])
        near: list[int] = []
        next_one = begin
        for index in range(low, high):
            if held[index] in matches:
                until = min(end, index + around + 1)
                near.extend(range(max(next_one, index - around), until))
                next_one = max(next_one, until)
        return near

    def _divide(self, at: int, shown: list[int], end: int) -> None:
        """Mark the beginnings of groups among the lines just set at `at`, and right behind them."""
        held, lines = self._held, self.lines
        before = -1
        if at and shown and shown[0] and lines[at - 1] is held[shown[0] - 1]:
            before = shown[0] - 1
        for index in shown:
            if index - 1 != before and not (at == 0 and index == shown[0]):
                self.starts.add(held[index])
            before = index
        after = at + len(shown)
        if 0 < after < len(lines):
            adjoins = end < len(held) and lines[after] is held[end] and lines[after - 1] is held[end - 1]
            (self.starts.discard if adjoins else self.starts.add)(lines[after])
        elif after == 0 and lines:
            self.starts.discard(lines[0])
