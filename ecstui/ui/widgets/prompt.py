"""The line in which a filter or a command is typed, with completion; it takes the footer's place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

Mode = Literal["/", ":", "@"]
"""A filter, a command, a time."""


class _Completions(Suggester):
    """Suggests the first completion."""

    def __init__(self, complete: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        # What is suggested goes on from what is typed; a name found by its last part does not.
        lines = self._complete(value) if value else ()
        return next((line for line in lines if line.startswith(value)), None)


class Prompt(Horizontal):
    """Asks for a line. `complete` gives the lines that a command may become."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("tab", "complete", "Complete", show=False, priority=True),
    ]

    @dataclass
    class Changed(Message):
        """The line is another while it is typed."""

        mode: Mode
        line: str

    @dataclass
    class Entered(Message):
        """Enter was pressed."""

        mode: Mode
        line: str

    @dataclass
    class Cancelled(Message):
        """Esc was pressed."""

        mode: Mode

    def __init__(self, complete: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__(id="prompt")
        self._complete = complete
        self.mode: Mode = "/"

    def compose(self) -> ComposeResult:
        """The mark and the input."""
        yield Static(id="prompt-mark", markup=False)
        yield Input(id="prompt-input", select_on_focus=False, compact=True)

    @property
    def input(self) -> Input:
        """Where one types."""
        return self.query_one(Input)

    @property
    def is_open(self) -> bool:
        """Whether it is asking."""
        return self.has_class("open")

    def ask(self, mode: Mode, line: str = "") -> None:
        """Open with this line."""
        self.mode = mode
        self.query_one("#prompt-mark", Static).update(mode)
        self.input.suggester = _Completions(self._complete) if mode == ":" else None
        with self.prevent(Input.Changed):
            self.input.value = line
        self.input.cursor_position = len(line)
        self.add_class("open")
        self.screen.set_focus(self.input)  # now: the next key may be in the same burst

    def close(self) -> None:
        """Stop asking."""
        self.remove_class("open")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self.post_message(self.Changed(self.mode, event.value))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered(self.mode, event.value))

    def action_cancel(self) -> None:
        """Leave without."""
        self.post_message(self.Cancelled(self.mode))

    def action_complete(self) -> None:
        """Take the first completion."""
        if self.mode == ":" and (found := self._complete(self.input.value)):
            self.input.value = found[0] + ("" if " " in found[0] else " ")
            self.input.cursor_position = len(self.input.value)
