"""The tail of one log source: open at the newest events, then poll an overlapping window for ever.

A page that fails for want of calls or network is asked for again, not the poll: starting over would never
end on a busy group. Only a poll that has read its last page moves the window, so no failure opens a gap.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ecstui.live.tail_window import TailWindow, WindowRules
from ecstui.model.errors import AwsError, BadAnswer, NotFound, Rejected, Throttled, Unreachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from ecstui.aws.account import Aws
    from ecstui.live.budget import Budget
    from ecstui.live.tail_window import Seen
    from ecstui.model.logs import LogEvent, LogPage, LogSource

OPERATION = "logs:FilterLogEvents"
HOUR = 3_600_000
NEWEST_FIRST_SPANS = (HOUR, 24 * HOUR)
WIDENING_SPANS = (60_000, 300_000, 1_800_000, 3 * HOUR, 24 * HOUR)  # where AWS cannot give the newest first
OPENING_PAGES = 10
BUSY_PAGES = 2  # a poll of more pages than this mostly reads its overlap again: poll less often
BUSY_PAUSE = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class TailRules:
    """The constants of a tail; seconds, and ms where the window says so."""

    window: WindowRules = field(default_factory=WindowRules)
    every: float = 2.0
    slowest: float = 10.0
    history: int = 500  # events shown on opening
    page: int = 2500
    repeated_tokens: int = 20
    linger: int = 60_000  # ms that a source is still polled after its end, for the driver's last flush


@dataclass(frozen=True, slots=True)
class TailTools:
    """What the tails of all sources work with; `sleep` and `monotonic` are in seconds."""

    aws: Aws
    emit: Callable[[tuple[LogEvent, ...]], None]
    rules: TailRules
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    accept: Callable[[str], bool] | None = None
    budget: Budget | None = None

    def now(self) -> int:
        """The present in ms, by AWS's clock."""
        return int(self.aws.now().timestamp() * 1000)


@dataclass(slots=True)
class Pace:
    """Seconds between polls: doubled when AWS throttles or fails, then a tenth less with each clean poll."""

    base: float
    slowest: float
    seconds: float = field(init=False)

    def __post_init__(self) -> None:
        self.seconds = self.base

    def slower(self) -> None:
        """Something went wrong."""
        self.seconds = min(self.slowest, self.seconds * 2)

    def recover(self) -> None:
        """All went well."""
        self.seconds = max(self.base, self.seconds * 0.9)


@dataclass(frozen=True, slots=True)
class _History:
    """What opening found, oldest first: from `floor` on it is whole, up to `low`."""

    events: list[LogEvent]
    floor: int
    low: int


