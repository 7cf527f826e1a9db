"""Moving in what has the focus: a table's cursor, or lines that scroll."""

from __future__ import annotations

from ecstui.ui.handlers.handler import Handler
from ecstui.ui.widgets.table import Table


class Moving(Handler):
    """The letters that move; arrows and page keys are bound by the widgets themselves, too."""

    def _do(self, of_table: str, of_scroll: str) -> None:
        widget = self.screen.focused
        if widget is None:
            return
        name = of_table if isinstance(widget, Table) else of_scroll
        action = getattr(widget, f"action_{name}", None)
        if action is not None:
            action()

    def up(self) -> None:
        """A row or line up."""
        self._do("cursor_up", "scroll_up")

    def down(self) -> None:
        """A row or line down."""
        self._do("cursor_down", "scroll_down")

    def first(self) -> None:
        """To the beginning."""
        self._do("cursor_first", "scroll_home")

    def last(self) -> None:
        """To the end."""
        self._do("cursor_last", "scroll_end")

    def page_up(self) -> None:
        """A page up."""
        self._do("page_up", "page_up")

    def page_down(self) -> None:
        """A page down."""
        self._do("page_down", "page_down")

    def select(self) -> None:
        """Into the row under the cursor."""
        self._do("select", "")
