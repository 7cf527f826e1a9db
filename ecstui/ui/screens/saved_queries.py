"""The saved queries of the configuration file, to choose one from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.screen import ModalScreen

from ecstui.model.text import safe
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.hints import Hint, Hints
from ecstui.ui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

NONE_SAVED = 'none yet: the configuration file\'s [insights.queries] holds them, as name = "query"'


class SavedQueriesScreen(ModalScreen[str | None], inherit_bindings=False):
    """Leaves with the text of the query chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "saved")]

    def __init__(self, queries: Mapping[str, str], actions: tuple[Action, ...]) -> None:
        super().__init__()
        self._queries = queries
        self._actions = actions
        self._table = Table((Column("name", "NAME"), Column("query", "QUERY", weight=1)))

    def compose(self) -> ComposeResult:
        """The list and the keys."""
        keys = Hints(id="saved-keys")
        keys.offer(Hint("enter", "choose"), *dialog_hints("saved", self._actions))
        with Vertical(id="saved"):
            yield self._table
            yield keys

    def on_mount(self) -> None:
        """Show what there is."""
        self._table.placeholder = NONE_SAVED
        rows = [Row(name, (safe(name), safe(" ".join(text.split())))) for name, text in self._queries.items()]
        self._table.set_rows(rows)
        self._table.focus()

    @on(Table.Selected)
    def _chosen(self, event: Table.Selected) -> None:
        event.stop()
        self.dismiss(self._queries[event.key])

    def leave(self) -> None:
        """Choose none."""
        self.dismiss(None)
