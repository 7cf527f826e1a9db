"""A sieve: of the lines held, those that pass; looked for in slices, the newest first."""

from __future__ import annotations

from bisect import bisect_left
from math import inf
from typing import TYPE_CHECKING

from ecstui.ui.widgets.log_merge import find, merge, span, time_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecstui.model.log_line import LogLine

CHUNK = 64
"""Lines looked at between two looks at the clock."""


class Sieve:
    """The lines of `held` that pass, as far as they have been looked at: `held[front:]`.

    `passes` None lets all pass: then `lines` is `held` itself. It is told of whatever befalls `held`.
    """

    def __init__(self, held: list[LogLine], passes: Callable[[LogLine], bool] | None) -> None:
        self._held = held
        self._passes = passes
        self.lines: list[LogLine] = held if passes is None else []
        self.front = 0 if passes is None else len(held)
        self._edge = inf if self.front else -inf  # lines of this time and later have been looked at

    @property
    def lets_all_pass(self) -> bool:
        """Whether nothing is kept back."""
        return self._passes is None

    def step(self, spent: Callable[[], bool]) -> list[LogLine]:
        """Look at older lines, some at least, until the time is `spent`; those that pass."""
        found: list[list[LogLine]] = []
        while self._passes is not None and self.front:
            start = max(0, self.front - CHUNK)
            found.append(list(filter(self._passes, self._held[start : self.front])))
            self.front = start
            if spent():
                break
        new = [line for chunk in reversed(found) for line in chunk]
        self.lines[:0] = new
        self._edge = self._held[self.front].time if self.front else -inf
        return new

    def added(self, batch: list[LogLine]) -> list[LogLine]:
        """Lines, in time order, have come into `held`; those of them that pass.

        What came before the front is looked at when its turn comes.
        """
        if self._passes is None:
            return batch
        ahead = bisect_left(batch, self._edge, key=time_of)
        self.front += ahead
        new = [line for line in batch[ahead:] if self._passes(line)]
        merge(self.lines, new)
        return new

    def grown(self, line: LogLine) -> bool:
        """A held line says more than before; whether it came or went by that."""
        index = find(self._held, line)
        if self._passes is None or index is None or index < self.front:
            return False
        at, passes = find(self.lines, line), self._passes(line)
        if passes is (at is not None):
            return False
        if at is not None:
            del self.lines[at]
        else:
            self._put_in(line)
        return True

    def _put_in(self, line: LogLine) -> None:
        """Add a line among those of its time in the order of `held`."""
        begin, end = span(self.lines, line.time, line.time)
        first, last = span(self._held, line.time, line.time)
        kept = {*self.lines[begin:end], line}
        self.lines[begin:end] = [held for held in self._held[first:last] if held in kept]

    def let_go(self, gone: Sequence[LogLine]) -> list[LogLine]:
        """The oldest lines have gone from `held`; those of them that had passed."""
        if self._passes is None:
            return list(gone)
        last = gone[-1].time
        of_last = {line for line in gone if line.time == last}
        count, end = span(self.lines, last, last)
        while count < end and self.lines[count] in of_last:
            count += 1
        passed = self.lines[:count]
        del self.lines[:count]
        self.front = max(0, self.front - len(gone))
        if not self.front:
            self._edge = -inf
        return passed
