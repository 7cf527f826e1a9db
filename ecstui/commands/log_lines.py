"""Events become the lines to print: folded, chosen, in order. Pure."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ecstui.model.log_fold import Fold
from ecstui.model.log_line import Level

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable

    from ecstui.model.log_filter import LogFilter
    from ecstui.model.log_line import LogLine, Origin
    from ecstui.model.logs import LogEvent

REMEMBERED = 50_000  # lines printed that may still grow


class Piece(NamedTuple):
    """What is to be printed of a line: all of it, or what came after it was printed."""

    line: LogLine
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lines are wanted; all must hold."""

    containers: frozenset[str] = frozenset()
    level: Level = Level.NONE
    greps: tuple[re.Pattern[str], ...] = ()
    filter: LogFilter | None = None

    def __call__(self, line: LogLine) -> bool:
        """Whether a line is."""
        return (
            line.level >= self.level
            and (not self.containers or line.origin.container in self.containers)
            and all(pattern.search(line.text) for pattern in self.greps)
            and (not self.filter or self.filter.matches(line))
        )


class LogLines:
    """Takes events in batches and gives the lines that are ready.

    A line is held back until events `hold` ms younger have come, for a stack trace comes in pieces. What
    joins a line that was given already is given as a piece of its own. None is lost. Of lines given it
    remembers how many characters those were, and whether the line was wanted.
    """

    def __init__(
        self, origin_of: Callable[[str], Origin], wanted: Callable[[LogLine], bool], *, hold: int = 0
    ) -> None:
        self.read = 0  # events
        self._fold = Fold()
        self._origin_of = origin_of
        self._wanted = wanted
        self._hold = hold
        self._held: list[LogLine] = []
        self._given: OrderedDict[int, tuple[LogLine, int, bool]] = OrderedDict()  # by identity
        self._newest = 0

    def take(self, events: tuple[LogEvent, ...]) -> list[Piece]:
        """The lines that are ready now, in order."""
        self.read += len(events)
        self._newest = max(self._newest, *(event.timestamp for event in events))
        folded = self._fold.take(events, self._origin_of)
        pieces = self._grown(folded.grown)
        self._held += folded.new
        before = self._newest - self._hold
        ready = [line for line in self._held if line.time <= before]
        if len(ready) < len(self._held):
            self._held = [line for line in self._held if line.time > before]
        else:
            self._held = []
        return self._give(ready, pieces)

    def rest(self) -> list[Piece]:
        """The lines still held back, in order."""
        held, self._held = self._held, []
        return self._give(held, [])

    def _grown(self, lines: Iterable[LogLine]) -> list[Piece]:
        pieces = []
        for line in lines:
            _, characters, shown = self._given.get(id(line), (line, None, False))
            if characters is None:
                continue  # it is still held, and will be given whole
            wanted = shown or self._wanted(line)
            if wanted:
                pieces.append(Piece(line, line.text[characters if shown else 0 :].removeprefix("\n")))
            self._given[id(line)] = (line, len(line.text), wanted)
        return pieces

    def _give(self, lines: Iterable[LogLine], pieces: list[Piece]) -> list[Piece]:
        for line in lines:
            wanted = self._wanted(line)
            if wanted:
                pieces.append(Piece(line, line.text))
            self._given[id(line)] = (line, len(line.text), wanted)
        while len(self._given) > REMEMBERED:
            self._given.popitem(last=False)
        pieces.sort(key=lambda piece: piece.line.time)
        return pieces
