"""The plan of a change: what is, what will be, what it means, where. Enter applies it, esc leaves."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ecstui.model.errors import EcsTuiError
from ecstui.operations.scale import parse_count
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.facts.plan import plan_sections
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.footer import footer_parts
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan

UNREAD = 1.0  # seconds until a plan that came up by itself can be applied: an enter may be under way


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be applied; `count` is the one asked for, where one was."""

    operation: Operation
    plan: Plan
    count: int | None


class PlanScreen(ModalScreen[Decided | None], inherit_bindings=False):
    """Draws up the plan that `make(count)` makes, and anew whenever another count is typed.

    `since` is the plan that was confirmed and found outdated, where one was.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "plan")]

    def __init__(
        self,
        make: Callable[[int], Operation],
        title: str,
        *,
        actions: tuple[Action, ...],
        now: int | None = None,
        count: int | None = None,
        since: Plan | None = None,
    ) -> None:
        super().__init__()
        self._make = make
        self._heading = title
        self._actions = actions
        self._now = now
        self._count = count
        self._since = since
        self._unread = UNREAD if since else 0.0
        self.decided: Decided | None = None
        self.facts = FactsView()
        self.keys = Line(id="plan-keys")

    def compose(self) -> ComposeResult:
        """The count, where one is asked for, the plan, and the keys."""
        with Vertical(id="plan"):
            yield Static(self._heading, markup=False, id="plan-title")
            if self._now is not None:
                with Horizontal(id="plan-count"):
                    yield Static("desired count", markup=False)
                    yield Input(str(self._count), id="plan-input", select_on_focus=True, compact=True)
            with VerticalScroll(can_focus=False):
                yield self.facts
            yield self.keys

    def on_mount(self) -> None:
        """Draw up the first plan."""
        self._say(Section("", (Fact("", "planning…", "dim"),)))
        self._draw_up()
        if self._now is not None:
            self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        try:
            self._count = parse_count(event.value, self._now or 0)
        except ValueError as error:
            self._withdraw(str(error))
        else:
            self._draw_up()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.apply()

    def _withdraw(self, why: str) -> None:
        """There is no plan: say why."""
        self.workers.cancel_group(self, "plan")
        self.decided = None
        self._say(Section("", (Fact("", why, "warning"),)))

    @work(exclusive=True, group="plan", exit_on_error=False)
    async def _draw_up(self) -> None:
        """Make the plan of the count asked for; what cannot be planned says why."""
        self.decided = None
        self._say_keys()
        try:
            operation = self._make(self._count or 0)
            plan = await operation.plan()
        except EcsTuiError as failure:
            self._say(Section("", (Fact("", str(failure), "warning"),)))
            return
        if self._now is not None:
            self._now = plan.service.desired
        self._say(*plan_sections(plan, self._since))
        await asyncio.sleep(self._unread)
        self._unread = 0.0
        self.decided = None if plan.empty else Decided(operation, plan, self._count)
        self._say_keys()

    def _say(self, *sections: Section) -> None:
        self.facts.show(sections)
        self._say_keys()

    def _say_keys(self) -> None:
        shown = [action for action in self._actions if action.scope == "plan" and action.footer]
        ready = [action for action in shown if self.decided is not None or not action.changes_aws]
        more = (("type a count, + and - change it by one", "dim"),) if self._now is not None else ()
        self.keys.say(*footer_parts(ready), *more)

    def apply(self) -> None:
        """Leave with the plan shown, if there is one."""
        if self.decided is not None:
            self.dismiss(self.decided)

    def leave(self) -> None:
        """Leave and change nothing."""
        self.dismiss(None)

    def more(self) -> None:
        """One task more."""
        self._step(1)

    def fewer(self) -> None:
        """One task fewer."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._count is not None and self._now is not None:
            self.query_one(Input).value = str(max(0, self._count + by))
