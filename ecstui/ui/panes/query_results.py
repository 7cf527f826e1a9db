"""The result of an Insights query: as log lines, as a table, or words why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from ecstui.model.insights import are_lines
from ecstui.ui.rows.insights import table_columns, table_rows, view_lines
from ecstui.ui.widgets.line import assemble
from ecstui.ui.widgets.result_lines import ResultLines
from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from ecstui.model.insights import Query, Row

MOST_LINES = 1_000_000


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
        self._lines = ResultLines(limit=MOST_LINES)
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
        if not (grown and self._lines.display):  # keys are numbers: those held already are not taken twice
            self._lines.clear()
        self._lines.add(view_lines(rows, query))
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

    @on(ResultLines.Opened)
    def _line_opened(self, event: ResultLines.Opened) -> None:
        event.stop()
        self._open(event.key.partition("/")[0])

    @on(Table.Selected)
    def _row_selected(self, event: Table.Selected) -> None:
        event.stop()
        self._open(event.key)

    def _open(self, number: str) -> None:
        self.post_message(self.Opened(self._rows[int(number)]))
