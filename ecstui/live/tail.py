"""The log tail: every event of its sources once, however late or out of order CloudWatch shows it.

One stream of polls a source, which is a log group and stream prefix: new tasks join by themselves, and their
number costs no calls. `tail_source` follows one source, `tail_window` decides what a poll must read,
`tail_older` reads what was before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ecstui.live.live_tail import LiveSessions
from ecstui.live.tail_older import Older
from ecstui.live.tail_pages import TailRules, TailTools
from ecstui.live.tail_shown import Finder, Given, Shown
from ecstui.live.tail_source import SourceTail
from ecstui.live.tail_status import TailStatus
from ecstui.model.clock import SystemClock
from ecstui.model.errors import AwsError
from ecstui.model.logs import LogSource

if TYPE_CHECKING:
    from ecstui.aws.account import Aws
    from ecstui.live.budget import Budget
    from ecstui.live.log_origins import Origins
    from ecstui.model.clock import Clock
    from ecstui.model.logs import LogEvent

__all__ = ["Sources", "Tail", "TailRules", "TailStatus"]

Sources = Finder | Callable[[], Awaitable[frozenset[LogSource]]] | frozenset[LogSource]
OLDER = 500  # lines


class Tail:
    """The tail of some sources.

    `sources` may be a finder or a function that is asked again before each round, so that it can follow a
    service's deployments (`log_sources.ServiceLogs`); it should call AWS seldom. `since` (ms) is where the
    history begins, None for the newest events of the last hour (or day); with `whole` everything from `since`
    on is read, else the newest and the rest by `older`. `ended` gives the ms at which the task that is
    followed stopped, None while it lives; the tail returns a minute after that. `accept(stream)` leaves out
    foreign streams. `origins` learns of every stream before its events are shown.
    """

    def __init__(
        self,
        aws: Aws,
        sources: Sources,
        *,
        since: int | None = None,
        whole: bool = False,
        ended: Callable[[], int | None] | None = None,
        accept: Callable[[str], bool] | None = None,
        origins: Origins | None = None,
        budget: Budget | None = None,
        rules: TailRules | None = None,
        clock: Clock | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._finder = sources if isinstance(sources, Finder) else Given(sources)
        self._since = since
        self._whole = whole
        self._ended = ended or (lambda: None)
        self._steady = ended is None and isinstance(sources, frozenset)  # nothing to be asked again
        self._rules = rules or TailRules()
        self._sleep = sleep
        monotonic = (clock or SystemClock()).monotonic
        self._tools = TailTools(aws, self._rules, monotonic, sleep, budget)
        self._tails: dict[LogSource, SourceTail] = {}
        self._left: list[SourceTail] = []  # followed no longer, but their past can still be read
        self._shown = Shown(self._finder, accept, origins)
        self._older = Older(self._tools, self._shown, lambda: (*self._tails.values(), *self._left), since)
        self._live = LiveSessions(self._tools, self._shown, lambda: tuple(self._tails.values()))
        self._live_task: asyncio.Task[None] | None = None
        self._group: asyncio.TaskGroup | None = None
        self._accelerated = False
        self._resolved = False
        self._failure: AwsError | None = None  # of finding the sources

    @property
    def status(self) -> TailStatus:
        """How it stands at this moment."""
        tails = tuple(self._tails.values())
        readers = [*(tail.reader for tail in tails), self._older.reader]
        windows = [tail.window for tail in tails if tail.window is not None]
        opened = bool(tails) and len(windows) == len(tails)
        return TailStatus(
            following=opened,
            sources=frozenset(self._tails),
            complete_to=min(window.complete_to for window in windows) if opened else None,
            throttled=any(reader.throttled for reader in readers),
            behind=max((tail.behind for tail in tails), default=0.0),
            late=sum(window.late for window in windows),
            waiting_for=tuple(sorted({tail.source.group for tail in tails if tail.reader.waiting})),
            failure=next((reader.failure for reader in readers if reader.failure), self._failure),
            oldest=self._older.floor if opened else None,
            loading_older=self._older.loading,
            at_beginning=self._older.at_beginning,
            live=self._live.state,
            sampled=self._live.sampled,
            lossy=self._finder.lossy,
            foreign=self._shown.foreign,
            narrowed=self._finder.narrowed,
            calls=sum(reader.calls for reader in (*readers, *(tail.reader for tail in self._left))),
        )

    async def run(self, emit: Callable[[tuple[LogEvent, ...]], None]) -> None:
        """Follow until cancelled, or until a minute after the end; `emit` gets each event once.

        Events come in batches, each in order; a batch may hold events older than those before it.
        """
        self._shown.emit = emit
        async with asyncio.TaskGroup() as group:
            self._group = group
            self.accelerate(self._accelerated)
            try:
                await self._follow_all()
            finally:
                self._group = None
                self._stop_live()

    def accelerate(self, on: bool) -> None:
        """Let Live Tail bring lines within a second, or no longer; before `run` or while it runs.

        `status.live` says how it does. It falls back to polling by itself.
        """
        self._accelerated = on
        if not on:
            self._stop_live()
        elif self._group is not None and self._live_task is None:
            self._live_task = self._group.create_task(self._live.run())

    def _stop_live(self) -> None:
        if self._live_task is not None:
            self._live_task.cancel()
            self._live_task = None

    def look(self, *, there: bool) -> None:
        """Poll as often as somebody who looks wants it, at once after a while of it, or less often."""
        self._tools.sight.there = there

    async def _follow_all(self) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                self._match(await self._wanted(), group)
                if self._steady or (self._resolved and self._ended() is not None):
                    return  # the group waits for the tails
                await self._sleep(self._rules.every)

    async def older(self, count: int = OLDER) -> int:
        """Show `count` lines (or a few more) older than those shown, through the same `emit`; how many.

        Of all sources, the newest of the older first. Fewer only where the history begins (`at_beginning`);
        0 at once while another call is under way or nothing is open yet. Raises `AwsError`, after which it
        may be called again.
        """
        return await self._older.load(count)

    async def _wanted(self) -> frozenset[LogSource]:
        """The sources as they now are; those known where they cannot be found out."""
        try:
            wanted = await self._finder()
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
            self._tails[source] = tail = self._tail(source)
            group.create_task(self._follow(tail))
        self._resolved = self._resolved or bool(wanted)
        for source, tail in self._tails.items():
            if ended is not None:
                tail.until = ended + self._rules.linger
            elif source in wanted:
                tail.until = None
            elif tail.until is None:
                tail.until = now + self._rules.linger

    def _tail(self, source: LogSource) -> SourceTail:
        return SourceTail(
            source,
            self._tools,
            self._shown,
            since=self._since,
            whole=self._whole,
            joins=self._resolved,
            names=lambda: self._finder.names(source),
        )

    async def _follow(self, tail: SourceTail) -> None:
        await tail.run(lambda: self._prune(tail.source))
        if self._ended() is None:
            del self._tails[tail.source]
            tail.left = True
            self._left.append(tail)

    def _prune(self, source: LogSource) -> None:
        """Forget the ids of events that no poll of that log group will return again."""
        sharing = [tail.window for tail in self._tails.values() if tail.source.place == source.place]
        needed = [window.oldest_needed for window in sharing if window is not None]
        if len(needed) == len(sharing):  # one that opens may still bring anything
            self._shown.seen(source).prune(min(needed))
