"""A session with a container before it is opened: which one, what for, the doctor's word, the plan."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ecstui.model.errors import AwsError, EcsTuiError
from ecstui.operations.container_session import Unfit
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.facts.doctor import doctor_section
from ecstui.ui.facts.plan import plan_sections
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.screens.plan import Decided
from ecstui.ui.screens.scroll_keys import ScrollKeys
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.hints import MORE, Hints, asks_for_name
from ecstui.ui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.operations.container_session import ContainerSession

AGAIN = 3.0  # seconds until what could not be read is read anew
TYPED = 0.3  # seconds without a key after which what is typed is meant
BESIDE = 7  # rows of the dialog beside the plan
LEAST = 3  # rows of the plan at least


class SessionScreen(ScrollKeys, ModalScreen[Decided | None], inherit_bindings=False):
    """Asks for `label` ("command", "port") and one of `containers`, and draws up `make(container, text)`.

    `make` raises ValueError in words for a text that cannot be. `suggest` gives a text for a container, taken
    where nothing has been typed when it comes; `note` stands above the plan.
    """

    AUTO_FOCUS = "#session-text"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "session")]

    def __init__(
        self,
        title: str,
        label: str,
        containers: tuple[str, ...],
        make: Callable[[str, str], ContainerSession],
        *,
        actions: tuple[Action, ...],
        text: str = "",
        placeholder: str = "",
        suggest: Callable[[str], Awaitable[str]] | None = None,
        note: str = "",
    ) -> None:
        super().__init__()
        self._heading = title
        self._label = label
        self._containers = containers
        self._make = make
        self._actions = actions
        self._suggest = suggest
        self._note = Section("", (Fact("", note, "warning"),) if note else ())
        self._place = 0
        self._ready: Decided | None = None  # a plan that may still wait for the name to be typed
        self.text = Input(text, placeholder, id="session-text", select_on_focus=True, compact=True)
        self.confirm = Input(id="session-confirm", compact=True)
        self.container = Line(id="session-container")
        self.facts = FactsView()
        self.scroll = VerticalScroll(can_focus=False)
        self.keys = Hints(id="session-keys")

    def compose(self) -> ComposeResult:
        """The container, what for, the plan, and the keys."""
        with Vertical(id="session"):
            yield Static(self._heading, markup=False, id="session-title")
            yield self.container
            with Horizontal(classes="asked"):
                yield Static(self._label, markup=False)
                yield self.text
            with self.scroll:
                yield self.facts
            with Horizontal(id="session-confirmation", classes="asked"):
                yield Static("type the name", markup=False)
                yield self.confirm
            yield self.keys

    def on_mount(self) -> None:
        """Draw up the first plan."""
        self._say(Section("", (Fact("", "looking…", "dim"),)))
        self._draw_up()

    def on_resize(self) -> None:
        """Leave the keys their line, however long the plan is."""
        self._bound()

    def _bound(self) -> None:
        beside = BESIDE + 2 * self.query_one("#session-confirmation").display
        self.scroll.styles.max_height = max(LEAST, self.size.height - beside)

    @property
    def _chosen(self) -> str:
        return self._containers[self._place]

    @property
    def decided(self) -> Decided | None:
        """What enter would open now; None where nothing can be (yet)."""
        ready = self._ready
        named = ready is not None and self.confirm.value.strip() == ready.plan.confirm
        return ready if ready is not None and (named or not ready.plan.confirm) else None

    @on(Input.Changed, "#session-text")
    def _typed(self) -> None:
        self._ready = None
        self._draw_up(TYPED)

    @on(Input.Changed, "#session-confirm")
    def _named(self) -> None:
        self._say_keys()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.apply()

    @work(exclusive=True, group="plan", exit_on_error=False)
    async def _draw_up(self, pause: float = 0.0) -> None:
        """Make the plan; what keeps a session from being opened is said instead."""
        self._ready = None
        self._say_keys()
        await asyncio.sleep(pause)
        await self._take_suggestion()
        if not self.text.value.strip():
            self._say(Section("", (Fact("", f"type a {self._label}", "dim"),)))
            return
        while True:
            if await self._planned():
                return
            await asyncio.sleep(AGAIN)

    async def _take_suggestion(self) -> None:
        if self._suggest is None or self.text.value:
            return
        suggested = await self._suggest(self._chosen)
        if suggested and not self.text.value:
            with self.prevent(Input.Changed):
                self.text.value = suggested
            self.text.select_all()  # so that another is typed over it
        self._suggest = None  # once: a text that is taken away is meant to be away

    async def _planned(self) -> bool:
        """Whether there is no need to look again."""
        try:
            operation = self._make(self._chosen, self.text.value.strip())
        except ValueError as error:
            self._say(Section("", (Fact("", str(error), "warning"),)))
            return True
        try:
            plan = operation.desk.guard(await operation.plan())
        except Unfit:
            self._say(doctor_section(operation.findings))
            return True
        except EcsTuiError as failure:
            self._say(Section("", (Fact("", str(failure), "warning"),)))
            return not isinstance(failure, AwsError)
        fine = tuple(finding for finding in operation.findings if finding.weight == "fine")
        self._ready = Decided(operation, plan, None)
        self.query_one("#session-confirmation").display = bool(plan.confirm)
        self.confirm.placeholder = plan.confirm
        self._bound()
        self._say(self._note, *plan_sections(plan), doctor_section(fine))
        return True

    def _say(self, *sections: Section) -> None:
        self.facts.show(sections)
        self._say_keys()
        self.call_after_refresh(self._say_keys)  # once it is known whether all of it is seen

    def _say_keys(self) -> None:
        several = len(self._containers) > 1
        self.container.say(
            ("container       ", ""),
            (self._chosen, "strong"),
            (f"  {self._place + 1} of {len(self._containers)}" if several else "", "dim"),
        )
        decided = self.decided
        shown = [action for action in self._actions if several or action.id != "session.next"]
        can = [action for action in shown if decided is not None or not action.changes_aws]
        name = self._ready.plan.confirm if self._ready and decided is None else ""
        more = (asks_for_name(name, "open"),) if name else ()
        scrolls = (MORE,) if self.scroll.max_scroll_y else ()
        self.keys.offer(*dialog_hints("session", can), *scrolls, *more)

    def apply(self) -> None:
        """Leave with the plan shown, if there is one; go to where its name must be typed, if it must."""
        if self.decided is not None:
            self.dismiss(self.decided)
        elif self._ready is not None:
            self.set_focus(self.confirm)

    def leave(self) -> None:
        """Leave and open nothing."""
        self.dismiss(None)

    def next(self) -> None:
        """Another container of the task."""
        self._place = (self._place + 1) % len(self._containers)
        self._draw_up()
