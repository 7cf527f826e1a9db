"""The ports that are forwarded, to choose one to close."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.hints import Hint, Hints
from ecstui.ui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.ui.running import Running


class ForwardingsScreen(ModalScreen["Running | None"], inherit_bindings=False):
    """Leaves with the forwarding chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "forwardings")]

    def __init__(self, forwardings: tuple[Running, ...], actions: tuple[Action, ...]) -> None:
        super().__init__()
        self._forwardings = forwardings
        self._actions = actions
        self._table = Table(
            (Column("port", "HERE"), Column("there", "LEADS TO"), Column("task", "TASK", weight=1))
        )

    def compose(self) -> ComposeResult:
        """The list and the keys."""
        keys = Hints(id="forwardings-keys")
        keys.offer(Hint("enter", "close the port"), *dialog_hints("forwardings", self._actions))
        with Vertical(id="forwardings"):
            yield Static("ports that are forwarded", markup=False, id="forwardings-title")
            yield self._table
            yield keys

    def on_mount(self) -> None:
        """Show them."""
        self._table.set_rows([_row(place, running) for place, running in enumerate(self._forwardings)])
        self._table.focus()

    @on(Table.Selected)
    def _chosen(self, event: Table.Selected) -> None:
        event.stop()
        self.dismiss(self._forwardings[int(event.key)])

    def leave(self) -> None:
        """End none."""
        self.dismiss(None)


def _row(place: int, running: Running) -> Row:
    change, where = running.plan.changes[0], running.plan.where
    return Row(str(place), (change.field, change.after, f"{where.cluster}/{running.plan.subject}"))
