"""Everything that some sources hold between two moments, read once, in order, with a tail's patience."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from ecstui.live.tail_names import Names
from ecstui.live.tail_pages import PageReader, TailRules, TailTools
from ecstui.live.tail_shown import Finder, Given, Shown
from ecstui.live.tail_status import TailStatus
from ecstui.model.clock import SystemClock
from ecstui.model.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ecstui.aws.account import Aws
    from ecstui.live.budget import Budget
    from ecstui.live.log_origins import Origins
    from ecstui.live.tail import Sources
    from ecstui.live.tail_pages import Scope
    from ecstui.live.tail_shown import Emit
    from ecstui.model.clock import Clock
    from ecstui.model.logs import LogEvent, LogSource

SEEN_KEPT = 100_000  # ids, before those that no reading needs any more are forgotten


class LogRange:
    """What `sources` hold from `start` to `end` (ms, both inclusive), `end` None for what is readable now.

    With an `end` that is not long past (or still to come) it goes on reading until nothing more can become
    visible before that moment, as far as a tail can know that. The rest is as for `Tail`.
    """

    def __init__(
        self,
        aws: Aws,
        sources: Sources,
        *,
        start: int,
        end: int | None = None,
        accept: Callable[[str], bool] | None = None,
        origins: Origins | None = None,
        budget: Budget | None = None,
        rules: TailRules | None = None,
        clock: Clock | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._finder = sources if isinstance(sources, Finder) else Given(sources)
        self._start = start
        self._end = end
        rules = rules or TailRules()
        monotonic = (clock or SystemClock()).monotonic
        self._tools = TailTools(aws, rules, monotonic, sleep, budget)
        self._reader = PageReader(self._tools)
        self._shown = Shown(self._finder, accept, origins)
        self._sources: frozenset[LogSource] = frozenset()
        self._complete_to: int | None = None
        self._missing: set[str] = set()

    @property
    def status(self) -> TailStatus:
        """How far it has come."""
        return TailStatus(
            following=self._complete_to is None,
            sources=self._sources,
            complete_to=self._complete_to,
            throttled=self._reader.throttled,
            waiting_for=tuple(sorted(self._missing)),
            failure=self._reader.failure,
            oldest=self._start,
            lossy=self._finder.lossy,
            foreign=self._shown.foreign,
            narrowed=self._finder.narrowed,
            calls=self._reader.calls,
        )

    async def read(self, emit: Emit) -> None:
        """Read it; `emit` gets each event once, all in order but those that became visible late.

        A log group that does not exist (yet) is left out and named in `status.waiting_for`. Raises any
        `AwsError` that waiting does not mend: everything emitted until then is right.
        """
        self._shown.emit = emit
        start = self._start
        while True:
            began = self._tools.now()
            self._sources = await self._finder()
            await self._read(start)
            began = min(began, self._tools.now())  # an answer may have corrected the clock
            self._reader.went_well()
            self._complete_to = began - self._tools.rules.window.overlap
            if self._end is None or self._complete_to >= self._end:
                return
            start = max(self._start, self._complete_to)
            await self._tools.sleep(self._reader.pace.seconds)

    async def _read(self, start: int) -> None:
        """Read all sources once, merged by time."""
        self._missing.clear()
        cursors = [
            _Cursor(source, scope, self._reader, start, self._end)
            for source in sorted(self._sources, key=lambda source: (source.place, source.prefix))
            for scope in Names(source, partial(self._finder.names, source)).every_scope()
        ]
        while cursors:
            unread = [cursor for cursor in cursors if not cursor.pages.finished]
            hindmost = min(unread, key=lambda cursor: cursor.position)
            try:
                await hindmost.read()
            except NotFound:
                cursors.remove(hindmost)
                if hindmost.scope.streams:
                    cursors += hindmost.halves()
                else:
                    self._missing.add(hindmost.source.group)
            await self._emit(cursors)
            cursors = [cursor for cursor in cursors if not cursor.empty]

    async def _emit(self, cursors: list[_Cursor]) -> None:
        """Show what nothing unread can stand before."""
        unread = [cursor.position for cursor in cursors if not cursor.pages.finished]
        whole = [(cursor.source, cursor.take(min(unread, default=None))) for cursor in cursors]
        for source, events in whole:
            await self._shown.learn(source, events)
        self._shown.take(whole)
        needed = min(unread, default=self._tools.now()) - self._tools.rules.window.longest_overlap
        for source, _ in whole:
            if len(seen := self._shown.seen(source)) > SEEN_KEPT:
                seen.prune(min(needed, self._tools.now() - 2 * self._tools.rules.window.longest_overlap))


class _Cursor:
    """How far one scope was read; nothing before `position` (ms) is unread."""

    def __init__(
        self, source: LogSource, scope: Scope, reader: PageReader, start: int, end: int | None
    ) -> None:
        self.source = source
        self.scope = scope
        self.position = start
        self.pages = reader.pages(scope, start, end)
        self._reader = reader
        self._held: list[LogEvent] = []

    @property
    def empty(self) -> bool:
        """Whether all was read and handed out."""
        return self.pages.finished and not self._held

    async def read(self) -> None:
        """Read one page more, if there is one. Raises `AwsError`, and then nothing has changed."""
        async for page in self.pages:
            self._held += page.events
            if page.events:
                self.position = page.events[-1].timestamp
            return

    def take(self, before: int | None) -> list[LogEvent]:
        """Hand out what was read and is older than `before` (ms); all where None."""
        whole = len(self._held)
        if before is not None:
            whole = next((n for n, event in enumerate(self._held) if event.timestamp >= before), whole)
        taken, self._held = self._held[:whole], self._held[whole:]
        return taken

    def halves(self) -> list[_Cursor]:
        """The same for each half of the streams named."""
        pages = self.pages
        return [
            _Cursor(self.source, scope, self._reader, pages.start, pages.end) for scope in self.scope.halves()
        ]
