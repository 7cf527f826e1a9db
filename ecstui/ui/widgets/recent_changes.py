"""Which cells of a table changed lately, and so are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.ui.widgets.table_rows import Changes

_NONE: frozenset[int] = frozenset()


class RecentChanges:
    """Changed cells by row key, in batches: a batch a list of rows, to be ended when its time is over.

    New rows count as changed in every column; volatile columns never count.
    """

    def __init__(self, columns: int, volatile: frozenset[int]) -> None:
        self._all = frozenset(range(columns))
        self._counted = self._all - volatile
        self._marks: dict[str, tuple[int, frozenset[int]]] = {}
        self._batch = 0

    def add(self, changes: Changes) -> int | None:
        """Mark what changed; the batch to be ended later, or None where there is nothing to mark."""
        batch = self._batch + 1
        marks = dict.fromkeys(changes.added, (batch, self._all))
        for key, changed in changes.cells.items():
            if columns := changed & self._counted:
                marks[key] = (batch, columns | self.columns(key))
        if not marks:
            return None
        self._batch = batch
        self._marks |= marks
        return batch

    def end(self, batch: int) -> list[str]:
        """Forget a batch; the keys of the rows no longer marked, for those marked again since stay so."""
        over = [key for key, mark in self._marks.items() if mark[0] == batch]
        for key in over:
            del self._marks[key]
        return over

    def columns(self, key: str) -> frozenset[int]:
        """The columns marked in a row."""
        mark = self._marks.get(key)
        return mark[1] if mark else _NONE

    def clear(self) -> None:
        """Forget all."""
        self._marks.clear()
