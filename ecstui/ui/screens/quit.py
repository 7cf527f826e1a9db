"""Asks before leaving while operations are under way, and says what goes on without the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.line import Line

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ecstui.ui.running import Running


class QuitScreen(ModalScreen[None], inherit_bindings=False):
    """Enter leaves, esc stays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,y", "leave", "Leave", show=False),
        Binding("escape,n", "stay", "Stay", show=False),
    ]

    def __init__(self, under_way: tuple[Running, ...]) -> None:
        super().__init__()
        self._under_way = under_way

    def compose(self) -> ComposeResult:
        """What is under way, and what becomes of it."""
        facts = tuple(
            Fact(
                f"{running.plan.verb} {running.plan.subject}",
                "It waits for its turn and would not be begun."
                if running.waiting
                else running.operation.goes_on(running.plan),
            )
            for running in self._under_way
        )
        head = Fact("", "Operations are still followed here. AWS goes on without the console:", "strong")
        self._facts = FactsView()
        self._sections = (Section("", (head,)), *(Section(f.label, (Fact("", f.text),)) for f in facts))
        self._keys = Line()
        with Vertical(id="quit"):
            yield self._facts
            yield self._keys

    def on_mount(self) -> None:
        """Say it."""
        self._facts.show(self._sections)
        self._keys.say(("enter", "key"), (" leave  ", ""), ("esc", "key"), (" stay", ""))

    def action_leave(self) -> None:
        """Leave the console."""
        self.app.exit()

    def action_stay(self) -> None:
        """Stay."""
        self.dismiss()
