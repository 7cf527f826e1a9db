"""The rows of a table as data: what they hold, how they differ, how they are ordered."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Cell(NamedTuple):
    """One cell that is more than its text.

    `style` names a status ("ok", "working", "warning", "broken", "dim", "strong"); `sort` is what the column
    is ordered by where the text will not do (a number, an epoch). A NamedTuple, as 80,000 of them are
    compared at C speed on every refresh.
    """

    text: str
    style: str = ""
    sort: float | None = None


class Row(NamedTuple):
    """One row: its identity (an ARN, a task id) and a cell a column."""

    key: str
    cells: tuple[Cell | str, ...]


def haystack(row: Row) -> str:
    """All text of a row, folded for the filter; cells are kept apart."""
    return "\n".join([c if isinstance(c, str) else c.text for c in row.cells]).casefold()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new list of rows brought: keys that came and went, and the columns that changed by key."""

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    cells: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.cells)


def compare(old: Mapping[str, Row], new: Mapping[str, Row]) -> Changes:
    """How `new` differs from `old`; rows are told apart by key, and the very same row costs nothing."""
    cells: dict[str, frozenset[int]] = {}
    added: list[str] = []
    for key, row in new.items():
        before = old.get(key)
        if before is None:
            added.append(key)
        elif before is not row and before.cells != row.cells:
            pairs = zip(before.cells, row.cells, strict=True)
            cells[key] = frozenset(i for i, (was, is_) in enumerate(pairs) if was != is_)
    gone = old.keys() - new.keys() if len(old) + len(added) != len(new) else ()
    return Changes(frozenset(added), frozenset(gone), cells)


def ordered(rows: Iterable[Row], column: int, reverse: bool) -> list[Row]:
    """`rows` by one column, equals in the order they came; cells without a number stand last either way
    in a column that has numbers, and by their text in one that has none."""
    numbered: list[tuple[float, Row]] = []
    lettered: list[tuple[str, Row]] = []
    for row in rows:
        cell = row.cells[column]
        if isinstance(cell, str):
            lettered.append((cell.casefold(), row))
        elif cell.sort is None:
            lettered.append((cell.text.casefold(), row))
        else:
            numbered.append((cell.sort, row))
    numbered.sort(key=itemgetter(0), reverse=reverse)
    lettered.sort(key=itemgetter(0), reverse=reverse)
    return [row for _, row in numbered] + [row for _, row in lettered]
