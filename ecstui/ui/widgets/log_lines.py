"""The lines of a log view: held in time order up to a limit, and of these the ones that are shown."""

from __future__ import annotations

from dataclasses import dataclass
from sys import getsizeof
from time import perf_counter
from typing import TYPE_CHECKING

from ecstui.model.log_filter import LogFilter
from ecstui.model.log_line import Level, LogLine
from ecstui.ui.widgets import log_merge
from ecstui.ui.widgets.log_context import Context
from ecstui.ui.widgets.log_histogram import TimeCounts
from ecstui.ui.widgets.log_merge import merge, span, time_of
from ecstui.ui.widgets.log_sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LINES_HELD = 1_000_000
BYTES_HELD = 400_000_000
"""What the lines held may take of memory, as estimated by `weight`."""

LET_GO_AT_ONCE = 100
"""Beyond a limit, this fraction of the lines goes: a hundredth."""

_LINE_BYTES = 150
"""A record, its two times and its places in two lists, without the text."""


NO_FILTER = LogFilter()


@dataclass(frozen=True, slots=True)
class Sifting:
    """What is shown of the lines held.

    The filter hides what it does not match unless `highlight_only`; `context` lines around each match are
    shown with it. Lines below the least level are hidden in any case, but for context.
    """

    filter: LogFilter = NO_FILTER
    least_level: Level = Level.NONE
    highlight_only: bool = False
    context: int = 0

    @property
    def hides(self) -> bool:
        """Whether it can hide a line."""
        return self.least_level > Level.NONE or (bool(self.filter) and not self.highlight_only)


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking lines in did: the new ones that passed, the oldest that were let go, those that grew."""

    passed: Sequence[LogLine] = ()
    gone: Sequence[LogLine] = ()
    changed: Sequence[LogLine] = ()


def weight(line: LogLine) -> int:
    """An estimate of the memory a held line takes, in bytes."""
    return getsizeof(line.text) + _LINE_BYTES


class LogLines:
    """Lines in time order, those of one time as they came; the oldest are let go beyond the limits."""

    def __init__(self, limit: int = LINES_HELD, budget: int = BYTES_HELD) -> None:
        self.limit = limit
        self.budget = budget
        self.held: list[LogLine] = []
        self.let_go = 0
        self.sifting = Sifting()
        self._weight = 0
        self._grown: dict[LogLine, int] = {}
        self._passing = self._matching = Sieve(self.held, None)
        self._context: Context | None = None
        self._of_held, self._of_passing = TimeCounts(), TimeCounts()

    @property
    def counts(self) -> TimeCounts:
        """The lines that pass, and errors among them, over time."""
        return self._of_held if self._passing.lets_all_pass else self._of_passing

    @property
    def shown(self) -> list[LogLine]:
        """The lines shown, oldest first: what passes, with its context. Not to be changed."""
        return self._passing.lines if self._context is None else self._context.lines

    @property
    def passing(self) -> list[LogLine]:
        """The lines that pass, without context. Not to be changed."""
        return self._passing.lines

    @property
    def matches(self) -> list[LogLine]:
        """The lines that the filter matches; none where there is no filter. Not to be changed."""
        return self._matching.lines if self.sifting.filter else []

    @property
    def progress(self) -> float:
        """How much of the lines held has been sifted, from 0 to 1."""
        if not self.held:
            return 1.0
        return 1.0 - max(self._passing.front, self._matching.front) / len(self.held)

    @property
    def is_full(self) -> bool:
        """Whether older lines would be let go as soon as they came."""
        at_once = len(self.held) // LET_GO_AT_ONCE
        return len(self.held) + at_once >= self.limit or self._weight * 1.01 >= self.budget

    def starts_group(self, line: LogLine) -> bool:
        """Whether a shown line begins a group of matches and context apart from what stands above it."""
        return self._context is not None and line in self._context.starts

    def place(self, line: LogLine) -> int:
        """Index of a line among the shown; if it is not among them, of the first that is not older."""
        return log_merge.place(self.shown, line)

    def add(self, new: Iterable[LogLine], grown: Iterable[LogLine] = ()) -> Taken:
        """Take lines in, in any order, and note those that have grown since they were taken in."""
        batch = sorted(new, key=time_of)
        passed: Sequence[LogLine] = ()
        if batch:
            self._weight += sum(map(weight, batch))
            merge(self.held, batch)
            passed = self._passing.added(batch)
            self._of_held.add(batch)
            if not self._passing.lets_all_pass:
                self._of_passing.add(passed)
            if self._matching is not self._passing:
                self._matching.added(batch)
            if self._context is not None:
                self._context.refresh(*span(self.held, batch[0].time, batch[-1].time))
        changed = [line for line in grown if self._grow(line)]
        return Taken(passed, self._trim(), changed)

    def clear(self) -> None:
        """Hold nothing; what is sifted by stays."""
        self.held = []
        self._grown.clear()
        self._of_held.clear()
        self._weight = self.let_go = 0
        self.sift(self.sifting)

    def sift(self, sifting: Sifting, seconds: float = 0.005) -> bool:
        """Show what passes from now on; looks for so long, and tells whether there is more to look at."""
        self.sifting = sifting
        level, wanted = sifting.least_level, sifting.filter
        of_level: Callable[[LogLine], bool] | None = (lambda line: line.level >= level) if level else None
        both = of_level
        if wanted:
            both = (lambda line: line.level >= level and wanted.matches(line)) if level else wanted.matches
        self._matching = Sieve(self.held, both)
        self._passing = Sieve(self.held, of_level) if wanted and sifting.highlight_only else self._matching
        self._of_passing.clear()
        self._context = None
        if wanted and sifting.context and not sifting.highlight_only:
            self._context = Context(self.held, self._passing.lines, sifting.context)
        return self.step(seconds)

    def step(self, seconds: float) -> bool:
        """Look at more of the held lines for so long; whether there is more to look at."""
        deadline = perf_counter() + seconds
        for sieve in {id(sieve): sieve for sieve in (self._passing, self._matching)}.values():
            before = sieve.front
            found = sieve.step(lambda: perf_counter() >= deadline)
            if sieve is self._passing:
                self._of_passing.add(found)
            if sieve.front != before and self._context is not None:
                self._context.refresh(sieve.front, before)
        return bool(self._passing.front or self._matching.front)

    def _grow(self, line: LogLine) -> bool:
        """Weigh a grown line anew and sift it; whether it is (or was) among those held."""
        index = log_merge.find(self.held, line)
        if index is None:
            return False
        now = weight(line)
        first, _, _ = line.text.partition("\n")
        self._weight += now - self._grown.get(line, getsizeof(first) + _LINE_BYTES)
        self._grown[line] = now
        self._passing.grown(line)
        self._of_held.recount(line, self.held)
        if not self._passing.lets_all_pass:
            self._of_passing.recount(line, self._passing.lines)
        if self._matching is not self._passing:
            self._matching.grown(line)
        if self._context is not None:
            self._context.refresh(index, index + 1)
        return True

    def _trim(self) -> Sequence[LogLine]:
        """Let the oldest go beyond the limits, and return them."""
        count = 0
        if len(self.held) > self.limit:
            count = len(self.held) - self.limit + self.limit // LET_GO_AT_ONCE
        elif self._weight > self.budget:
            if self._grown:  # then it was weighed roughly, and nothing is let go for that
                self._weight = sum(map(weight, self.held))
            count = self._too_heavy() if self._weight > self.budget else 0
        if not count:
            return ()
        gone = self.held[:count]
        del self.held[:count]
        self._weight -= sum(map(weight, gone))
        for line in gone:
            self._grown.pop(line, None)
        self.let_go += count
        passed = self._passing.let_go(gone)
        self._of_held.remove(gone)
        if not self._passing.lets_all_pass:
            self._of_passing.remove(passed)
        if self._matching is not self._passing:
            self._matching.let_go(gone)
        if self._context is not None:
            self._context.let_go(gone)
        return gone

    def _too_heavy(self) -> int:
        """How many of the oldest to let go to be a hundredth below the budget; the newest always stays."""
        excess = self._weight - self.budget + self.budget // LET_GO_AT_ONCE
        count = 0
        for line in self.held[:-1]:
            if excess <= 0:
                break
            excess -= weight(line)
            count += 1
        return count
