"""Moving in what has the focus: a table's cursor, or lines that scroll."""

from __future__ import annotations

from textual.containers import VerticalScroll

from ecstui.ui.handlers.handler import Handler
from ecstui.ui.widgets.operations_strip import OperationsStrip
from ecstui.ui.widgets.table import Table

_IN_HISTOGRAM = {"cursor_first": "earliest", "follow": "latest"}


class Moving(Handler):
    """The keys that move; what has the focus has an action of its own for each."""

    def _do(self, of_table: str, of_log: str, of_scroll: str) -> None:
        from ecstui.ui.widgets.histogram import LogHistogram
        from ecstui.ui.widgets.log_view import LogView  # no log is shown before the first frame

        match self.screen.focused:
            case Table() as table:
                getattr(table, f"action_{of_table}")()
            case LogView() as log:
                getattr(log, f"action_{of_log}")()
            case LogHistogram() as histogram if of_log in _IN_HISTOGRAM:
                getattr(histogram, f"action_{_IN_HISTOGRAM[of_log]}")()
            case OperationsStrip() as strip:
                strip.move({"cursor_up": -1, "cursor_down": 1}.get(of_table, 0))
                self.screen.paint()
            case VerticalScroll() as scroll:
                getattr(scroll, f"action_{of_scroll}")()

    def up(self) -> None:
        """A row or line up."""
        self._do("cursor_up", "cursor_up", "scroll_up")

    def down(self) -> None:
        """A row or line down."""
        self._do("cursor_down", "cursor_down", "scroll_down")

    def first(self) -> None:
        """To the beginning."""
        self._do("cursor_first", "cursor_first", "scroll_home")

    def last(self) -> None:
        """To the end."""
        self._do("cursor_last", "follow", "scroll_end")

    def page_up(self) -> None:
        """A page up."""
        self._do("page_up", "page_up", "page_up")

    def page_down(self) -> None:
        """A page down."""
        self._do("page_down", "page_down", "page_down")

    def mark(self) -> None:
        """Mark the row under the cursor, or take its mark away."""
        if isinstance(self.screen.focused, Table):
            self.screen.focused.action_toggle_mark()
            self.screen.paint()

    def select(self) -> None:
        """Into the row under the cursor, or into the operation chosen."""
        match self.screen.focused:
            case Table() as table:
                table.action_select()
            case OperationsStrip():
                self.screen.open_operation()
