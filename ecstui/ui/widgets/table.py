"""The table: one widget for every list of the console, and how keys and the mouse move in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from textual.binding import Binding, BindingType

from ecstui.ui.widgets import table_messages
from ecstui.ui.widgets.table_display import TableDisplay
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_paint import GUTTER
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from textual import events

__all__ = ["Cell", "Column", "Row", "Table"]


class Table(TableDisplay, can_focus=True, inherit_bindings=False):
    """A list with a row cursor that is moved, a click on which goes in, and marks that are set.

    Letters are bound by the app's action registry, to the actions here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "Up", show=False, id="table.up"),
        Binding("down", "cursor_down", "Down", show=False, id="table.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="table.page-up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="table.page-down"),
        Binding("home", "cursor_first", "First", show=False, id="table.first"),
        Binding("end", "cursor_last", "Last", show=False, id="table.last"),
        Binding("enter", "select", "Select", show=False, id="table.select"),
    ]

    Highlighted: TypeAlias = table_messages.Highlighted
    Selected: TypeAlias = table_messages.Selected
    SortChanged: TypeAlias = table_messages.SortChanged

    def action_sort_next(self) -> None:
        """Go on to the next order: each shown column up, then down, then the order the rows came in."""
        orders: list[tuple[str, bool] | None] = [None]
        for slot in self._slots:
            if self.columns[slot.column].sortable:
                orders += [(self.columns[slot.column].key, False), (self.columns[slot.column].key, True)]
        place = orders.index(self.sort) if self.sort in orders else 0
        self.sort_by(*(orders[(place + 1) % len(orders)] or (None,)))

    def action_sort_reverse(self) -> None:
        """Turn the order round."""
        if self.sort is not None:
            column, reverse = self.sort
            self.sort_by(column, not reverse)

    def move_to(self, key: str) -> bool:
        """Put the cursor on a row; False where it is not shown."""
        if key not in self._list.view:
            return False
        self._move(self._list.view.index(key))
        return True

    def stay_first(self) -> None:
        """Put the cursor on the first row of a list that still comes in, unless a person has moved it."""
        if not self._moved and self._cursor:
            self._move(0)
            self._moved = False

    def action_cursor_up(self) -> None:
        """To the row above."""
        self._move(self._cursor - 1)

    def action_cursor_down(self) -> None:
        """To the row below."""
        self._move(self._cursor + 1)

    def action_page_up(self) -> None:
        """A screenful up."""
        self._move(self._cursor - max(1, self._page - 1))

    def action_page_down(self) -> None:
        """A screenful down."""
        self._move(self._cursor + max(1, self._page - 1))

    def action_cursor_first(self) -> None:
        """To the first row."""
        self._move(0)

    def action_cursor_last(self) -> None:
        """To the last row."""
        self._move(len(self._list.view) - 1)

    def action_select(self) -> None:
        """Go into the row under the cursor."""
        if self._cursor_key is not None:
            self.post_message(self.Selected(self, self._cursor_key))

    def action_toggle_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        if self._cursor_key is not None:
            self._marked ^= {self._cursor_key}
            self._refresh_rows((self._cursor_key,))
            self.action_cursor_down()

    def clear_marks(self) -> None:
        """Take all marks away."""
        marked, self._marked = self._marked, set()
        self._refresh_rows(marked)

    def on_click(self, event: events.Click) -> None:
        """A click on a title sorts, on a row moves the cursor there, on the cursor goes in."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y == 0:
            self._sort_at(offset.x - GUTTER)
            return
        index = self._top + offset.y - 1
        if index >= len(self._list.view):
            return
        if index == self._cursor:
            self.action_select()
        else:
            self._move(index)

    def _sort_at(self, x: int) -> None:
        for slot in self._slots:
            column = self.columns[slot.column]
            if slot.x <= x <= slot.x + slot.width and column.sortable:
                self.sort_by(column.key, reverse=self.sort == (column.key, False))
                return

    def _move(self, index: int) -> None:
        """Put the cursor on the row at `index`, or the closest there is, and bring it into view."""
        self._moved = True
        index = max(0, min(index, len(self._list.view) - 1))
        before, self._cursor = self._cursor, index
        if before != index:
            self._refresh_lines(before - self._top + 1, index - self._top + 1)
        self._show_cursor()
        self._settle_cursor()
