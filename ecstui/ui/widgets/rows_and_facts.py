"""A list, and below it all that is known of the row under its cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical, VerticalScroll

from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from ecstui.ui.facts.sections import Section


class RowsAndFacts(Vertical):
    """`facts_of` gives the sections of a row by its key; `facts` are where they scroll.

    Where `reached` by the focus, the keys of the list scroll them then.
    """

    DEFAULT_CSS = """
    RowsAndFacts { height: 1fr; }
    RowsAndFacts > Table { height: 1fr; }
    RowsAndFacts > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    RowsAndFacts > VerticalScroll:focus { background: $panel; }
    """

    def __init__(
        self,
        columns: Sequence[Column],
        facts_of: Callable[[str], tuple[Section, ...]],
        *,
        reached: bool = False,
    ) -> None:
        super().__init__()
        self.table = Table(columns)
        self._facts_of = facts_of
        self._facts = FactsView()
        self.facts = VerticalScroll(self._facts, can_focus=reached)

    def compose(self) -> ComposeResult:
        """The list over the facts."""
        yield self.table
        yield self.facts

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows, and the facts of the one under the cursor as they are now."""
        self.table.set_rows(rows)
        self._tell()

    @on(Table.Highlighted)
    def _highlighted(self) -> None:
        self._tell()
        self.facts.scroll_home(animate=False)

    def _tell(self) -> None:
        key = self.table.cursor_key
        self._facts.show(self._facts_of(key) if key is not None else ())

    def page_down(self) -> None:
        """See what stands below in the facts."""
        self.facts.scroll_page_down(animate=False)

    def page_up(self) -> None:
        """See what stands above in the facts."""
        self.facts.scroll_page_up(animate=False)
