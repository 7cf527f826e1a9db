"""How a list of things becomes rows: judged, the ones that want an eye first, each a row of cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Generic, TypeVar

from ecstui.model.health import Health, Level
from ecstui.model.humane import count, since
from ecstui.ui.remembered import Remembered
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

    def judge(
        self, items: Iterable[T], now: datetime, remembered: Remembered[T, Entry[T]] | None = None
    ) -> Judged[T]:
        """The items with their health, in order; what is `remembered` of them need not be worked out."""
        remembered = remembered or self.remembered()
        return Judged(tuple(sorted(remembered.of(items, now), key=_ORDER)))

    def remembered(self) -> Remembered[T, Entry[T]]:
        """A memory for one list that is judged again and again."""
        return Remembered(self.key, self._entry, self._in_seconds)

    def _entry(self, item: T, now: datetime) -> Entry[T]:
        health = self.health(item, now)
        return Entry(
            item, health, self.order(item, health), Row(self.key(item), self.cells(item, health, now))
        )

    def _in_seconds(self, entry: Entry[T]) -> bool:
        """Whether an age is shown that is another every second."""
        cells = zip(self.columns, entry.row.cells, strict=True)
        return any(
            isinstance(cell, Cell) and cell.text[-1:] == "s" for column, cell in cells if column.volatile
        )

    def rows(self, items: Iterable[T], now: datetime, *, unhealthy_only: bool = False) -> tuple[Row, ...]:
        """The rows of these items at this moment."""
        return self.judge(items, now).rows(unhealthy_only=unhealthy_only)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One item as its list shows it at a moment."""

    item: T
    health: Health
    order: tuple[object, ...]
    row: Row


_ORDER = attrgetter("order")


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """The entries of a list, in order."""

    entries: tuple[Entry[T], ...]

    def rows(self, *, unhealthy_only: bool = False) -> tuple[Row, ...]:
        """A row an item; with `unhealthy_only` those alone that want an eye."""
        return tuple(entry.row for entry in self.entries if not (unhealthy_only and entry.health.healthy))

    @property
    def troubles(self) -> tuple[tuple[str, str], ...]:
        """How many are broken, in trouble and on their way, in words with the style of each; no zeros."""
        found = Counter(entry.health.level for entry in self.entries)
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
