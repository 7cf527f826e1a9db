"""The lifecycle policy of a repository as text, to be edited; what is wrong with it is said meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from ecstui.model.errors import AwsError
from ecstui.model.lifecycle import EXAMPLE, policy_words, pretty, problem
from ecstui.ui.actions import ACTIONS, Action
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.said import Said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType


_KEYS = {
    key.strip(): binding.action
    for binding in TextArea.BINDINGS
    if isinstance(binding, Binding)
    for key in binding.key.split(",")
}


class PolicyText(TextArea):
    """A text that obeys the keys of one burst in their order.

    Textual lets keys that move wait until they have bubbled to the app, but letters not: over a slow line,
    `end` and a letter would be typed at the beginning.
    """

    async def on_key(self, event: events.Key) -> None:
        """Obey a key that is bound, now."""
        if (action := _KEYS.get(event.key)) is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)


class LifecycleScreen(ModalScreen[str | None], inherit_bindings=False):
    """Edits what `read()` gives, an example where there is none, and leaves with the text."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "lifecycle")]

    def __init__(
        self, repository: str, read: Callable[[], Awaitable[str]], actions: tuple[Action, ...], text: str = ""
    ) -> None:
        super().__init__()
        self._repository = repository
        self._read_policy = read
        self._actions = actions
        self._begun = text
        self.text = PolicyText(text, id="lifecycle-text", compact=True, highlight_cursor_line=False)
        self.said, self.keys = Said(id="lifecycle-said"), Hints(id="lifecycle-keys")

    def compose(self) -> ComposeResult:
        """The text, what is wrong with it or what it says, the keys."""
        with Vertical(id="lifecycle"):
            yield Static(f"lifecycle policy of {self._repository}", markup=False, id="lifecycle-title")
            yield self.text
            yield self.said
            yield self.keys

    def on_mount(self) -> None:
        """Read the policy that is there."""
        self.keys.offer(*dialog_hints("lifecycle", self._actions))
        if self._begun:
            self.set_focus(self.text)
            self._typed()
        else:
            self.text.read_only = True
            self.said.say(("reading the policy…", "dim"))
            self._read()

    @work(exclusive=True, group="lifecycle", exit_on_error=False)
    async def _read(self) -> None:
        try:
            text = await self._read_policy()
        except AwsError as failure:
            self.said.say((str(failure), "broken"))
            return
        self.text.read_only = False
        self.text.load_text(pretty(text) if text else EXAMPLE)
        self.set_focus(self.text)
        if not text:
            self.said.say(("there is no policy yet: this is an example", "warning"))

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if not self.text.text.strip():
            self.said.say(("nothing stands here: the policy would be taken away", "warning"))
        elif wrong := problem(self.text.text):
            self.said.say((wrong, "warning"))
        else:
            self.said.say(("; ".join(policy_words(self.text.text)), "dim"))

    @property
    def is_typing(self) -> bool:
        """Whether letters are typed into the text."""
        return True

    def apply(self) -> None:
        """Leave with the text, if it is a policy or empty."""
        text = self.text.text
        if not self.text.read_only and not (text.strip() and problem(text)):
            self.dismiss(text)

    def leave(self) -> None:
        """Leave and change nothing."""
        self.dismiss(None)
