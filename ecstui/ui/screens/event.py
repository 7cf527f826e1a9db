"""One log event, whole: its fields in a list, and under it the value of the field under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from ecstui.ui.actions import ACTIONS
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.rows.event import COLUMNS, EventField, event_fields, event_rows, whole_value
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.log_line import LogLine
    from ecstui.ui.action import Action


@dataclass(frozen=True, slots=True)
class EventWish:
    """What is to become of the view: one more filter term, or a field shown as a column (or no more)."""

    term: str = ""
    column: str = ""


class EventScreen(ModalScreen[EventWish | None], inherit_bindings=False):
    """Shows `line`; `step` moves on in the view (1, -1) and gives the line there."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "event")]

    def __init__(
        self, line: LogLine, step: Callable[[int], LogLine | None], actions: tuple[Action, ...]
    ) -> None:
        super().__init__()
        self._line = line
        self._step = step
        self._actions = actions
        self._fields: tuple[EventField, ...] = ()
        self.table = Table(COLUMNS)
        self.value = FactsView()
        self.keys = Hints(id="event-keys")

    def compose(self) -> ComposeResult:
        """The fields over the value of one."""
        with Vertical(id="event"):
            yield self.table
            with VerticalScroll(can_focus=False):
                yield self.value
            yield self.keys

    def on_mount(self) -> None:
        """Show the line."""
        self.keys.offer(*dialog_hints("event", self._actions))
        self._show(self._line)
        self.table.focus()

    def _show(self, line: LogLine) -> None:
        self._line, self._fields = line, event_fields(line)
        self.table.set_rows(event_rows(self._fields), mark=False)
        self._show_value()

    @on(Table.Highlighted)
    def _show_value(self) -> None:
        """Show the whole value under the cursor, from its beginning."""
        lines = whole_value(self._line, self._field)
        self.value.show((Section("", tuple(Fact("", line or " ") for line in lines)),))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    @property
    def _field(self) -> EventField:
        return self._fields[int(self.table.cursor_key or 0)]

    @on(Table.Selected)
    def only(self) -> None:
        """Only lines with this value."""
        self._wish(self._field.term)

    def without(self) -> None:
        """No lines with this value."""
        self._wish(f"!{self._field.term}" if self._field.term else "")

    def _wish(self, term: str) -> None:
        if term:
            self.dismiss(EventWish(term=term))
        else:
            self.app.bell()

    def column(self) -> None:
        """The field as a column of the view."""
        if self._field.column:
            self.dismiss(EventWish(column=self._field.name))
        else:
            self.app.bell()

    def copy(self) -> None:
        """The event as it came, to the clipboard."""
        self.app.copy_to_clipboard(self._line.text)
        self.keys.say(("copied the event", "ok"))

    def next(self) -> None:
        """The next event of the view."""
        self._go(1)

    def previous(self) -> None:
        """The event before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        line = self._step(by)
        if line is None:
            self.app.bell()
        else:
            self._show(line)

    def down(self) -> None:
        """A field down."""
        self.table.action_cursor_down()

    def up(self) -> None:
        """A field up."""
        self.table.action_cursor_up()

    def first(self) -> None:
        """To the first field."""
        self.table.action_cursor_first()

    def last(self) -> None:
        """To the last field."""
        self.table.action_cursor_last()

    def page_down(self) -> None:
        """A page of the value down."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def page_up(self) -> None:
        """A page of the value up."""
        self.query_one(VerticalScroll).scroll_page_up(animate=False)

    def leave(self) -> None:
        """Back to the lines."""
        self.dismiss(None)
