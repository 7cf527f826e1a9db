"""The streams of a source that are asked for by name, where its prefix would bring others' or has none.

AWS refuses the whole call while one of the streams named does not exist. Those that were seen go together,
a hundred a call; the others one by one as prefixes, a few a poll, until they bring their first event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.tail_pages import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ecstui.model.logs import LogSource

SILENT_A_POLL = 3


class Names:
    """The scopes of a source. `wanted` gives the streams to be read, None for all of the source."""

    def __init__(self, source: LogSource, wanted: Callable[[], frozenset[str] | None]) -> None:
        self._source = source
        self._wanted = wanted
        self._existing: set[str] = set()
        self._doubted: set[str] = set()  # seen once, but a call that named them was refused
        self._silent: dict[str, None] = {}  # asked for one by one; the next to be asked for first
        self._ever: set[str] = set()

    def every_scope(self) -> list[Scope]:
        """Scopes for everything that is or ever was wanted, for reading history."""
        wanted = self._wanted()
        if wanted is None or self._source.prefix:
            return [Scope(self._source)]
        self._ever |= wanted
        return Scope.named(self._source, sorted(self._ever))

    def scopes(self, *, sweeping: bool) -> list[Scope]:
        """Scopes for one poll. A sweep reads by the prefix, where there is one: it may know more streams."""
        wanted = self._wanted()
        if wanted is None or (sweeping and self._source.prefix):
            return [Scope(self._source)]
        self._ever |= wanted
        missing = wanted - self._existing
        fresh = sorted(missing - self._silent.keys())
        waiting = [name for name in self._silent if name in missing][:SILENT_A_POLL]
        self._silent = {name: None for name in self._silent if name in missing and name not in waiting}
        self._silent |= dict.fromkeys((*waiting, *fresh))
        alone = (*waiting, *sorted(wanted & self._doubted))
        return [
            *Scope.named(self._source, sorted((wanted & self._existing) - self._doubted)),
            *Scope.named(self._source, fresh),
            *(scope for name in alone for scope in Scope.named(self._source, [name])),
        ]

    def exist(self, streams: Iterable[str]) -> None:
        """These streams exist: they were read by name, or brought an event."""
        self._existing.update(streams)
        self._doubted.difference_update(streams)

    def refused(self, streams: Iterable[str]) -> None:
        """One of these streams does not exist (any more)."""
        self._doubted.update(self._existing.intersection(streams))

    def known(self, scope: Scope) -> bool:
        """Whether the scope was read before; another may hold older events, none of which was shown."""
        if scope.source != self._source:
            return scope.source.prefix in self._existing
        return self._existing.issuperset(scope.streams)

    def prefixes(self) -> tuple[str, ...]:
        """Prefixes that choose the streams; "" for all, () for none."""
        wanted = self._wanted()
        return (self._source.prefix,) if wanted is None or self._source.prefix else tuple(sorted(wanted))

    def covers(self, stream: str) -> bool:
        """Whether the source reads that stream."""
        by_name = self._wanted() is not None and not self._source.prefix
        return stream in self._ever if by_name else stream.startswith(self._source.prefix)
