"""Reading the past of log sources backwards, from the newest event on, as far as somebody wants to look.

CloudWatch gives the newest first where it is asked to and knows how; where it does not, ever wider windows of
time are read from their beginnings. Only whole milliseconds are handed out: of one that a page was cut in
the middle of, the rest comes with the next page.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from ecstui.model.errors import NotFound, Rejected

if TYPE_CHECKING:
    from ecstui.live.tail_pages import PageReader, Pages, Scope
    from ecstui.model.logs import LogEvent, LogSource

FUTURE = 3 * 3_600_000  # ms; CloudWatch takes events up to two hours ahead
UNTOLD = 20  # events of one ms
WINDOWS = (60_000, 300_000, 1_800_000, 10_800_000, 86_400_000)  # ms, where it cannot give the newest first


class Descent:
    """One scope read backwards from `end` (ms, None for the newest there is) to `start` (ms).

    Every event from `read_to` on was read, and is held until it is taken. `owner` is the source that the
    scope is a part of.
    """

    def __init__(
        self, owner: LogSource, scope: Scope, reader: PageReader, *, end: int | None, start: int
    ) -> None:
        self.owner = owner
        self.scope = scope
        self.began = reader.tools.now()
        self.start = start
        self.read_to = self.began + FUTURE if end is None else end + 1
        self._reader = reader
        self._order = reader.tools.order
        self._end = end
        self._top = self.read_to
        self._held: list[LogEvent] = []  # newest first
        self._pages: Pages | None = None
        self._untold = False  # too much of one ms to find out in which order it came
        self._window = 0  # ms; how far back the windows have gone

    @property
    def done(self) -> bool:
        """Whether all was read down to `start`."""
        return self.read_to <= self.start

    def held(self, floor: int) -> list[LogEvent]:
        """The events held from `floor` on, newest first."""
        return self._held[: self._until(floor)]

    def take(self, floor: int) -> list[LogEvent]:
        """Hand out the events held from `floor` on, oldest first; they are held no longer."""
        taken = self.held(floor)
        del self._held[: len(taken)]
        return taken[::-1]

    async def read(self) -> None:
        """Read one page or window more. Raises AwsError, and then nothing has changed."""
        if self._order.heeded is False or self._untold:
            await self._read_window()
            return
        if self._pages is None:
            self._pages = self._reader.pages(self.scope, self.start, self._upper(), newest_first=True)
        try:
            page = await anext(self._pages)
        except Rejected:
            self._refused(self._pages)
            return
        self._take_in(page.events, self._pages)

    def extend(self, start: int) -> None:
        """Read further down, to `start`."""
        self.start = min(self.start, start)

    def halves(self) -> list[Descent]:
        """The same for each half of the streams named."""
        return [
            Descent(self.owner, scope, self._reader, end=self._end, start=self.start)
            for scope in self.scope.halves()
        ]

    def _upper(self) -> int | None:
        """The newest ms that was not read yet; None while nothing bounds it."""
        return None if self._end is None and self.read_to == self._top else self.read_to - 1

    def _until(self, floor: int) -> int:
        return bisect_right(self._held, -floor, key=lambda event: -event.timestamp)

    def _refused(self, pages: Pages) -> None:
        """An old position is not accepted any more, or the order is not known here."""
        self._pages = None
        self._held = self._held[: self._until(self.read_to)]
        if pages.token is None:
            self._order.heeded = False

    def _take_in(self, events: tuple[LogEvent, ...], pages: Pages) -> None:
        self._held.extend(events)
        whole = self._until(self.read_to)
        fresh = self._held[whole:]
        if fresh and fresh[0].timestamp != fresh[-1].timestamp:
            self._order.heeded = fresh[0].timestamp > fresh[-1].timestamp
        if pages.finished:
            if self._order.heeded is False:
                self._held[whole:] = fresh[::-1]
            self._pages, self.read_to = None, pages.start
        elif self._order.heeded:
            self.read_to = min(self.read_to, fresh[-1].timestamp + 1) if fresh else self.read_to
        elif self._order.heeded is False or len(fresh) > UNTOLD:
            self._untold = True
            self._pages = None
            del self._held[whole:]

    async def _read_window(self) -> None:
        """Read the next window from its beginning to its last page."""
        top = self.began if self._end is None else self._end
        width = next((wide for wide in WINDOWS if wide > self._window), self._window + WINDOWS[-1])
        start = max(self.start, min(top - width, self.read_to - 1))
        pages = self._reader.pages(self.scope, start, self._upper())
        found = [event async for page in pages for event in page.events]
        self._held.extend(reversed(found))
        self._window, self.read_to = top - start, start


async def reach(descents: list[Descent], count: int, *, steps: int) -> int:
    """Read on until `count` events are held in all, from some ms on in which all are whole; that ms.

    Fewer where there are no more, or after `steps` pages. A descent of which a named stream does not exist
    is replaced by its halves. Raises AwsError.
    """
    for _ in range(steps):
        ready = _ready(descents, whole_from(descents))
        unfinished = [descent for descent in descents if not descent.done]
        if len(ready) >= count or not unfinished:
            break
        newest = max(unfinished, key=lambda descent: descent.read_to)
        try:
            await newest.read()
        except NotFound:
            if len(newest.scope.streams) < 2:
                raise
            descents.remove(newest)
            descents.extend(newest.halves())
    floor = whole_from(descents)
    ready = _ready(descents, floor)
    return sorted(ready)[-count] if len(ready) > count else floor


def whole_from(descents: list[Descent]) -> int:
    """The ms from which on every one of them was read."""
    unfinished = [descent.read_to for descent in descents if not descent.done]
    return max(unfinished) if unfinished else min(descent.start for descent in descents)


def _ready(descents: list[Descent], floor: int) -> list[int]:
    """The ms of the events that can be handed out from `floor` on."""
    return [event.timestamp for descent in descents for event in descent.held(floor)]
