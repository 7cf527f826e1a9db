"""What moves a service's count: bounds, policies, activities; and what to change of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ecstui.model.scaling import PAUSED, RESUMED, TargetChange
from ecstui.operations.auto_scaling import parse_bounds
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.facts.auto_scaling import auto_scaling_facts
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.screens.scroll_keys import ScrollKeys
from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.hints import MORE, Hint, Hints

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.scaling import ScalableTarget
    from ecstui.ui.facts.auto_scaling import ScalingPicture

TICK = 0.5  # seconds between two looks at what is known
BESIDE = 5  # rows beside the facts: border, title, and the keys with a row above
NO_TARGET = "It has no scalable target: there is nothing to change."
LOADING = "Auto scaling is still loading."
UNREAD = "Auto scaling could not be read: there is nothing to change yet."


class AutoScalingScreen(ScrollKeys, ModalScreen[None], inherit_bindings=False):
    """Shows what `look` knows; `plan` opens the plan of a change chosen here, `scale` that of a count."""

    AUTO_FOCUS = ""  # the place to type bounds is hidden at first
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "scaling")]

    def __init__(
        self,
        service: str,
        look: Callable[[], ScalingPicture],
        now: Callable[[], datetime],
        actions: tuple[Action, ...],
        *,
        plan: Callable[[TargetChange], None],
        scale: Callable[[], None],
    ) -> None:
        super().__init__()
        self._service = service
        self._look = look
        self._now = now
        self._plan = plan
        self._scale = scale
        self._actions = [action for action in actions if action.scope == "scaling" and action.footer]
        self._said = ""
        self.input = Input(id="scaling-bounds", select_on_focus=True, compact=True)
        self.facts = FactsView()
        self.scroll = VerticalScroll(can_focus=False)
        self.keys = Hints(id="scaling-keys")

    def compose(self) -> ComposeResult:
        """The facts, the place to type bounds, and the keys."""
        with Vertical(id="scaling"):
            yield Static(f"auto scaling of {self._service}", markup=False, id="scaling-title")
            with self.scroll:
                yield self.facts
            with Horizontal(id="scaling-typing"):
                yield Static("minimum and maximum", markup=False)
                yield self.input
            yield self.keys

    def on_mount(self) -> None:
        """Show what is known, and what comes to be known."""
        self._show()
        self.set_interval(TICK, self._show)

    def on_resize(self) -> None:
        """Leave the keys their line, however long the facts are."""
        self._bound()

    def _bound(self) -> None:
        typing = 2 * self.query_one("#scaling-typing").display
        self.scroll.styles.max_height = max(3, self.size.height - BESIDE - typing)

    def _show(self) -> None:
        self.facts.show(auto_scaling_facts(self._look(), self._now()))
        if self._said in {LOADING, UNREAD} and self._target is not None:
            self._said = ""
        self._say_keys()

    def _say_keys(self) -> None:
        if self._said:
            leave = (action for action in self._actions if action.method == "leave")
            self.keys.offer(Hint("", self._said, "warning", kept=True), *dialog_hints("scaling", leave))
        elif self.is_typing:
            self.keys.offer(Hint("enter", "plan it"), Hint("esc", "leave it"))
        else:
            shown = filter(self._makes_sense, self._actions)
            scrolls = (MORE,) if self.scroll.max_scroll_y else ()
            self.keys.offer(*dialog_hints("scaling", shown), *scrolls)

    def _makes_sense(self, action: Action) -> bool:
        target = self._target
        if action.method in {"leave", "scale"}:
            return True
        if target is None:
            return False
        senseless = {"suspend": PAUSED.holds(target), "resume": not target.suspended}
        return not senseless.get(action.method, False)

    @property
    def _target(self) -> ScalableTarget | None:
        return self._look().target

    @property
    def is_typing(self) -> bool:
        """Whether bounds are being typed."""
        return self.focused is self.input

    def scale(self) -> None:
        """Plan another count."""
        self._scale()

    def bounds(self) -> None:
        """Ask for a minimum and a maximum."""
        target = self._target_or_why()
        if target is None:
            return
        self.input.value = f"{target.minimum} {target.maximum}"
        self.query_one("#scaling-typing").display = True
        self._bound()
        self.set_focus(self.input)
        self._say("")

    @on(Input.Changed)
    def _typed(self) -> None:
        self._say("")

    @on(Input.Submitted)
    def _submitted(self) -> None:
        try:
            change = parse_bounds(self.input.value)
        except ValueError as error:
            self._say(str(error))
        else:
            self.leave()
            self._plan(change)

    def suspend(self) -> None:
        """Choose to suspend scaling in and out."""
        self._choose(lambda target: PAUSED)

    def resume(self) -> None:
        """Choose to resume what is suspended."""
        target = self._target_or_why()
        if target is not None and not target.suspended:
            self._say("Nothing is suspended.")
        elif target is not None:
            self._plan(RESUMED.needed(target))

    def scale_in(self) -> None:
        """Choose to suspend or to resume scaling in."""
        self._choose(lambda target: TargetChange(scale_in_suspended=not target.scale_in_suspended))

    def scale_out(self) -> None:
        """Choose to suspend or to resume scaling out."""
        self._choose(lambda target: TargetChange(scale_out_suspended=not target.scale_out_suspended))

    def scheduled(self) -> None:
        """Choose to suspend or to resume scheduled scaling."""
        self._choose(lambda target: TargetChange(scheduled_suspended=not target.scheduled_suspended))

    def _choose(self, change: Callable[[ScalableTarget], TargetChange]) -> None:
        target = self._target_or_why()
        if target is not None:
            self._plan(change(target))

    def _target_or_why(self) -> ScalableTarget | None:
        """The scalable target; where none is known, None, and why is said."""
        targets = self._look().targets
        target = next(iter(targets.items), None)
        if target is None:
            self._say(UNREAD if targets.failure else NO_TARGET if targets.complete else LOADING)
        return target

    def _say(self, text: str) -> None:
        self._said = text
        self._say_keys()

    def leave(self) -> None:
        """Leave the place to type; or the screen, and change nothing."""
        if not self.is_typing:
            self.dismiss(None)
            return
        self.query_one("#scaling-typing").display = False
        self.set_focus(None)
        self._bound()
        self._say("")
