"""How a list of things becomes rows: judged, the ones that want an eye first, each a row of cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from ecstui.model.health import Health, Level
from ecstui.model.humane import count, since
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from ecstui.ui.widgets.table_layout import Column

T = TypeVar("T")

MARKS = {
    Level.OK: "✓",
    Level.IDLE: "·",
    Level.UNKNOWN: "?",
    Level.WORKING: "~",
    Level.WARNING: "!",
    Level.BROKEN: "✗",
}
STYLES = {
    Level.OK: "ok",
    Level.IDLE: "dim",
    Level.UNKNOWN: "dim",
    Level.WORKING: "working",
    Level.WARNING: "warning",
    Level.BROKEN: "broken",
}


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A kind of list: its columns and how one item is told apart, judged, ordered and written out.

    `order` is given the item and its health; the least comes first.
    """

    columns: tuple[Column, ...]
    key: Callable[[T], str]
    health: Callable[[T, datetime], Health]
    order: Callable[[T, Health], tuple[object, ...]]
    cells: Callable[[T, Health, datetime], tuple[Cell | str, ...]]

    def judge(self, items: Iterable[T], now: datetime) -> Judged[T]:
        """The items with their health, in order."""
        pairs = [(item, self.health(item, now)) for item in items]
        pairs.sort(key=lambda pair: self.order(*pair))
        return Judged(self, tuple(pairs), now)

    def rows(self, items: Iterable[T], now: datetime, *, unhealthy_only: bool = False) -> tuple[Row, ...]:
        """The rows of these items at this moment."""
        return self.judge(items, now).rows(unhealthy_only=unhealthy_only)


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """Items with their health at a moment."""

    listing: Listing[T]
    pairs: tuple[tuple[T, Health], ...]
    now: datetime

    def rows(self, *, unhealthy_only: bool = False) -> tuple[Row, ...]:
        """A row an item; with `unhealthy_only` those alone that want an eye."""
        listing = self.listing
        return tuple(
            Row(listing.key(item), listing.cells(item, health, self.now))
            for item, health in self.pairs
            if not (unhealthy_only and health.healthy)
        )

    @property
    def troubles(self) -> tuple[tuple[str, str], ...]:
        """How many are broken, in trouble and on their way, in words with the style of each; no zeros."""
        found = Counter(health.level for _, health in self.pairs)
        return tuple(
            (f"{MARKS[level]} {count(found[level])}", STYLES[level])
            for level in (Level.BROKEN, Level.WARNING, Level.WORKING)
            if found[level]
        )


def health_cell(health: Health) -> Cell:
    """The mark and the word of a judgement; sorted by how much it wants an eye."""
    return Cell(f"{MARKS[health.level]} {health.word}", STYLES[health.level], -float(health.level))


def age_cell(moment: datetime | None, now: datetime) -> Cell:
    """How long ago, the newest first; sorted by the moment itself, which does not change as time passes."""
    return Cell(since(moment, now), "", None if moment is None else -moment.timestamp())


def number_cell(number: int, style: str = "") -> Cell:
    """A count, sorted as a number."""
    return Cell(count(number), style, float(number))
