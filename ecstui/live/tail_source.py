"""The tail of one log source: open at the newest events, then poll an overlapping window for ever.

Only a poll that has read its last page moves the window, so no failure opens a gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.tail_descent import Descent, reach
from ecstui.live.tail_names import Names
from ecstui.live.tail_pages import PageReader, Scope
from ecstui.live.tail_window import TailWindow
from ecstui.model.errors import AwsError, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecstui.live.tail_pages import TailTools
    from ecstui.live.tail_shown import Shown
    from ecstui.model.logs import LogEvent, LogSource

HOUR = 3_600_000
OPENING_SPANS = (HOUR, 24 * HOUR)
OPENING_PAGES = 10
BUSY_PAGES = 2  # a poll of more pages than this mostly reads its overlap again: poll less often
BUSY_PAUSE = 5.0  # seconds


class SourceTail:
    """Follows one source.

    `since` (ms) is where its history begins, None lets it be chosen; with `whole` all from `since` on is
    read, else the newest events. A source that joins a running tail has `joins` set: it is read from a moment
    before on, without history. `names` gives the streams to be read, None for all of the source.
    """

    def __init__(
        self,
        source: LogSource,
        tools: TailTools,
        shown: Shown,
        *,
        since: int | None = None,
        whole: bool = False,
        joins: bool = False,
        names: Callable[[], frozenset[str] | None] = lambda: None,
    ) -> None:
        self.source = source
        self.window: TailWindow | None = None
        self.until: int | None = None  # ms; polled until then, for ever if None
        self.behind = 0.0  # seconds
        self.reader = PageReader(tools)
        self.names = Names(source, names)
        self.descents: list[Descent] = []  # of the opening: what was read but not shown
        self.polled_to = 0  # ms; when the last complete poll began
        self.left = False  # it is followed no longer
        self._tools = tools
        self._rules = tools.rules
        self._shown = shown
        self._since = since
        self._whole = whole
        self._joins = joins

    async def run(self, swept: Callable[[], None]) -> None:
        """Follow until `until` has passed, or cancelled. `swept` is called after each complete sweep."""
        while True:
            began, busy = self._tools.now(), False
            try:
                window = self.window or await self._open()
                if window is not None:
                    busy = await self._poll(window, swept)
            except AwsError as failure:
                self.reader.hindered(failure)
            else:
                self.reader.went_well()
                self.behind = 0.0
                if self.until is not None and began > self.until:
                    return
            await self._rest(BUSY_PAUSE if busy else 0.0)

    async def _rest(self, least: float) -> None:
        """Wait until the next poll is due, `least` seconds or more."""
        pause = max(self.reader.pace.seconds, least)
        await self._tools.sight.rest(self._tools.sleep, pause, self._rules.hidden)

    def covers(self, event: LogEvent) -> bool:
        """Whether it shows that event of its log group, or has shown it."""
        if self.window is None or event.timestamp < self.window.floor:
            return False
        return (not self.left or event.timestamp <= self.polled_to) and self.names.covers(event.stream)

    def take(self, floor: int) -> list[LogEvent]:
        """What was read but not shown from `floor` (ms) on, oldest first."""
        return [event for descent in self.descents for event in descent.take(floor)]

    async def _open(self) -> TailWindow | None:
        """Set the window from which the polls go on; it, where they are to begin at once.

        None where the newest events were shown for a beginning.
        """
        began = self._tools.now()
        if self._joins:
            return self._follow_from(max(began - self._rules.window.sweep_span, self._since or 0), began)
        if self._whole and self._since is not None:
            return self._follow_from(self._since, began)
        try:
            await self._show_newest(began)
        except NotFound:
            # Whatever the group will hold is newer than this.
            self._follow_from(max(began - self._rules.window.sweep_span, self._since or 0), began)
            raise
        return None

    def _follow_from(self, start: int, began: int) -> TailWindow:
        self.window = TailWindow(self._rules.window, floor=start, low=start, now=began)
        return self.window

    async def _show_newest(self, began: int) -> None:
        spans = OPENING_SPANS if self._since is None else (began - self._since,)
        scopes = self.names.every_scope()
        self.descents = [Descent(self.source, s, self.reader, end=None, start=began) for s in scopes]
        floor = began
        for span in spans:
            began = min(began, self._tools.now())  # the first answer may have corrected the clock
            for descent in self.descents:
                descent.extend(began - span)
            floor = began - span
            if self.descents:
                floor = min(began, await reach(self.descents, self._rules.history, steps=OPENING_PAGES))
            if self._enough(floor) or floor > began - span:
                break
        found = self.take(floor)
        low = began - self._rules.window.overlap
        self.window = TailWindow(self._rules.window, floor=floor, low=low, now=began)
        self.names.exist({event.stream for event in found})
        self.names.exist({stream for descent in self.descents for stream in descent.scope.streams})
        await self._show(found)

    def _enough(self, floor: int) -> bool:
        """Whether the first span brought what is to be shown on opening."""
        found = sum(len(descent.held(floor)) for descent in self.descents)
        return found >= (1 if self._tools.order.heeded else self._rules.history)

    async def _poll(self, window: TailWindow, swept: Callable[[], None]) -> bool:
        """Read the window to its last page. Whether that took many pages."""
        began, started = self._tools.now(), self._tools.monotonic()
        start = window.begin(began)
        full = 0
        scopes = self.names.scopes(sweeping=window.sweeping)
        while scopes:
            scope = scopes.pop()
            settled = window if self.names.known(scope) else None
            try:
                full = await self._read(scope, start if settled else window.floor, settled, full)
            except NotFound:
                if len(scope.streams) < 2:
                    raise
                self.names.refused(scope.streams)
                scopes.extend(scope.halves())
            else:
                self.names.exist(scope.streams)
        # An answer may have corrected the clock meanwhile: the earlier of both beginnings loses nothing.
        elapsed = int((self._tools.monotonic() - started) * 1000)
        self.polled_to = min(began, self._tools.now() - elapsed)
        if window.complete(self.polled_to):
            swept()
        return full > BUSY_PAGES

    async def _read(self, scope: Scope, start: int, window: TailWindow | None, full: int) -> int:
        """Read a scope to its last page and show it. How many pages held events, `full` of them before."""
        async for page in self.reader.pages(scope, start):
            new = await self._show(page.events)
            self.names.exist({event.stream for event in new})
            if window is not None:
                window.note(new, self._tools.now())
            full += bool(page.events)
            if full > BUSY_PAGES and page.events:
                self.behind = max(0.0, (self._tools.now() - page.events[-1].timestamp) / 1000)
        return full

    async def _show(self, events: Sequence[LogEvent]) -> tuple[LogEvent, ...]:
        """Show what was not shown before; that."""
        await self._shown.learn(self.source, events)
        return self._shown.take([(self.source, events)])
