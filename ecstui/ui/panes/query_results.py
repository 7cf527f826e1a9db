"""The result of an Insights query: as log lines, as a table, or words why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from ecstui.model.insights import are_lines, log_lines
from ecstui.model.log_level import level_of
from ecstui.ui.rows.insights import table_columns, table_rows
from ecstui.ui.widgets.line import assemble
from ecstui.ui.widgets.log_view import LogView
from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from ecstui.model.insights import Query, Row
    from ecstui.model.log_line import LogLine
    from ecstui.ui.widgets import log_messages


class QueryResults(Vertical):
    """Shows rows in the form that suits them."""

    @dataclass
    class Opened(Message):
        """Enter was pressed on a row."""

        row: Row

    def __init__(self) -> None:
        super().__init__(id="insights-results")
        self._rows: tuple[Row, ...] = ()
        self._said = Static(markup=False, id="insights-said")
        self._lines = LogView()
        self._row_of: dict[LogLine, Row] = {}
        self._table: Table | None = None

    def compose(self) -> ComposeResult:
        """The words and the log view; a table comes with the first rows for one."""
        yield self._said
        yield self._lines

    def on_mount(self) -> None:
        """Nothing was asked yet."""
        self.say("")

    @property
    def inside(self) -> Widget | None:
        """What takes the keys; None while there are only words."""
        shown = self._table if self._table is not None and self._table.display else self._lines
        return shown if shown.display else None

    def say(self, words: str, style: str = "dim") -> None:
        """Show these words in place of rows."""
        self._rows = ()
        self._said.update(assemble((words, style)))
        self._show(self._said)

    def show(self, rows: tuple[Row, ...], query: Query) -> None:
        """Show rows in place of all before, or on top of those that they begin with."""
        if rows == self._rows:
            return
        before, self._rows = self._rows, rows
        if are_lines(rows):
            self._show_lines(rows, query, grown=bool(before) and rows[: len(before)] == before)
        else:
            self._show_table(rows)

    def _show_lines(self, rows: tuple[Row, ...], query: Query, *, grown: bool) -> None:
        if not (grown and self._lines.display):
            self._lines.clear()
            self._row_of.clear()
        new = rows[len(self._row_of) :]
        lines = log_lines(new, query, level_of)
        self._row_of.update(zip(lines, new, strict=True))
        self._lines.add(lines)
        self._show(self._lines)

    def _show_table(self, rows: tuple[Row, ...]) -> None:
        columns = table_columns(rows)
        if self._table is None or self._table.columns != columns:
            focused = self._table is not None and self._table.has_focus
            if self._table is not None:
                self._table.remove()
            self._table = Table(columns)
            self.mount(self._table)
            if focused:
                self._table.focus()
        self._table.set_rows(table_rows(rows), mark=False)
        self._show(self._table)

    def _show(self, shown: Widget) -> None:
        for widget in (self._said, self._lines, self._table):
            if widget is not None:
                widget.display = widget is shown

    @on(LogView.Opened)
    def _line_opened(self, event: log_messages.Opened) -> None:
        event.stop()
        self.post_message(self.Opened(self._row_of[event.line]))

    @on(Table.Selected)
    def _row_selected(self, event: Table.Selected) -> None:
        event.stop()
        self.post_message(self.Opened(self._rows[int(event.key)]))
