"""What screens of rows with their facts below have in common: moving, and narrowing the rows by words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen
from textual.widgets import Input

if TYPE_CHECKING:
    from ecstui.ui.widgets.rows_and_facts import RowsAndFacts

FILTER = "rows-filter"
"""The class of the line in which words are typed that a row must have."""


class RowKeys:
    """The keys that move in `rows`."""

    rows: RowsAndFacts

    def down(self) -> None:
        """To the next row."""
        self.rows.table.action_cursor_down()

    def up(self) -> None:
        """To the row above."""
        self.rows.table.action_cursor_up()


class FactsKeys(RowKeys):
    """... and page in the facts below them."""

    def page_down(self) -> None:
        """See what stands below in the facts."""
        self.rows.page_down()

    def page_up(self) -> None:
        """See what stands above in the facts."""
        self.rows.page_up()


class RowsScreen(RowKeys, Screen[None], inherit_bindings=False):
    """A whole screen of rows, with a line `filter`; any other line that is typed in is left as that is."""

    filter: Input

    @property
    def is_typing(self) -> bool:
        """Whether letters are typed into a line."""
        return isinstance(self.focused, Input)

    def filter_by(self) -> None:
        """Type words that a row must have."""
        self.set_focus(self.filter)

    @on(Input.Changed, f".{FILTER}")
    def _filtering(self) -> None:
        self.rows.table.filter = self.filter.value

    @on(Input.Submitted, f".{FILTER}")
    def _filtered(self) -> None:
        self.set_focus(self.rows.table)

    def page_down(self) -> None:
        """A page down."""
        self.rows.table.action_page_down()

    def page_up(self) -> None:
        """A page up."""
        self.rows.table.action_page_up()

    def leave(self) -> None:
        """Leave the line being typed, or the screen."""
        if self.is_typing:
            self.set_focus(self.rows.table)
        else:
            self.dismiss()
