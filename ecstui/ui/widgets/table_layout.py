"""How wide the columns of a table are: pure arithmetic in terminal cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ecstui.ui.widgets.cell_text import Align, width_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from ecstui.ui.widgets.table_rows import Cell, Changes, Row


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. Widths are in cells.

    A column is as wide as its title and widest cell, up to `max_width`, unless `width` fixes it. Spare room
    is shared by `weight`. Where room is scarce it narrows down to `min_width`; where that is not enough,
    the column of the lowest `priority` goes (of equals, the one most to the right). Changes in a `volatile`
    column (an age) are shown but not marked.
    """

    key: str
    title: str
    width: int | None = None
    min_width: int = 8
    max_width: int = 60
    weight: int = 0
    align: Align = "left"
    priority: int = 0
    volatile: bool = False
    sortable: bool = True

    def natural(self, content: int) -> int:
        """The width it would like for content of that width."""
        if self.width is not None:
            return self.width
        return min(max(content, width_of(self.title)), self.max_width)

    def least(self, content: int) -> int:
        """The width below which it had better not be shown."""
        natural = self.natural(content)
        return natural if self.width is not None else min(self.min_width, natural)


class Slot(NamedTuple):
    """A shown column: its index among all columns, its first cell and its width."""

    column: int
    x: int
    width: int


class ContentWidths:
    """The widest cell of every column, kept up to date row by row: a count of widths a column."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._measured = tuple(index for index, column in enumerate(columns) if column.width is None)
        self._counts: tuple[Counter[int], ...] = tuple(Counter() for _ in columns)

    def update(self, old: Mapping[str, Row], new: Mapping[str, Row], changes: Changes) -> None:
        """Count what came and forget what went; only cells that changed are measured."""
        came = list(zip(*[new[key].cells for key in changes.added], strict=True))
        went = list(zip(*[old[key].cells for key in changes.removed], strict=True))
        for index in self._measured:
            keys = [key for key, columns in changes.cells.items() if index in columns]
            counts = self._counts[index]
            for cells in (came[index] if came else (), [new[key].cells[index] for key in keys]):
                counts.update(_widths(cells))
            for cells in (went[index] if went else (), [old[key].cells[index] for key in keys]):
                counts.subtract(_widths(cells))
            for width in [width for width, count in counts.items() if count <= 0]:
                del counts[width]

    def widest(self) -> tuple[int, ...]:
        """The width of the widest cell by column; 0 for none, and for columns of a fixed width."""
        return tuple(max(counts, default=0) for counts in self._counts)


def _widths(cells: Sequence[Cell | str]) -> Iterable[int]:
    texts = [cell if isinstance(cell, str) else cell.text for cell in cells]
    return map(len, texts) if "".join(texts).isascii() else map(width_of, texts)


def settle(shown: Sequence[int], widest: Sequence[int]) -> tuple[int, ...]:
    """Widths that do not jitter: they grow at once, and shrink only by a third or more."""
    return tuple(
        new if new > old or new * 3 <= old * 2 else old for old, new in zip(shown, widest, strict=True)
    )


def lay_out(
    columns: Sequence[Column], content: Sequence[int], room: int, hidden: Container[str] = ()
) -> tuple[Slot, ...]:
    """Place the columns in `room` cells for content of these widths: the shown ones, left to right.

    Those whose keys are `hidden` are left out. Too little room first narrows the widest columns, then drops
    columns; at least one stays.
    """
    least = [column.least(width) for column, width in zip(columns, content, strict=True)]
    kept = [i for i, column in enumerate(columns) if column.key not in hidden]
    while len(kept) > 1 and sum(least[i] for i in kept) + len(kept) - 1 > room:
        kept.remove(min(kept, key=lambda i: (columns[i].priority, -i)))
    widths = {i: columns[i].natural(content[i]) for i in kept}
    gap = 2 if sum(widths.values()) + 2 * (len(kept) - 1) <= room else 1
    spare = room - sum(widths.values()) - gap * (len(kept) - 1)
    if spare > 0:
        _widen(widths, columns, spare)
    elif spare < 0:
        _narrow(widths, least, -spare)
    slots: list[Slot] = []
    x = 0
    for i in kept:
        slots.append(Slot(i, x, max(1, min(widths[i], room - x))))
        x += widths[i] + gap
    return tuple(slots)


def lay_out_steadily(
    columns: Sequence[Column],
    settled: Sequence[int],
    widest: Sequence[int],
    room: int,
    hidden: Container[str] = (),
) -> tuple[Slot, ...]:
    """Place the columns by `settled` widths, but by the `widest` cells where those cost a cut column room."""
    slots = lay_out(columns, settled, room, hidden)
    cut = any(slot.width < columns[slot.column].natural(widest[slot.column]) for slot in slots)
    return lay_out(columns, widest, room, hidden) if cut else slots


def _widen(widths: dict[int, int], columns: Sequence[Column], spare: int) -> None:
    """Share spare room by weight; what rounding leaves goes to the last weighted column."""
    weighted = [i for i in widths if columns[i].weight]
    total = sum(columns[i].weight for i in weighted)
    for i in weighted:
        share = spare * columns[i].weight // total
        widths[i] += share
        spare -= share
        total -= columns[i].weight


def _narrow(widths: dict[int, int], least: Sequence[int], excess: int) -> None:
    """Take cells from the widest column that has any to give, until it fits or none has."""
    while excess > 0:
        givers = [i for i in widths if widths[i] > least[i]]
        if not givers:
            return
        widest = max(givers, key=lambda i: widths[i])
        widths[widest] -= 1
        excess -= 1
