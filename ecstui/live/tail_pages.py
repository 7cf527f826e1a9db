"""Pages of log events, each asked for as often as it takes: what every reading of a tail is made of.

A page that fails for want of calls or network is asked for again, not the whole query: starting over would
never end on a busy group. Any other failure leaves the query where it was.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ecstui.live.sight import Sight
from ecstui.live.tail_window import WindowRules
from ecstui.model.errors import AwsError, BadAnswer, NotFound, Throttled, Unreachable
from ecstui.model.logs import LogSource

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from ecstui.aws.account import Aws
    from ecstui.live.budget import Budget
    from ecstui.model.logs import LogPage

OPERATION = "logs:FilterLogEvents"
NAMES_A_CALL = 100


@dataclass(frozen=True, slots=True)
class TailRules:
    """The constants of a tail; seconds, and ms where the window says so."""

    window: WindowRules = field(default_factory=WindowRules)
    every: float = 2.0
    hidden: float = 10.0  # between polls while nobody looks at the lines
    slowest: float = 10.0
    history: int = 500  # events shown on opening
    page: int = 2500
    repeated_tokens: int = 20
    live_connect: float = 3.0
    live_silence: float = 5.0
    linger: int = 60_000  # ms that a source is still polled after its end, for the driver's last flush


@dataclass(slots=True)
class Order:
    """Whether AWS heeds the wish for the newest first; None until an answer tells."""

    heeded: bool | None = None


@dataclass(frozen=True, slots=True)
class TailTools:
    """What every reading works with; `sleep` and `monotonic` are in seconds."""

    aws: Aws
    rules: TailRules
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    budget: Budget | None = None
    order: Order = field(default_factory=Order)
    sight: Sight = field(default_factory=Sight)

    def now(self) -> int:
        """The present in ms, by AWS's clock."""
        return int(self.aws.now().timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Scope:
    """What one query reads: a source by its prefix, or at most 100 of its streams by their names."""

    source: LogSource
    streams: tuple[str, ...] = ()

    @classmethod
    def named(cls, source: LogSource, streams: Sequence[str]) -> list[Scope]:
        """Scopes for some streams of a source; one alone is asked for as a prefix, which need not exist."""
        chunks = (streams[at : at + NAMES_A_CALL] for at in range(0, len(streams), NAMES_A_CALL))
        return [
            cls(source, tuple(chunk))
            if len(chunk) > 1
            else cls(LogSource(source.region, source.group, chunk[0]))
            for chunk in chunks
        ]

    def halves(self) -> list[Scope]:
        """The streams named in two halves: AWS refuses them all where one does not exist (yet)."""
        middle = len(self.streams) // 2
        first, second = self.streams[:middle], self.streams[middle:]
        return [*self.named(self.source, first), *self.named(self.source, second)]


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


class PageReader:
    """Asks for pages, and knows what hinders it."""

    def __init__(self, tools: TailTools) -> None:
        self.tools = tools
        self.pace = Pace(tools.rules.every, tools.rules.slowest)
        self.calls = 0
        self.throttled = False
        self.waiting = False  # for the log group to exist
        self.failure: AwsError | None = None

    def pages(self, scope: Scope, start: int, end: int | None = None, *, newest_first: bool = False) -> Pages:
        """The pages of the events from `start` to `end` (ms, both inclusive)."""
        return Pages(self, scope, start, end, newest_first=newest_first)

    async def page(self, query: Pages) -> LogPage:
        """The query's next page. Raises any `AwsError` that asking again does not mend."""
        rules = self.tools.rules
        # the first page of a beginning is to come soon, and who goes on from there wants many
        limit = min(rules.page, rules.history) if query.newest_first and not query.token else rules.page
        while True:
            if self.tools.budget is not None:
                await self.tools.budget.ready(OPERATION)
            self.calls += 1
            try:
                return await self.tools.aws.logs.filter_events(
                    query.scope.source,
                    start=query.start,
                    end=query.end,
                    token=query.token,
                    limit=limit,
                    newest_first=query.newest_first,
                    streams=query.scope.streams,
                )
            except (Throttled, Unreachable) as failure:
                self.hindered(failure)
            await self.tools.sleep(self.pace.seconds)

    def hindered(self, failure: AwsError) -> None:
        """Remember what went wrong, and slow down."""
        self.throttled = isinstance(failure, Throttled)
        self.waiting = isinstance(failure, NotFound)
        self.failure = None if self.throttled or self.waiting else failure
        self.pace.slower()
        if self.throttled and self.tools.budget is not None:
            self.tools.budget.throttled(OPERATION)

    def went_well(self) -> None:
        """Nothing hinders it any more."""
        self.throttled = self.waiting = False
        self.failure = None
        self.pace.recover()
        if self.tools.budget is not None:
            self.tools.budget.clean(OPERATION)


class Pages:
    """The pages of one query. An empty page, or the same position again, is not the end.

    A failure leaves it where it was: the next step asks for the same page.
    """

    def __init__(
        self, reader: PageReader, scope: Scope, start: int, end: int | None, *, newest_first: bool
    ) -> None:
        self.scope = scope
        self.start = start
        self.end = end
        self.newest_first = newest_first
        self.token: str | None = None
        self.finished = False
        self._reader = reader
        self._repeated = 0

    def __aiter__(self) -> Pages:
        return self

    async def __anext__(self) -> LogPage:
        if self.finished:
            raise StopAsyncIteration
        page = await self._reader.page(self)
        if page.next_token is None:
            self.finished = True
            return page
        self._repeated = self._repeated + 1 if page.next_token == self.token else 0
        if self._repeated > self._reader.tools.rules.repeated_tokens:
            raise BadAnswer(
                "CloudWatch Logs gives the same position again and again.",
                operation=OPERATION,
                where=self.scope.source.group,
            )
        self.token = page.next_token
        return page
