"""One plan for many: what each of the marked rows would become, weighed together. Enter applies them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.facts.plan import plan_sections
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.screens.rows_screen import FactsKeys
from ecstui.ui.widgets.hints import Hint, Hints, asks_for_name
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.rows_and_facts import RowsAndFacts
from ecstui.ui.widgets.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.operations.many import Planned
    from ecstui.operations.operation import Operation

_COLUMNS = (
    Column("name", "NAME"),
    Column("change", "CHANGE"),
    Column("means", "WHAT IT MEANS", weight=1),
)
_BELOW = Hint("pgdn", "more", kept=True)
_STYLES = {"danger": "broken", "warning": "warning", "note": ""}


class ManyPlanScreen(FactsKeys, ModalScreen["tuple[Planned, ...] | None"], inherit_bindings=False):
    """Plans the operations that `make` makes; leaves with those that are to be applied.

    Where `typed` is given, it stands in a line to be edited and is handed to `make`, which raises ValueError
    in words for what it cannot mean.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "many")]

    def __init__(
        self,
        make: Callable[[str], list[tuple[str, Operation]]],
        title: str,
        *,
        actions: tuple[Action, ...],
        typed: str | None = None,
    ) -> None:
        super().__init__()
        self._make = make
        self._title = title
        self._actions = actions
        self._typed = typed
        self._planned: tuple[Planned, ...] = ()
        self._confirm = ""
        self.heading = Static(title, markup=False, id="many-title")
        self.input = Input(typed or "", id="many-input", select_on_focus=True, compact=True)
        self.confirm = Input(id="many-confirm", compact=True)
        self.rows = RowsAndFacts(_COLUMNS, self._facts_of, reached=True)
        self.said, self.keys = Line(id="many-said"), Hints(id="many-keys")

    def compose(self) -> ComposeResult:
        """What is asked for, the rows, what they come to, and the keys."""
        with Vertical(id="many"):
            yield self.heading
            if self._typed is not None:
                with Horizontal(classes="many-line"):
                    yield Static("desired count", markup=False)
                    yield self.input
            yield self.rows
            yield self.said
            with Horizontal(classes="many-line", id="many-confirmation"):
                yield Static("type", markup=False)
                yield self.confirm
            yield self.keys

    def on_mount(self) -> None:
        """Draw up the plans."""
        self.query_one("#many-confirmation").display = False
        self.set_focus(self.rows.table if self._typed is None else self.input)
        self._draw_up()

    @on(Input.Changed, "#many-input")
    def _retyped(self) -> None:
        self._draw_up()

    @on(Input.Changed, "#many-confirm")
    def _confirmed(self) -> None:
        self._say_keys()

    @work(exclusive=True, group="plans", exit_on_error=False)
    async def _draw_up(self) -> None:
        from ecstui.operations.many import confirmation, plan_all, summary

        self._planned, self._confirm = (), ""
        self.rows.table.placeholder = "planning…"
        self.rows.show(())
        self._say_keys()
        try:
            operations = self._make(self.input.value)
        except ValueError as error:
            self.rows.table.placeholder = str(error)
            return
        planned = await plan_all(operations)
        self._planned, self._confirm = planned, confirmation(planned)
        cluster = _cluster_of_all(planned)
        self.heading.update(f"{self._title} of {cluster}" if cluster else self._title)
        self.rows.show([_row(place, each, cluster) for place, each in enumerate(planned)])
        self.said.say((summary(planned), "strong"))
        self.query_one("#many-confirmation").display = bool(self._confirm)
        self.confirm.placeholder = self._confirm
        self._say_keys()
        self.call_after_refresh(self._say_keys)  # once it is known whether all of its facts are seen

    @on(Table.Highlighted)
    def _on_another_row(self) -> None:
        self.call_after_refresh(self._say_keys)

    def on_resize(self) -> None:
        """Other facts may be cut."""
        self.call_after_refresh(self._say_keys)

    def _facts_of(self, key: str) -> tuple[Section, ...]:
        each = self._planned[int(key)]
        if each.plan is None:
            return (Section("", (Fact("", each.refusal, "warning"),)),)
        place, *rest = plan_sections(each.plan)
        return (*rest, place)  # what it means first: where it is, the row says

    @property
    def _ready(self) -> bool:
        return any(each.ready for each in self._planned) and self.confirm.value.strip() == self._confirm

    def _say_keys(self) -> None:
        shown = [action for action in self._actions if self._ready or not action.changes_aws]
        wanted = self._confirm if self._confirm and not self._ready else ""
        more = (asks_for_name(wanted),) if wanted else ()
        scrolls = (_BELOW,) if self.rows.facts.max_scroll_y else ()
        self.keys.offer(*dialog_hints("many", shown), *scrolls, *more)

    @property
    def is_typing(self) -> bool:
        """Whether letters are typed into a line."""
        return isinstance(self.focused, Input)

    def apply(self) -> None:
        """Leave with the plans that change something, if they may be applied."""
        from ecstui.operations.many import ready

        if self._ready:
            self.dismiss(ready(self._planned))
        elif self._confirm:
            self.set_focus(self.confirm)

    def next(self) -> None:
        """To the facts of the row, to a line that is typed in, or back to the rows."""
        self.focus_next()

    def down(self) -> None:
        """To the next row, or down in the facts."""
        if self.focused is self.rows.facts:
            self.rows.facts.scroll_down(animate=False)
        else:
            super().down()

    def up(self) -> None:
        """To the row above, or up in the facts."""
        if self.focused is self.rows.facts:
            self.rows.facts.scroll_up(animate=False)
        else:
            super().up()

    def leave(self) -> None:
        """Leave and change nothing."""
        self.dismiss(None)


def _cluster_of_all(planned: Iterable[Planned]) -> str:
    """The cluster that all names begin with; "" where there is none, or more than one."""
    clusters = {each.name.rpartition("/")[0] for each in planned}
    return clusters.pop() if len(clusters) == 1 else ""


def _row(place: int, each: Planned, cluster: str) -> Row:
    plan, name = each.plan, each.name.removeprefix(f"{cluster}/")
    if plan is None:
        return Row(str(place), (name, "-", Cell(each.refusal, "warning")))
    if plan.empty:
        return Row(str(place), (name, "-", Cell("nothing would change", "dim")))
    # Of a deployment its id says little: what becomes of the tasks is what many are compared by.
    change = next((change for change in plan.changes if change.field == "tasks"), plan.changes[0])
    gravest = plan.ranked[0] if plan.ranked else None
    means = Cell(gravest.text, _STYLES[gravest.weight]) if gravest else ""
    return Row(str(place), (name, f"{change.now} -> {change.after}", means))
