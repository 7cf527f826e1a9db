"""Every change made since the console was opened: what became of it, or how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from ecstui.model.humane import age, reached
from ecstui.model.shortening import shortened
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.facts.plan import plan_sections
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.screens.rows_screen import FactsKeys
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.operations_strip import standing
from ecstui.ui.widgets.rows_and_facts import RowsAndFacts
from ecstui.ui.widgets.table import Cell, Column, Row

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.ui.running import Running
    from ecstui.ui.session import Session

EVERY = 0.5  # seconds between two looks at what runs
_COLUMNS = (
    Column("what", "CHANGE"),
    Column("outcome", "OUTCOME"),
    Column("tasks", "TASKS"),
    Column("took", "TOOK", align="right", volatile=True),
    Column("text", "", weight=1),
)


class OperationsScreen(FactsKeys, ModalScreen[None], inherit_bindings=False):
    """The newest on top; what stands in the row whole, below."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "operations")]

    def __init__(self, session: Session, actions: tuple[Action, ...]) -> None:
        super().__init__()
        self._session = session
        self._actions = actions
        self.rows = RowsAndFacts(_COLUMNS, self._facts_of)

    def compose(self) -> ComposeResult:
        """The list and the keys."""
        keys = Hints(id="operations-keys")
        keys.offer(*dialog_hints("operations", self._actions))
        with Vertical(id="all-operations"):
            yield Static(
                "changes since the console was opened, the newest first", markup=False, id="operations-title"
            )
            yield self.rows
            yield keys

    def on_mount(self) -> None:
        """Show them, and go on showing them."""
        self.rows.table.placeholder = "nothing was changed since the console was opened"
        self.set_focus(self.rows.table)
        self._look()
        self.set_interval(EVERY, self._look)

    def _look(self) -> None:
        monotonic = self._session.clock.monotonic()
        self.rows.show([_row(running, monotonic) for running in reversed(self._session.running.history)])

    def _facts_of(self, key: str) -> tuple[Section, ...]:
        running = next(each for each in self._session.running.history if each.id == key)
        word, style = standing(running)
        said = filter(None, (running.progress.stuck, running.progress.text))
        return (
            Section("", (Fact("", word, style), *(Fact("", text) for text in said))),
            *plan_sections(running.plan),
        )

    def leave(self) -> None:
        """Back to the lists; what runs goes on."""
        self.dismiss()


def _row(running: Running, monotonic: float) -> Row:
    progress, plan = running.progress, running.plan
    word, style = standing(running)
    tasks = reached(progress.running, progress.wanted, progress.pending) if progress.wanted else ""
    what = f"{plan.verb} {plan.whole_subject}"
    took = "" if running.waiting else age(running.elapsed(monotonic))
    text = shortened(progress.stuck or progress.text)
    return Row(running.id, (what, Cell(word, style), tasks, took, text))
