"""One row of a result, whole: all fields of its event, read by its pointer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from ecstui.model.errors import AwsError
from ecstui.model.log_text import pretty
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.screens.scroll_keys import ScrollKeys
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.aws.account import Aws
    from ecstui.model.insights import Row

_TIMES = frozenset({"@timestamp", "@ingestionTime"})
LONGEST = 20_000  # characters of a message that are set in lines


def record_sections(row: Row, note: str = "") -> tuple[Section, ...]:
    """The message first, JSON set in lines, then the fields."""
    message = "\n".join(pretty(row.get("@message")))
    told = message[:LONGEST]
    lines = [Fact("", line) for line in told.split("\n")] if told else []
    if len(message) > LONGEST:
        lines.append(Fact("", f"… {len(message) - LONGEST:,} characters more", "dim"))
    fields = tuple(
        Fact(name, _moment(value) if name in _TIMES else value)
        for name, value in row.fields
        if name not in {"@message", "@ptr"}
    )
    noted = (Section("", (Fact("", note, "dim"),)),) if note else ()
    return (*noted, Section("Message", tuple(lines)), Section("Fields", fields))


def _moment(value: str) -> str:
    """A time that AWS gives in ms since the epoch, as the rows have it, in UTC."""
    if not re.fullmatch(r"\d{1,14}", value):
        return value
    at = datetime.fromtimestamp(int(value) // 1000, UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}.{int(value) % 1000:03} UTC"


class RecordScreen(ScrollKeys, ModalScreen[None], inherit_bindings=False):
    """Shows what the row says at once, and the whole event as soon as AWS gives it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "record")]

    def __init__(self, row: Row, aws: Aws | None, region: str, actions: tuple[Action, ...]) -> None:
        super().__init__()
        self._row = row
        self._aws = aws
        self._region = region
        self._actions = actions
        self._facts = FactsView()
        self.scroll = VerticalScroll(self._facts, can_focus=False)

    def compose(self) -> ComposeResult:
        """The event and the keys."""
        keys = Hints(id="record-keys")
        keys.offer(*dialog_hints("record", self._actions))
        with Vertical(id="record"):
            yield self.scroll
            yield keys

    def on_mount(self) -> None:
        """Show the row, and read the rest."""
        if self._aws is None or not self._row.pointer:
            self._facts.show(record_sections(self._row))
            return
        self._facts.show(record_sections(self._row, "reading the whole event…"))
        self._read(self._aws)

    @work(exclusive=True, group="record", exit_on_error=False)
    async def _read(self, aws: Aws) -> None:
        try:
            row, note = await aws.insights.record(self._row.pointer, region=self._region), ""
        except AwsError as failure:
            row, note = self._row, str(failure)
        self._facts.show(record_sections(row, note))

    def leave(self) -> None:
        """Close."""
        self.dismiss()

    def first(self) -> None:
        """To the beginning."""
        self.scroll.scroll_home(animate=False)

    def last(self) -> None:
        """To the end."""
        self.scroll.scroll_end(animate=False)
