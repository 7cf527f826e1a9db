"""The rows a table holds and, of these, the ones it shows: filtered, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.widgets.filter_words import FilterWords
from ecstui.ui.widgets.table_rows import Changes, Row, compare, haystack, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class RowList:
    """Rows by key, and `view`: the keys that pass the filter, in the order they are shown.

    `view` is replaced, never changed in place: it is the same list as before where nothing moved.
    """

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.view: list[str] = []
        self.words = FilterWords()
        self.sort: tuple[int, bool] | None = None
        """The column sorted by, and whether in reverse; None keeps the order the rows come in."""
        self._folded: dict[str, str] = {}

    def replace(self, rows: Iterable[Row]) -> Changes:
        """Take new rows for the old and say what changed; the view is made anew only if it must be."""
        old, self.rows = self.rows, {row.key: row for row in rows}
        changes = compare(old, self.rows)
        if changes:
            for key in (*changes.removed, *changes.cells):
                self._folded.pop(key, None)
        if self._moves(changes) or list(old) != list(self.rows):
            self.arrange()
        return changes

    def arrange(self) -> None:
        """Filter and order the rows again."""
        rows: Iterable[Row] = self._passing() if self.words else self.rows.values()
        if self.sort is not None:
            rows = ordered(rows, *self.sort)
        view = [row.key for row in rows]
        if view != self.view:
            self.view = view

    def _moves(self, changes: Changes) -> bool:
        """Whether these changes could change which rows are shown, or their order."""
        if changes.added or changes.removed or (self.words and changes.cells):
            return True
        return self.sort is not None and any(self.sort[0] in columns for columns in changes.cells.values())

    def _passing(self) -> list[Row]:
        rows, folded = self.rows, self._folded
        for key in rows.keys() - folded.keys():
            folded[key] = haystack(rows[key])
        keys = list(rows)
        for word in self.words.wanted:
            keys = [key for key in keys if word in folded[key]]
        for word in self.words.unwanted:
            keys = [key for key in keys if word not in folded[key]]
        return [rows[key] for key in keys]


def nearest(old_view: Sequence[str], index: int, view: Sequence[str]) -> int:
    """Where the row once at `index` now is; if it vanished, the next one that stayed, else the one before."""
    if old_view is view or (index < len(view) and index < len(old_view) and old_view[index] == view[index]):
        return index
    positions = {key: position for position, key in enumerate(view)}
    for key in (*old_view[index:], *reversed(old_view[:index])):
        if key in positions:
            return positions[key]
    return 0
