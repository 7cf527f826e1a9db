"""The lines of a log view: held in time order up to a limit, and of these the ones that pass the filter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from ecstui.ui.widgets.filter_words import FilterWords

if TYPE_CHECKING:
    from collections.abc import Iterable

_time = attrgetter("time")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line to show: `time` in ms since the epoch, a short source, safe text, a level such as "error".

    `key` is its identity: a line of a key already held is not held twice.
    """

    time: int
    source: str
    text: str
    level: str = ""
    key: str = ""


class LogLines:
    """Lines in time order, those of one time as they came; the oldest are let go beyond the limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.shown: list[LogLine] = []
        self.let_go = 0
        self._held: list[LogLine] = []
        self._keys: set[str] = set()
        self._words = FilterWords()

    def __len__(self) -> int:
        return len(self._held)

    def add(self, lines: Iterable[LogLine]) -> list[LogLine]:
        """Take lines in, in any order; the new ones that pass the filter."""
        new: list[LogLine] = []
        for line in sorted(lines, key=_time):
            if line.key not in self._keys:
                if line.key:
                    self._keys.add(line.key)
                _insert(self._held, line)
                if self._passes(line):
                    _insert(self.shown, line)
                    new.append(line)
        self._trim()
        return new

    def filter(self, line: str) -> None:
        """Show only what passes: see `FilterWords`. Sources and levels count as text."""
        self._words = FilterWords.parse(line)
        self.shown = [held for held in self._held if self._passes(held)]

    def clear(self) -> None:
        """Hold nothing; the filter stays."""
        self._held, self.shown = [], []
        self._keys.clear()
        self.let_go = 0

    def place(self, line: LogLine) -> int:
        """Index of a line among the shown; if it is not among them, of the first of its time or later."""
        first = bisect_left(self.shown, line.time, key=_time)
        for index in range(first, len(self.shown)):
            if self.shown[index] is line:
                return index
            if self.shown[index].time != line.time:
                break
        return first

    def _passes(self, line: LogLine) -> bool:
        return not self._words or self._words.match(f"{line.source} {line.level} {line.text}".casefold())

    def _trim(self) -> None:
        excess = len(self._held) - self.limit
        if excess > 0:
            gone = self._held[:excess]
            del self._held[:excess]
            # Both lists have the same order, so what goes of the shown stands first as well.
            del self.shown[: sum(map(self._passes, gone))]
            self._keys.difference_update(line.key for line in gone)
            self.let_go += excess


def _insert(lines: list[LogLine], line: LogLine) -> None:
    """Put a line in its place, nearly always the last."""
    if not lines or lines[-1].time <= line.time:
        lines.append(line)
    else:
        lines.insert(bisect_right(lines, line.time, key=_time), line)
