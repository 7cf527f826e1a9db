"""The lines of a view as commands and queries for elsewhere, to be copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from ecstui.ui.actions import ACTIONS
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.ui.action import Action


@dataclass(frozen=True, slots=True)
class Exported:
    """One text for elsewhere, of one line or more."""

    title: str
    text: str


class ExportScreen(ModalScreen[None], inherit_bindings=False):
    """Shows each under its title; a digit copies it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "export")]

    def __init__(self, exported: tuple[Exported, ...], actions: tuple[Action, ...]) -> None:
        super().__init__()
        self._exported = exported
        self._actions = actions
        self.facts = FactsView()
        self.keys = Hints(id="export-keys")

    def compose(self) -> ComposeResult:
        """The texts and the keys."""
        with Vertical(id="export"):
            yield Static("The same lines elsewhere", markup=False, id="export-title")
            with VerticalScroll(can_focus=False):
                yield self.facts
            yield self.keys

    def on_mount(self) -> None:
        """Show them."""
        self.facts.show(
            tuple(
                Section(f"{number}  {one.title}", tuple(Fact("", line) for line in one.text.split("\n")))
                for number, one in enumerate(self._exported, 1)
            )
        )
        self.keys.offer(*dialog_hints("export", self._actions))

    def first(self) -> None:
        """Copy the first."""
        self._copy(0)

    def second(self) -> None:
        """Copy the second."""
        self._copy(1)

    def third(self) -> None:
        """Copy the third."""
        self._copy(2)

    def _copy(self, place: int) -> None:
        if place < len(self._exported):
            self.app.copy_to_clipboard(self._exported[place].text)
            self.keys.say((f"copied: {self._exported[place].title}", "ok"))

    def leave(self) -> None:
        """Back to the lines."""
        self.dismiss(None)
