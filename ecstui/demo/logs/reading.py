"""Reading events of many streams in order, a page at a time, in either direction."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ecstui.demo.logs.batches import Batches
    from ecstui.demo.logs.stream import Event, Stream

PAGE_BYTES = 1_048_576
EFFORT = 1_500  # batches made for one page; with more it ends early, as CloudWatch's pages do
SHORTEST, LONGEST = 5_000, 3_600_000  # milliseconds of a window


def bound(timestamp: int) -> int:
    """The least id an event of `timestamp` (milliseconds) or later can have."""
    return timestamp << 144


@dataclass(frozen=True, slots=True)
class Reading:
    """What to read: start <= timestamp < end (milliseconds), and what can be read at `now` (seconds)."""

    batches: Batches
    streams: Sequence[Stream]
    start: int
    end: int
    now: float
    matches: Callable[[str], bool] | None = None
    newest_first: bool = False

    def page(self, position: int | None, limit: int) -> tuple[list[Event], int | None]:
        """Up to `limit` events past `position` (an id) and where to go on, None at the end."""
        span = self._span(position)
        if span is None:
            return [], None
        low, high = span
        made = self.batches.made
        width = self._width(limit)
        found: list[Event] = []
        while low < high:
            window = (max(low, high - width), high) if self.newest_first else (low, min(high, low + width))
            fresh = self._window(*window, position)
            found += fresh
            cut = _fitting(found, limit)
            if cut < len(found):
                return found[:cut], found[cut - 1].id
            low, high = (low, window[0]) if self.newest_first else (window[1], high)
            if low < high and (len(found) == limit or self.batches.made - made > EFFORT):
                return found, bound(high) if self.newest_first else bound(low) - 1
            width = min(width * 2, LONGEST) if len(fresh) * 4 < limit else width
        return found, None

    def all(self, most: int) -> list[Event]:
        """The first `most` events."""
        found: list[Event] = []
        position: int | None = None
        while len(found) < most:
            events, position = self.page(position, most - len(found))
            found += events
            if position is None:
                break
        return found

    def ingested(self, after: int, until: int) -> list[Event]:
        """Everything ingested in after < time <= until (milliseconds)."""
        found = self._window(self.start, self.end, None)
        return [event for event in found if after < event.ingested <= until]

    def _span(self, position: int | None) -> tuple[int, int] | None:
        """The milliseconds in which there can be anything still to read."""
        spans = [span for stream in self.streams if (span := _extent(stream, self.now)) is not None]
        if not spans:
            return None
        low, high = min(first for first, _ in spans), max(last for _, last in spans) + 1
        low, high = max(low, self.start), min(high, self.end)
        if position is not None and self.newest_first:
            high = min(high, (position >> 144) + 1)
        elif position is not None:
            low = max(low, position >> 144)
        return low, high

    def _width(self, limit: int) -> int:
        wanted = min(limit, 4_000) * 1000 // max(1, len(self.streams))
        return min(max(wanted, SHORTEST), LONGEST)

    def _window(self, low: int, high: int, position: int | None) -> list[Event]:
        """What there is in low <= timestamp < high, in the order asked for."""
        found = [event for stream in self.streams for event in self._of(stream, low, high)]
        if self.matches is not None:
            found = [event for event in found if self.matches(event.message)]
        found.sort(reverse=self.newest_first)
        if position is None:
            return found
        if self.newest_first:
            return [event for event in found if event.id < position]
        return [event for event in found if event.id > position]

    def _of(self, stream: Stream, low: int, high: int) -> Iterator[Event]:
        if stream.stored:
            begin = bisect_left(stream.stored, bound(low), key=lambda event: event.id)
            end = bisect_left(stream.stored, bound(high), key=lambda event: event.id)
            yield from stream.stored[begin:end]
        yield from self.batches.spoken(stream, low, high, self.now)


def _extent(stream: Stream, now: float) -> tuple[int, int] | None:
    """First and last millisecond a stream can have events of."""
    first: list[int] = []
    last: list[int] = []
    if stream.voice is not None and stream.started <= now:
        first.append(int(stream.started * 1000))
        last.append(int((now if stream.stopped is None else stream.stopped) * 1000))
    if stream.stored:
        first.append(stream.stored[0].timestamp)
        last.append(stream.stored[-1].timestamp)
    return (min(first), max(last)) if first else None


def _fitting(events: list[Event], limit: int) -> int:
    """How many of the first events fit into a page, by number and by bytes; at least one."""
    room = PAGE_BYTES
    for index, event in enumerate(events[:limit]):
        room -= event.size
        if room < 0:
            return max(index, 1)
    return min(len(events), limit)
