"""The plan of a change: what is, what will be, what it means, where. Enter applies it, esc leaves."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ecstui.model.errors import AwsError, EcsTuiError
from ecstui.operations.scale import parse_count
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.facts.plan import plan_sections
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.screens.scroll_keys import ScrollKeys
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.hints import MORE, Hint, Hints, asks_for_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan

AGAIN = 3.0  # seconds until a plan that could not be read is drawn up anew
BESIDE = 5  # rows of the dialog beside the plan: its border, its title, and the keys with a row above
LEAST = 3  # rows of the plan at least
_COUNTS = Hint("", "type a count, + and - change it by one", "dim")
UNREAD = 1.0  # seconds until a plan that came up by itself can be applied: an enter may be under way


@dataclass(frozen=True, slots=True)
class Choice:
    """What a plan is asked for with: a count, 0 where none is, and the number of the way to do it."""

    count: int = 0
    way: int = 0


@dataclass(slots=True)
class Note:
    """A text asked for beside the plan, in place of the plan's line of that name; `text` stands there."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be applied; `count` is the one asked for, where one was, `way` the way chosen."""

    operation: Operation
    plan: Plan
    count: int | None
    way: int = 0


class PlanScreen(ScrollKeys, ModalScreen[Decided | None], inherit_bindings=False):
    """Draws up the plan that `make` makes of a choice, and anew whenever another count is typed.

    `since` is the plan that was confirmed and found outdated, where one was. There may be several `ways` to
    do it: a key goes to the next that makes sense, which `names` tells where they have names.
    """

    AUTO_FOCUS = ""  # the name's place is hidden where none is asked for, and would take the letters
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "plan")]

    def __init__(
        self,
        make: Callable[[Choice], Operation],
        title: str,
        *,
        actions: tuple[Action, ...],
        now: int | None = None,
        count: int | None = None,
        since: Plan | None = None,
        ways: int = 1,
        way: int = 0,
        names: tuple[str, ...] = (),
        note: Note | None = None,
    ) -> None:
        super().__init__()
        self._note = note
        self.note = Input(note.text if note else "", id="plan-note-input", compact=True)
        self._ways = ways
        self._way = way
        self._names = names
        self._sensible: tuple[int, ...] = ()  # the ways that the last plan leaves
        self._make = make
        self._heading = title
        self._actions = actions
        self._now = now
        self._count = count
        self._since = since
        self._unread = UNREAD if since else 0.0
        self._tallest = 0
        self._early = ""  # typed before the count had the focus
        self._stepped = ("", "")  # the sign of the last step, and the count it came to
        self.decided: Decided | None = None
        self._ready: Decided | None = None  # a plan that still waits for the name to be typed
        self.input = Input(id="plan-input", select_on_focus=True, compact=True)
        self.confirm = Input(id="plan-confirm", compact=True)
        self.facts = FactsView()
        self.scroll = VerticalScroll(can_focus=False)
        self.keys = Hints(id="plan-keys")

    def compose(self) -> ComposeResult:
        """The count, where one is asked for, the plan, and the keys."""
        with Vertical(id="plan"):
            yield Static(self._heading, markup=False, id="plan-title")
            if self._now is not None:
                with Horizontal(id="plan-count"):
                    yield Static("desired count", markup=False)
                    if not self.input.value:  # nothing was typed before there was a place to type
                        self.input.value = str(self._count)
                    yield self.input
            if self._note is not None:
                with Horizontal(id="plan-note"):
                    yield Static(self._note.label, markup=False)
                    yield self.note
            with self.scroll:
                yield self.facts
            with Horizontal(id="plan-confirmation"):
                yield Static("type the name", markup=False)
                yield self.confirm
            yield self.keys

    def on_mount(self) -> None:
        """Draw up the first plan."""
        self._say(Section("", (Fact("", "planning…", "dim"),)))
        self._draw_up()
        if self._now is not None:
            self.set_focus(self.input)  # now: the next key may be of the same burst
        elif self._note is not None:
            self.set_focus(self.note)

    def on_resize(self) -> None:
        """Leave the keys their line, however long the plan is."""
        self._bound()

    def _bound(self) -> None:
        beside = (
            BESIDE
            + (self._now is not None)
            + (self._note is not None)
            + 2 * self.query_one("#plan-confirmation").display
        )
        self.scroll.styles.max_height = max(LEAST, self.size.height - beside)

    def on_key(self, event: events.Key) -> None:
        """Keys of a burst that come before the count has the focus are typed all the same."""
        if self._now is None or self.focused is not None or not (event.is_printable and event.character):
            return
        event.stop()
        self.input.select_on_focus = False
        self._early += event.character
        self.input.value = self._early
        self.input.cursor_position = len(self._early)

    @on(Input.Changed, "#plan-input")
    def _typed(self) -> None:
        sign, stepped = self._stepped
        if sign and (by := self.input.value.removeprefix(stepped)) and self.input.value != by:
            # "+2": the sign has stepped already, but a number after it says by how many.
            self._stepped = ("", "")
            self.input.value = self._early = sign + by
            self.input.cursor_position = len(self.input.value)
        try:
            # What stands there now: the message may tell of an earlier key of a burst.
            self._count = parse_count(self.input.value, self._now or 0)
        except ValueError as error:
            self._withdraw(str(error))
        else:
            self._draw_up()

    def on_descendant_focus(self) -> None:
        """What is typed now decides what the keys do."""
        self._say_keys()

    @on(Input.Changed, "#plan-note-input")
    def _noted(self) -> None:
        if self._note is not None:
            self._note.text = self.note.value.strip()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.apply()

    @on(Input.Changed, "#plan-confirm")
    def _named(self) -> None:
        """A plan that asks for its name can be applied once that stands there."""
        ready = self._ready
        self.decided = ready if ready and self.confirm.value.strip() == ready.plan.confirm else None
        self._say_keys()

    def _withdraw(self, why: str) -> None:
        """There is no plan: say why."""
        self.workers.cancel_group(self, "plan")
        self.decided = self._ready = None
        self._say(Section("", (Fact("", why, "warning"),)))

    @work(exclusive=True, group="plan", exit_on_error=False)
    async def _draw_up(self) -> None:
        """Make the plan of the count asked for; what cannot be planned says why."""
        self.decided = self._ready = None
        self._say_keys()
        while True:
            try:
                operation = self._make(Choice(self._count or 0, self._way))
                plan = operation.desk.guard(await operation.plan())
                break
            except AwsError as failure:
                self._say(Section("", (Fact("", str(failure), "warning"),)))
                await asyncio.sleep(AGAIN)
            except EcsTuiError as failure:
                self._say(Section("", (Fact("", str(failure), "warning"),)))
                return
        if self._now is not None:
            self._now = plan.service.desired
        self._sensible = plan.ways or tuple(range(self._ways))
        self._say(*plan_sections(self._without_note(plan), self._since))
        self.query_one("#plan-confirmation").display = bool(plan.confirm)
        self._bound()
        if plan.confirm:
            self.confirm.placeholder = plan.confirm
            if self._now is None and self._note is None:
                self.set_focus(self.confirm)
        await asyncio.sleep(self._unread)
        self._unread = 0.0
        self._ready = None if plan.empty else Decided(operation, plan, self._count, self._way)
        if plan.confirm:
            self._named()
        else:
            self.decided = self._ready
        self._say_keys()

    def _without_note(self, plan: Plan) -> Plan:
        """The plan as it is shown: what is typed stands above it, where it is part of it."""
        if self._note is None:
            return plan
        label = self._note.label
        rest = tuple(change for change in plan.changes if change.field != label)
        self.query_one("#plan-note").display = len(rest) < len(plan.changes)
        return replace(plan, changes=rest)

    def _say(self, *sections: Section) -> None:
        # The box may grow while a count is typed, but not jump up and down.
        self.facts.styles.min_height = max(self._tallest, self.facts.size.height)
        self._tallest = max(self._tallest, self.facts.size.height)
        self.facts.show(sections)
        self._say_keys()
        self.call_after_refresh(self._say_keys)  # once it is known whether all of it is seen

    def _say_keys(self) -> None:
        named = [self._named_other(action) for action in self._actions]
        shown = [action for action in named if action.id != "plan.other" or self._is_choice]
        ready = [action for action in shown if self.decided is not None or not action.changes_aws]
        more = (_COUNTS,) if self._now is not None else ()
        if self._ready is not None and self.decided is None:
            first = "" if self.focused is self.confirm else "enter"
            more = (asks_for_name(self._ready.plan.confirm, first=first),)
        scrolls = (MORE,) if self.scroll.max_scroll_y else ()
        self.keys.offer(*dialog_hints("plan", ready), *scrolls, *more)

    @property
    def _is_choice(self) -> bool:
        """Whether there is another way that makes sense."""
        return self._ways > 1 and len(self._sensible) > 1

    @property
    def _next_way(self) -> int:
        sensible = self._sensible or tuple(range(self._ways))
        return next((way for way in sensible if way > self._way), sensible[0])

    def _named_other(self, action: Action) -> Action:
        """The action that goes to the next way says which that is."""
        named = action.id == "plan.other" and self._names
        return replace(action, footer=self._names[self._next_way]) if named else action

    def apply(self) -> None:
        """Leave with the plan shown, if there is one; go to where its name must be typed, if it must."""
        if self.decided is not None:
            self.dismiss(self.decided)
        elif self._ready is not None:
            self.set_focus(self.confirm)

    @property
    def is_typing(self) -> bool:
        """Whether letters are typed into a name."""
        return self.focused in {self.confirm, self.note}

    def leave(self) -> None:
        """Leave and change nothing."""
        self.dismiss(None)

    def quit(self) -> None:
        """Leave and change nothing."""
        self.dismiss(None)

    def other(self) -> None:
        """Plan the next way to do it."""
        if self._ways > 1:
            self.decided = self._ready = None  # now: an enter may be of the same burst
            self._way = self._next_way
            self._draw_up()

    def more(self) -> None:
        """One task more."""
        self._step(1)

    def fewer(self) -> None:
        """One task fewer."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._count is not None and self._now is not None:
            self.decided = self._ready = None  # now: an enter may be of the same burst
            # Counted here at once: keys of one burst come before the input has told of the one before.
            self._count = max(0, self._count + by)
            self._stepped = ("+" if by > 0 else "-", str(self._count))
            self.input.value = self._early = str(self._count)
            self.input.cursor_position = len(self.input.value)
