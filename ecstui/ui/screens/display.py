"""How the lines of a log view are shown: a list of switches, each obeyed at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from ecstui.ui.actions import ACTIONS
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.ui.action import Action
    from ecstui.ui.widgets.log_columns import Columns, TimeStyle

_TIMES: tuple[TimeStyle, ...] = ("local", "utc", "relative", "hidden")
_TIME_WORDS = {
    "local": "local time",
    "utc": "UTC",
    "relative": "how long ago",
    "hidden": "hidden",
}
_CONTAINER_WORDS = {None: "shown where there are several", True: "shown", False: "hidden"}
_AFTER: dict[bool | None, bool | None] = {None: True, True: False, False: None}
_COLUMNS = (
    Column("what", "What", min_width=20, priority=9, sortable=False),
    Column("how", "How", min_width=12, weight=1, priority=10, sortable=False),
)


@dataclass(frozen=True, slots=True)
class Display:
    """What can be chosen. `fields` have columns of their own."""

    columns: Columns
    wrap: bool
    raw: bool
    fields: tuple[str, ...]


def switches(display: Display) -> tuple[tuple[str, str, str], ...]:
    """Each switch: its key, what it is, how it stands."""
    columns = display.columns
    return (
        ("time", "Time", _TIME_WORDS[columns.time]),
        ("level", "Level's letter", _on(columns.level)),
        ("task", "Task", _on(columns.task)),
        ("container", "Container", _CONTAINER_WORDS[columns.container]),
        ("revision", "Revision", _on(columns.revision)),
        ("wrap", "Long lines", "wrapped" if display.wrap else "cut at the edge"),
        ("raw", "Text", "as it came" if display.raw else "no time of its own; message, then fields"),
        *((f"field {name}", f"Field {name}", "a column; enter takes it away") for name in display.fields),
    )


def switched(display: Display, key: str) -> Display:
    """The display with one switch turned."""
    columns = display.columns
    match key:
        case "time":
            after = _TIMES[(_TIMES.index(columns.time) + 1) % len(_TIMES)]
            return replace(display, columns=replace(columns, time=after))
        case "wrap":
            return replace(display, wrap=not display.wrap)
        case "raw":
            return replace(display, raw=not display.raw)
        case "level":
            return replace(display, columns=replace(columns, level=not columns.level))
        case "task":
            return replace(display, columns=replace(columns, task=not columns.task))
        case "container":
            return replace(display, columns=replace(columns, container=_AFTER[columns.container]))
        case "revision":
            return replace(display, columns=replace(columns, revision=not columns.revision))
        case _:
            name = key.removeprefix("field ")
            return replace(display, fields=tuple(field for field in display.fields if field != name))


def _on(on: bool) -> str:
    return "shown" if on else "hidden"


class DisplayScreen(ModalScreen[None], inherit_bindings=False):
    """Tells `obey` of every change."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "display")]

    def __init__(
        self, display: Display, obey: Callable[[Display], None], actions: tuple[Action, ...]
    ) -> None:
        super().__init__()
        self._display = display
        self._obey = obey
        self._actions = actions
        self.table = Table(_COLUMNS)
        self.keys = Hints(id="display-keys")

    def compose(self) -> ComposeResult:
        """The switches and the keys."""
        with Vertical(id="display"):
            yield Static("How lines are shown", markup=False, id="display-title")
            yield self.table
            yield self.keys

    def on_mount(self) -> None:
        """Show how they stand."""
        self.keys.offer(*dialog_hints("display", self._actions))
        self._show()
        self.table.focus()

    def _show(self) -> None:
        self.table.set_rows([Row(key, (what, how)) for key, what, how in switches(self._display)], mark=False)

    @on(Table.Selected)
    def turn(self) -> None:
        """Turn the switch under the cursor."""
        if self.table.cursor_key is not None:
            self._display = switched(self._display, self.table.cursor_key)
            self._obey(self._display)
            self._show()

    def down(self) -> None:
        """A switch down."""
        self.table.action_cursor_down()

    def up(self) -> None:
        """A switch up."""
        self.table.action_cursor_up()

    def leave(self) -> None:
        """Back to the lines."""
        self.dismiss(None)
