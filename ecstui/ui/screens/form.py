"""A small form: a line that is typed and things to choose among, before a plan is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its label and its options, the first of which is chosen."""

    label: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was typed, and the option chosen of each choice, in their order."""

    text: str
    chosen: tuple[str, ...] = ()


class ChoiceLine(Line, can_focus=True):
    """The options of a choice in a line, the one chosen marked."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        self._place = 0

    @property
    def chosen(self) -> str:
        """The option chosen."""
        return self._choice.options[self._place]

    def on_mount(self) -> None:
        """Show the options."""
        self._say()

    def turn(self) -> None:
        """Choose the next option."""
        self._place = (self._place + 1) % len(self._choice.options)
        self._say()

    def on_focus(self) -> None:
        """Show that the keys go here."""
        self._say()

    def on_blur(self) -> None:
        """Show that they do not any more."""
        self._say()

    def _say(self) -> None:
        mark = ("▌", "key") if self.has_focus else (" ", "")
        options = (
            (f"({option}) " if o == self._place else f" {option}  ", _style(o == self._place))
            for o, option in enumerate(self._choice.options)
        )
        self.say(mark, *options)


def _style(chosen: bool) -> str:
    return "strong" if chosen else "dim"


class FormScreen(ModalScreen[Filled | None], inherit_bindings=False):
    """Asks for what `label` names; `wrong` says what keeps a text from being it, "" where nothing does."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "form")]

    def __init__(
        self,
        title: str,
        label: str,
        wrong: Callable[[str], str],
        *,
        actions: tuple[Action, ...],
        choices: tuple[Choice, ...] = (),
    ) -> None:
        super().__init__()
        self._heading = title
        self._label = label
        self._wrong = wrong
        self._actions = actions
        self._choices = choices
        self.input = Input(id="form-input", compact=True)
        self.choices = tuple(ChoiceLine(choice) for choice in choices)
        self.said, self.keys = Said(id="form-said"), Hints(id="form-keys")

    def compose(self) -> ComposeResult:
        """The line to type, the choices, what is wrong, the keys."""
        with Vertical(id="form"):
            yield Static(self._heading, markup=False, id="form-title")
            with Horizontal(classes="many-line"):
                yield Static(self._label, markup=False)
                yield self.input
            for choice, line in zip(self._choices, self.choices, strict=True):
                with Horizontal(classes="many-line"):
                    yield Static(choice.label, markup=False)
                    yield line
            yield self.said
            yield self.keys

    def on_mount(self) -> None:
        """Ask."""
        off = () if self.choices else ("form.next", "form.turn")
        self.keys.offer(*dialog_hints("form", (a for a in self._actions if a.id not in off)))
        self.set_focus(self.input)
        self._typed()

    @on(Input.Changed)
    def _typed(self) -> None:
        self.said.say((self._wrong(self.input.value.strip()), "warning" if self.input.value else "dim"))

    @property
    def is_typing(self) -> bool:
        """Whether letters are typed into the line."""
        return self.focused is self.input

    def apply(self) -> None:
        """Leave with what was filled in, if it can be."""
        text = self.input.value.strip()
        if not self._wrong(text):
            self.dismiss(Filled(text, tuple(line.chosen for line in self.choices)))

    def next(self) -> None:
        """To the next line."""
        self._step(1)

    def previous(self) -> None:
        """To the line before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        fields = (self.input, *self.choices)
        place = next((n for n, field in enumerate(fields) if field is self.focused), 0)
        self.set_focus(fields[(place + by) % len(fields)])

    def turn(self) -> None:
        """Choose the next option."""
        if isinstance(self.focused, ChoiceLine):
            self.focused.turn()

    def leave(self) -> None:
        """Leave and do nothing."""
        self.dismiss(None)
