"""The overlapping window of the log tail: what each poll must read, and what was shown already.

CloudWatch makes events visible late and out of order across streams. Each poll therefore begins `overlap`
before the last complete one began, and events are known by their ids. If every event becomes visible within
the overlap of its own time, each is shown exactly once; a wider sweep once a minute catches those that come
later still. Pure: the present is given, in ms since the epoch, as every time here.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.logs import LogEvent


@dataclass(frozen=True, slots=True)
class WindowRules:
    """The constants of the window, in ms."""

    overlap: int = 15_000  # twice the awslogs driver's flush of 5 s, and 5 s
    longest_overlap: int = 120_000
    sweep_every: int = 60_000
    sweep_span: int = 300_000
    lateness_span: int = 600_000


class Seen:
    """The ids of the events shown, as 64-bit hashes, with their times."""

    def __init__(self) -> None:
        self._times: dict[int, int] = {}
        self.equals: Equals | None = None  # while Live Tail is on, or what it showed may still be polled

    def __len__(self) -> int:
        return len(self._times)

    def admit(self, events: Iterable[LogEvent]) -> tuple[LogEvent, ...]:
        """Those events not seen before, which are seen from now on."""
        new: list[LogEvent] = []
        for event in events:
            key = hash(event.id)
            if key not in self._times:
                self._times[key] = event.timestamp
                new.append(event)
        return tuple(new)

    def prune(self, before: int) -> None:
        """Forget events older than `before`, which no query will return again."""
        self._times = {key: time for key, time in self._times.items() if time >= before}
        if self.equals is not None:
            self.equals.prune(before)


class Equals:
    """How many events that look the same Live Tail and the polls have brought: Live Tail knows no ids.

    As many were shown as the polls have brought, or one session has, whichever are more. Equal are events of
    one stream, time and text: which of them came first cannot be told, and need not be.
    """

    def __init__(self) -> None:
        self._counts: dict[tuple[int, int], _Count] = {}  # by time and hash

    def polled(self, events: Iterable[LogEvent]) -> tuple[LogEvent, ...]:
        """Those of the events that a poll brought which Live Tail has not shown."""
        new = []
        for event in events:
            count = self._count(event)
            count.polled += 1
            if count.polled > count.shown:
                count.shown += 1
                new.append(event)
        return tuple(new)

    def live(self, events: Iterable[LogEvent], session: int) -> tuple[LogEvent, ...]:
        """Those of the events that a session of Live Tail brought which were not shown."""
        new = []
        for event in events:
            count = self._count(event)
            count.live = count.live + 1 if count.session == session else 1
            count.session = session
            if count.live > count.shown:
                count.shown += 1
                new.append(event)
        return tuple(new)

    def prune(self, before: int) -> None:
        """Forget events older than `before`, which no query will return again."""
        self._counts = {key: count for key, count in self._counts.items() if key[0] >= before}

    def _count(self, event: LogEvent) -> _Count:
        return self._counts.setdefault((event.timestamp, hash((event.stream, event.message))), _Count())


@dataclass(slots=True)
class _Count:
    """How many equal events were shown, polled, and brought by the newest session of Live Tail."""

    shown: int = 0
    polled: int = 0
    live: int = 0
    session: int = 0


class Lateness:
    """How long events took from their own time to their ingestion, lately; in whole seconds by the minute."""

    def __init__(self, span: int, longest: int) -> None:
        self._span = span
        self._steps = longest // 1000 + 2
        self._minutes: deque[tuple[int, list[int]]] = deque()

    def note(self, events: Iterable[LogEvent], now: int) -> None:
        """Count the events that came just now."""
        if not self._minutes or now - self._minutes[-1][0] >= 60_000:
            self._minutes.append((now, [0] * self._steps))
        while now - self._minutes[0][0] > self._span:
            self._minutes.popleft()
        counts = self._minutes[-1][1]
        for event in events:
            seconds = -(-max(0, event.ingested - event.timestamp) // 1000)
            counts[min(seconds, self._steps - 1)] += 1

    def quantile(self, share: float) -> int:
        """The lateness, in ms, that `share` of the events did not exceed; 0 where none came."""
        totals = [sum(counts) for counts in zip(*(counts for _, counts in self._minutes), strict=True)]
        wanted = share * sum(totals)
        reached = 0
        for seconds, number in enumerate(totals):
            reached += number
            if number and reached >= wanted:
                return seconds * 1000
        return 0


class TailWindow:
    """The window of one source. `floor` is where its history begins: nothing older is ever asked for."""

    def __init__(self, rules: WindowRules, *, floor: int, low: int, now: int) -> None:
        self._rules = rules
        self._floor = floor
        self._low = max(low, floor)
        self._swept = now
        self._sweeping = False
        self._reach = self._low  # from where the poll under way reads
        self._lateness = Lateness(rules.lateness_span, rules.longest_overlap)
        self.late = 0  # events that only a sweep found

    @property
    def complete_to(self) -> int:
        """Everything up to here was shown, unless it becomes visible later than the overlap allows."""
        return self._low

    @property
    def floor(self) -> int:
        """From here on the history is whole; nothing older was shown."""
        return self._floor

    @property
    def sweeping(self) -> bool:
        """Whether the poll under way is a sweep."""
        return self._sweeping

    @property
    def overlap(self) -> int:
        """How far a poll reaches back behind the one before it."""
        rules = self._rules
        measured = self._lateness.quantile(0.999) * 3 // 2
        return max(rules.overlap, min(measured, rules.longest_overlap))

    @property
    def oldest_needed(self) -> int:
        """No poll to come asks for anything older."""
        return max(self._floor, min(self._low, self._swept - self._rules.sweep_span))

    def begin(self, now: int) -> int:
        """From where the poll that begins now must read."""
        self._sweeping = now - self._swept >= self._rules.sweep_every
        self._reach = self._low
        if self._sweeping:
            self._reach = max(self._floor, min(self._low, now - self._rules.sweep_span))
        return self._reach

    def note(self, new: tuple[LogEvent, ...], now: int) -> None:
        """Learn from events that were not seen before how late events come."""
        if new:
            self._lateness.note(new, now)
            self.late += sum(event.timestamp < self._low for event in new)

    def complete(self, began: int) -> bool:
        """The poll that began then has read its last page. Whether it was a sweep.

        One that began before the history was deepened may not have reached far enough: it moves nothing.
        """
        if self._reach > self._low:
            return False
        self._low = max(self._floor, began - self.overlap)
        if swept := self._sweeping:
            self._swept, self._sweeping = began, False
        return swept

    def deepen(self, floor: int, began: int) -> None:
        """The history was read down to `floor` by a reading that began then.

        What could still grow at that time is polled again.
        """
        if floor >= self._floor:
            return
        unsettled = began - self.overlap
        if self._floor > unsettled:
            self._low = max(floor, min(self._low, unsettled))
        self._floor = floor
