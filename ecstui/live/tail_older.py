"""Older lines than those a tail has shown: of all sources, merged, the newest of them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.tail_descent import Descent, reach
from ecstui.live.tail_pages import PageReader
from ecstui.model.errors import Denied, NotFound, Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecstui.live.tail_pages import TailTools
    from ecstui.live.tail_shown import Shown
    from ecstui.live.tail_source import SourceTail
    from ecstui.live.tail_window import TailWindow
    from ecstui.model.logs import LogEvent

FIRST_DAY = 1_704_067_200_000  # 2024-01-01: CloudWatch gives nothing older newest first
TOO_OLD = 14 * 86_400_000  # ms; how much older than its log group an event can be
STEPS = 20  # pages before what was found so far is shown


class Older:
    """Reads the past of the tails that `tails` gives, those that were left too.

    `since` (ms) is where the history begins, None for what the log groups keep.
    """

    def __init__(
        self,
        tools: TailTools,
        shown: Shown,
        tails: Callable[[], Sequence[SourceTail]],
        since: int | None,
    ) -> None:
        self.loading = False
        self.reader = PageReader(tools)
        self._tools = tools
        self._shown = shown
        self._tails = tails
        self._since = since
        self._beginnings: dict[tuple[str, str], int] = {}

    @property
    def floor(self) -> int | None:
        """The ms down to which the history is whole; None before every source was opened."""
        floors = [(self._at_beginning(tail), window.floor) for tail, window in self._opened()]
        if not floors:
            return None
        unfinished = [floor for finished, floor in floors if not finished]
        return max(unfinished) if unfinished else min(floor for _, floor in floors)

    @property
    def at_beginning(self) -> bool:
        """Whether nothing older can be there."""
        opened = self._opened()
        return bool(opened) and all(self._at_beginning(tail) for tail, _ in opened)

    async def load(self, count: int) -> int:
        """Show `count` older lines or a few more; how many there were. Raises `AwsError`.

        Fewer only at the beginning, or (then 0) while another call is under way or no source is open.
        """
        if self.loading:
            return 0
        self.loading = True
        loaded = 0
        try:
            while loaded < count and not self.at_beginning and self._opened():
                loaded += await self._further(count - loaded)
        finally:
            self.loading = False
            self.reader.went_well()  # nobody waits for it any more; what failed was raised
        return loaded

    async def _further(self, count: int) -> int:
        """Read on, and show what is whole then; how many were shown."""
        opened = self._opened()
        for tail, window in opened:
            self._prepare(tail, window, await self._beginning(tail))
        descents = [descent for tail, _ in opened for descent in tail.descents]
        floor = await reach(descents, count, steps=STEPS)
        for tail, _ in opened:
            tail.descents = [descent for descent in descents if descent.owner == tail.source]
        return await self._show(floor, opened)

    def _prepare(self, tail: SourceTail, window: TailWindow, beginning: int) -> None:
        """Go on with what the tail has read already, unless more may have come into it since."""
        settled = min((d.began for d in tail.descents), default=0) - self._tools.rules.window.longest_overlap
        if window.floor > settled or not tail.source.prefix:
            tail.descents = [
                Descent(tail.source, scope, self.reader, end=window.floor - 1, start=beginning)
                for scope in tail.names.every_scope()
            ]
        for descent in tail.descents:
            descent.extend(beginning)

    async def _show(self, floor: int, opened: list[tuple[SourceTail, TailWindow]]) -> int:
        for tail, _ in opened:
            await self._shown.learn(
                tail.source, [event for descent in tail.descents for event in descent.held(floor)]
            )
        fresh = [(tail.source, self._not_covered(tail, tail.take(floor))) for tail, _ in opened]
        for tail, window in opened:
            began = min((descent.began for descent in tail.descents), default=self._tools.now())
            start = max((descent.start for descent in tail.descents), default=floor)
            window.deepen(max(floor, start), began)
        return len(self._shown.take(fresh))

    def _not_covered(self, tail: SourceTail, events: list[LogEvent]) -> list[LogEvent]:
        """Those events that no other source with the same streams has shown already."""
        others = [
            other
            for other, _ in self._opened()
            if other is not tail and other.source.place == tail.source.place
        ]
        return [event for event in events if not any(other.covers(event) for other in others)]

    async def _beginning(self, tail: SourceTail) -> int:
        """The ms before which the source's log group holds nothing, as far as that is known."""
        place = tail.source.place
        if place not in self._beginnings:
            self._beginnings[place] = await self._find_beginning(*place)
        return self._beginnings[place]

    async def _find_beginning(self, region: str, group: str) -> int:
        if self._since is not None:
            return self._since
        try:
            found = await self._tools.aws.logs.group(region, group)
        except (Denied, NotFound, Rejected):
            return FIRST_DAY
        kept = self._tools.now() - found.retention_days * 86_400_000 if found.retention_days else 0
        return max(FIRST_DAY, found.created - TOO_OLD, kept)

    def _at_beginning(self, tail: SourceTail) -> bool:
        beginning = self._since if self._since is not None else self._beginnings.get(tail.source.place)
        return beginning is not None and tail.window is not None and tail.window.floor <= beginning

    def _opened(self) -> list[tuple[SourceTail, TailWindow]]:
        return [(tail, tail.window) for tail in self._tails() if tail.window is not None]
