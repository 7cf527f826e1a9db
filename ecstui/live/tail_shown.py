"""What a tail shows: each event once, whichever reading brings it, and nothing of foreign streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ecstui.live.tail_window import Equals, Seen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from ecstui.live.log_origins import Origins
    from ecstui.model.logs import LogEvent, LogSource

    Emit = Callable[[tuple[LogEvent, ...]], None]


@runtime_checkable
class Finder(Protocol):
    """Who knows which sources are to be tailed, and which of their streams."""

    @property
    def lossy(self) -> tuple[str, ...]:
        """The containers that may lose lines before CloudWatch has them, in words."""

    @property
    def narrowed(self) -> tuple[str, ...]:
        """The log groups whose streams are asked for by name, for most of the prefix's are foreign."""

    async def __call__(self) -> frozenset[LogSource]:
        """The sources as they now are; asked again before each round. Raises `AwsError`."""

    def names(self, source: LogSource) -> frozenset[str] | None:
        """The streams of a source that are to be read by their names; None for all of the source."""

    async def learn(self, source: LogSource, streams: frozenset[str]) -> None:
        """Find out what is to be known of streams that are about to be shown. Never raises `AwsError`."""

    def accept(self, source: LogSource, stream: str) -> bool:
        """Whether a stream belongs to what is followed."""


class Given:
    """A finder for sources that are given, or found by a function, and read whole."""

    lossy: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()

    def __init__(self, sources: Callable[[], Awaitable[frozenset[LogSource]]] | frozenset[LogSource]) -> None:
        self._sources = sources

    async def __call__(self) -> frozenset[LogSource]:
        return self._sources if isinstance(self._sources, frozenset) else await self._sources()

    def names(self, source: LogSource) -> frozenset[str] | None:
        """All streams."""

    async def learn(self, source: LogSource, streams: frozenset[str]) -> None:
        """There is nothing to be known."""

    def accept(self, source: LogSource, stream: str) -> bool:
        """Every stream belongs."""
        return True


class Shown:
    """The events shown so far, by region and log group: prefixes may overlap."""

    def __init__(
        self, finder: Finder, accept: Callable[[str], bool] | None = None, origins: Origins | None = None
    ) -> None:
        self.emit: Emit = lambda _: None
        self.foreign = 0  # lines left out, for their streams do not belong to what is followed
        self._finder = finder
        self._accept = accept
        self._origins = origins
        self._counting = False
        self._seen: dict[tuple[str, str], Seen] = {}

    async def learn(self, source: LogSource, events: Iterable[LogEvent]) -> None:
        """Find out what is to be known of the streams before their events are shown."""
        streams = frozenset(event.stream for event in events)
        if not streams:
            return
        await self._finder.learn(source, streams)
        if self._origins is not None:
            await self._origins.learn(source, streams)

    def take(self, found: Sequence[tuple[LogSource, Sequence[LogEvent]]]) -> tuple[LogEvent, ...]:
        """Show what was not shown before, all in one batch in its order; what was new of it."""
        new: list[LogEvent] = []
        shown: list[LogEvent] = []
        for source, events in found:
            seen = self.seen(source)
            admitted = seen.admit(events)
            new += admitted
            shown += self._own(source, admitted if seen.equals is None else seen.equals.polled(admitted))
        if shown:
            self.emit(tuple(sorted(shown, key=lambda event: event.order)))
        return tuple(new)

    def take_live(self, source: LogSource, events: Sequence[LogEvent], session: int) -> None:
        """Show what a session of Live Tail brought and no poll has."""
        equals = self.seen(source).equals
        shown = self._own(source, equals.live(events, session) if equals is not None else ())
        if shown:
            self.emit(tuple(sorted(shown, key=lambda event: event.order)))

    def count_equals(self) -> None:
        """From now on know events by what they look like too, for Live Tail knows no ids."""
        self._counting = True
        for seen in self._seen.values():
            seen.equals = seen.equals or Equals()

    def seen(self, source: LogSource) -> Seen:
        """What was shown of the source's log group."""
        seen = self._seen.get(source.place)
        if seen is None:
            seen = self._seen[source.place] = Seen()
            seen.equals = Equals() if self._counting else None
        return seen

    def _own(self, source: LogSource, events: Sequence[LogEvent]) -> list[LogEvent]:
        """Those events whose streams belong to what is followed; the others are counted."""
        belong = {name: self._belongs(source, name) for name in {event.stream for event in events}}
        own = [event for event in events if belong[event.stream]]
        self.foreign += len(events) - len(own)
        return own

    def _belongs(self, source: LogSource, stream: str) -> bool:
        if self._accept is not None and not self._accept(stream):
            return False
        return self._finder.accept(source, stream)
