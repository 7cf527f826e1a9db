"""The log tail: every event of its sources once, however late or out of order CloudWatch shows it.

One stream of polls a source, which is a log group and stream prefix: new tasks join by themselves, and their
number costs no calls. `tail_source` follows one source, `tail_window` decides what a poll must read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecstui.live.tail_source import SourceTail, TailRules, TailTools
from ecstui.live.tail_window import Seen
from ecstui.model.clock import SystemClock
from ecstui.model.errors import AwsError
from ecstui.model.logs import LogSource

if TYPE_CHECKING:
    from ecstui.aws.account import Aws
    from ecstui.live.budget import Budget
    from ecstui.model.clock import Clock
    from ecstui.model.logs import LogEvent

Sources = Callable[[], Awaitable[frozenset[LogSource]]] | frozenset[LogSource]


@dataclass(frozen=True, slots=True)
class TailStatus:
    """How far the tail can be trusted. Times are ms since the epoch."""

    following: bool = False  # every source was opened
    sources: frozenset[LogSource] = frozenset()
    complete_to: int | None = None  # up to here everything was shown; None before that can be said
    throttled: bool = False
    behind: float = 0.0  # seconds between the newest event read and the present, while it cannot keep up
    late: int = 0  # events that became visible too late for their place and were found by a sweep
    waiting_for: tuple[str, ...] = ()  # log groups that do not exist (yet)
    failure: AwsError | None = None


class Tail:
    """The tail of some sources.

    `sources` may be a function that is asked again before each round, so that it can follow a service's
    deployments (`log_sources.ServiceLogs`); it should call AWS seldom. `since` (ms) is where the history
    begins, None for the newest events of the last hour (or day). `ended` gives the ms at which the task that
    is followed stopped, None while it lives; the tail returns a minute after that. `accept(stream)` leaves
    out foreign streams.
    """

    def __init__(
        self,
        aws: Aws,
        sources: Sources,
        *,
        since: int | None = None,
        ended: Callable[[], int | None] | None = None,
        accept: Callable[[str], bool] | None = None,
        budget: Budget | None = None,
        rules: TailRules | None = None,
        clock: Clock | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._sources = sources
        self._since = since
        self._ended = ended or (lambda: None)
        self._steady = ended is None and isinstance(sources, frozenset)  # nothing to be asked again
        self._rules = rules or TailRules()
        self._sleep = sleep
        monotonic = (clock or SystemClock()).monotonic
        self._tools = TailTools(aws, lambda _: None, self._rules, monotonic, sleep, accept, budget)
        self._tails: dict[LogSource, SourceTail] = {}
        self._seen: dict[tuple[str, str], Seen] = {}  # by region and group: prefixes may overlap
        self._resolved = False
        self._failure: AwsError | None = None  # of finding the sources

    @property
    def status(self) -> TailStatus:
        """How it stands at this moment."""
        tails = tuple(self._tails.values())
        windows = [tail.window for tail in tails if tail.window is not None]
        opened = bool(tails) and len(windows) == len(tails)
        return TailStatus(
            following=opened,
            sources=frozenset(self._tails),
            complete_to=min(window.complete_to for window in windows) if opened else None,
            throttled=any(tail.throttled for tail in tails),
            behind=max((tail.behind for tail in tails), default=0.0),
            late=sum(window.late for window in windows),
            waiting_for=tuple(sorted({tail.source.group for tail in tails if tail.waiting})),
            failure=next((tail.failure for tail in tails if tail.failure), self._failure),
        )

    async def run(self, emit: Callable[[tuple[LogEvent, ...]], None]) -> None:
        """Follow until cancelled, or until a minute after the end; `emit` gets each event once.

        Events come in batches, each in order; a batch may hold events older than those before it.
        """
        self._tools = replace(self._tools, emit=emit)
        async with asyncio.TaskGroup() as group:
            while True:
                self._match(await self._wanted(), group)
                if self._steady or (self._resolved and self._ended() is not None):
                    return  # the group waits for the tails
                await self._sleep(self._rules.every)

    async def _wanted(self) -> frozenset[LogSource]:
        """The sources as they now are; those known where they cannot be found out."""
        if isinstance(self._sources, frozenset):
            return self._sources
        try:
            wanted = await self._sources()
        except AwsError as failure:
            self._failure = failure
            return frozenset(self._tails)
        self._failure = None
        return wanted

    def _match(self, wanted: frozenset[LogSource], group: asyncio.TaskGroup) -> None:
        """Follow what is wanted, and let go in a while of what is not wanted any more."""
        ended = self._ended()
        now = self._tools.now()
        for source in sorted(wanted - self._tails.keys(), key=lambda source: (source.group, source.prefix)):
            seen = self._seen.setdefault((source.region, source.group), Seen())
            tail = SourceTail(source, self._tools, seen, since=self._since, joins=self._resolved)
            self._tails[source] = tail
            group.create_task(self._follow(tail))
        self._resolved = self._resolved or bool(wanted)
        for source, tail in self._tails.items():
            if ended is not None:
                tail.until = ended + self._rules.linger
            elif source in wanted:
                tail.until = None
            elif tail.until is None:
                tail.until = now + self._rules.linger

    async def _follow(self, tail: SourceTail) -> None:
        place = (tail.source.region, tail.source.group)
        await tail.run(lambda: self._prune(place))
        if self._ended() is None:
            del self._tails[tail.source]

    def _prune(self, place: tuple[str, str]) -> None:
        """Forget the ids of events that no poll of that group will return again."""
        sharing = (t for t in self._tails.values() if (t.source.region, t.source.group) == place)
        self._seen[place].prune(min(t.window.oldest_needed for t in sharing if t.window is not None))