class SourceTail:
    """Follows one source. `since` (ms) is where its history begins; None lets it be chosen.

    A source that joins a running tail has `joins` set: it is read from a moment before on, without history.
    """

    def __init__(
        self,
        source: LogSource,
        tools: TailTools,
        seen: Seen,
        *,
        since: int | None = None,
        joins: bool = False,
    ) -> None:
        self.source = source
        self.window: TailWindow | None = None
        self.until: int | None = None  # ms; polled until then, for ever if None
        self.waiting = False  # for its log group to exist
        self.throttled = False
        self.behind = 0.0  # seconds
        self.failure: AwsError | None = None
        self._tools = tools
        self._rules = tools.rules
        self._seen = seen
        self._since = since
        self._joins = joins
        self._pace = Pace(tools.rules.every, tools.rules.slowest)

    async def run(self, swept: Callable[[], None]) -> None:
        """Follow until `until` has passed, or cancelled. `swept` is called after each complete sweep."""
        while True:
            began, busy = self._tools.now(), False
            try:
                if self.window is None:
                    await self._open()
                else:
                    busy = await self._poll(self.window, swept)
            except AwsError as failure:
                self._hindered(failure)
            else:
                self._went_well()
                if self.until is not None and began > self.until:
                    return
            await self._tools.sleep(max(self._pace.seconds, BUSY_PAUSE if busy else 0.0))

    async def _open(self) -> None:
        """Show the newest events, and set the window from which the polls go on."""
        began = self._tools.now()
        if self._joins:
            self._follow_from(began)
            return
        try:
            history = await self._newest_first(began)
        except NotFound:
            self._follow_from(began)  # whatever the group will hold is newer than this
            raise
        except Rejected:
            history = None
        if history is None:
            history = await self._widening(began)
        self.window = TailWindow(self._rules.window, floor=history.floor, low=history.low, now=began)
        self._show(history.events)

    def _follow_from(self, began: int) -> None:
        start = max(began - self._rules.window.sweep_span, self._since or 0)
        self.window = TailWindow(self._rules.window, floor=start, low=start, now=began)

    async def _newest_first(self, began: int) -> _History | None:
        """The newest events, newest first; None where AWS did not heed that order."""
        spans = NEWEST_FIRST_SPANS if self._since is None else (began - self._since,)
        history = None
        for span in spans:
            began = min(began, self._tools.now())  # the first answer may have corrected the clock
            history = await self._newest_since(began - span, began)
            if history is None or history.events:
                break
        return history

    async def _newest_since(self, start: int, began: int) -> _History | None:
        low = began - self._rules.window.overlap
        found: list[LogEvent] = []
        pages = 0
        async for page in self._pages(start, newest_first=True):
            pages += 1
            found.extend(page.events)
            ascending = bool(found) and found[0].timestamp < found[-1].timestamp
            if page.next_token is None:
                return _History(found if ascending else found[::-1], start, low)
            if ascending:
                return None
            if len(found) >= self._rules.history or pages >= OPENING_PAGES:
                break
        if found and found[0].timestamp == found[-1].timestamp:
            return None  # cut, and which end was cut cannot be told
        return _History(found[::-1], found[-1].timestamp if found else start, low)

    async def _widening(self, began: int) -> _History:
        """The newest events of ever wider windows, read from their beginnings until there are enough."""
        found: list[LogEvent] = []
        oldest = began - WIDENING_SPANS[-1] if self._since is None else self._since
        start = began
        for span in WIDENING_SPANS:
            start = max(oldest, began - span)
            found = [event async for page in self._pages(start) for event in page.events]
            if len(found) >= self._rules.history or start == oldest:
                break
        low = began - self._rules.window.overlap
        if len(found) <= self._rules.history:
            return _History(found, start, low)
        newest = sorted(found, key=lambda event: event.order)[-self._rules.history :]
        return _History(newest, newest[0].timestamp, low)

    async def _poll(self, window: TailWindow, swept: Callable[[], None]) -> bool:
        """Read the window to its last page. Whether that took many pages."""
        began, started = self._tools.now(), self._tools.monotonic()
        full = 0
        async for page in self._pages(window.begin(began)):
            new = self._show(page.events)
            window.note(new, self._tools.now())
            full += bool(page.events)
            if full > BUSY_PAGES and page.events:
                self.behind = max(0.0, (self._tools.now() - page.events[-1].timestamp) / 1000)
        # An answer may have corrected the clock meanwhile: the earlier of both beginnings loses nothing.
        elapsed = int((self._tools.monotonic() - started) * 1000)
        if window.complete(min(began, self._tools.now() - elapsed)):
            swept()
        return full > BUSY_PAGES

    async def _pages(self, start: int, *, newest_first: bool = False) -> AsyncIterator[LogPage]:
        """The pages of one query. An empty page, or the same position again, is not the end."""
        token: str | None = None
        repeated = 0
        while True:
            page = await self._page(start, token, newest_first)
            yield page
            if page.next_token is None:
                return
            repeated = repeated + 1 if page.next_token == token else 0
            if repeated > self._rules.repeated_tokens:
                raise BadAnswer(
                    "CloudWatch Logs gives the same position again and again.",
                    operation=OPERATION,
                    where=self.source.group,
                )
            token = page.next_token

    async def _page(self, start: int, token: str | None, newest_first: bool) -> LogPage:
        """One page, however often it must be asked for."""
        limit = min(self._rules.page, self._rules.history) if newest_first else self._rules.page
        while True:
            if self._tools.budget is not None:
                await self._tools.budget.ready(OPERATION)
            try:
                return await self._tools.aws.logs.filter_events(
                    self.source, start=start, token=token, limit=limit, newest_first=newest_first
                )
            except (Throttled, Unreachable) as failure:
                self._hindered(failure)
            await self._tools.sleep(self._pace.seconds)

    def _show(self, events: list[LogEvent] | tuple[LogEvent, ...]) -> tuple[LogEvent, ...]:
        """Emit what was not shown before, in its order; that."""
        new = self._seen.admit(events)
        accept = self._tools.accept
        shown = new if accept is None else tuple(event for event in new if accept(event.stream))
        if shown:
            self._tools.emit(tuple(sorted(shown, key=lambda event: event.order)))
        return new

    def _hindered(self, failure: AwsError) -> None:
        self.throttled = isinstance(failure, Throttled)
        self.waiting = isinstance(failure, NotFound)
        self.failure = None if self.throttled or self.waiting else failure
        self._pace.slower()
        if self.throttled and self._tools.budget is not None:
            self._tools.budget.throttled(OPERATION)

    def _went_well(self) -> None:
        self.throttled = self.waiting = False
        self.failure = None
        self.behind = 0.0
        self._pace.recover()
        if self._tools.budget is not None:
            self._tools.budget.clean(OPERATION)
