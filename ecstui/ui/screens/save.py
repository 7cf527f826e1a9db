"""Saving lines to a file: where to, which of them, and how far it is."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ecstui.model.humane import counted
from ecstui.model.log_form import JsonForm, TextForm
from ecstui.model.text import safe
from ecstui.ui.actions import ACTIONS
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.log_save import SaveFailed, save_lines
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.model.log_line import LogLine
    from ecstui.ui.action import Action
    from ecstui.ui.widgets.line import Part

_BAR = 30
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


class SaveScreen(ModalScreen[str | None], inherit_bindings=False):
    """Ends with what was saved, in words; None where nothing was."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "save")]

    def __init__(
        self, shown: Sequence[LogLine], held: Sequence[LogLine], name: str, actions: tuple[Action, ...]
    ) -> None:
        super().__init__()
        self._choices = {"shown": shown, "held": held}
        self._which = "shown"
        self._lines_of = name
        self._actions = actions
        self._going = False
        self.which_line, self.state, self.keys = Line(), Line(), Hints(id="save-keys")

    def compose(self) -> ComposeResult:
        """The file, which lines, the progress, the keys."""
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        with Vertical(id="save"):
            yield Static("Save lines to a file", markup=False, id="save-title")
            yield Input(f"~/{_NOT_IN_NAMES.sub('-', self._lines_of)}-{stamp}.log", compact=True)
            yield self.which_line
            yield self.state
            yield self.keys

    def on_mount(self) -> None:
        """Ask."""
        self.keys.offer(*dialog_hints("save", self._actions))
        self.state.say(("a name that ends in .json or .jsonl gets one JSON object a line", "dim"))
        self._say_which()
        self.query_one(Input).focus()

    def _say_which(self) -> None:
        said: list[Part] = []
        for name, words in (("shown", "what is shown"), ("held", "all that is held")):
            chosen = name == self._which
            lines = counted(len(self._choices[name]), "line")
            said.append((f"{'▸' if chosen else ' '} {words} ({lines})   ", "heading" if chosen else ""))
        self.which_line.say(*said)

    def which(self) -> None:
        """What is shown, or all that is held."""
        self._which = "held" if self._which == "shown" else "shown"
        self._say_which()

    @on(Input.Submitted)
    def write(self) -> None:
        """Write the file."""
        if not self._going:
            self._write(Path(self.query_one(Input).value.strip()), tuple(self._choices[self._which]))

    @work(exclusive=True, group="save", exit_on_error=False)
    async def _write(self, path: Path, lines: tuple[LogLine, ...]) -> None:
        self._going = True
        loop = asyncio.get_running_loop()
        as_json = path.suffix in {".json", ".jsonl"}
        form = JsonForm() if as_json else TextForm(zone=None, colours=False)

        def progress(written: int) -> bool:
            loop.call_soon_threadsafe(self._say_progress, written, len(lines))
            return self._going

        try:
            await asyncio.to_thread(
                partial(save_lines, path, lines, lambda line: form.render(line, line.text), progress)
            )
        except SaveFailed as failure:
            self.state.say((safe(str(failure)), "broken"))
        else:
            self.dismiss(f"saved {counted(len(lines), 'line')} to {safe(str(path))}")
        finally:
            self._going = False

    def _say_progress(self, written: int, of: int) -> None:
        filled = round(_BAR * written / of) if of else _BAR
        if self._going:
            self.state.say(
                (f"{'█' * filled}{'░' * (_BAR - filled)} {counted(written, 'line')} written", "working")
            )

    def leave(self) -> None:
        """Cancel what is being written, or leave."""
        if self._going:
            self._going = False
        else:
            self.dismiss(None)
