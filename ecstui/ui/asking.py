"""What is asked in the prompt of the main screen: a filter, a time, a command."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from ecstui.ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.ui.screens.main import MainScreen
    from ecstui.ui.widgets.log_view import LogView
    from ecstui.ui.widgets.prompt import Mode, Prompt


def as_many_as_fit(words: Sequence[str], room: int) -> str:
    """The first words, whole, that have room in so many cells; "…" stands for the others."""
    said = ""
    for place, word in enumerate(words):
        longer = f"{said}  {word}" if said else word
        if len(longer) > room - (3 if place < len(words) - 1 else 0):
            return f"{said}  …".lstrip()
        said = longer
    return said


class Asking:
    """One question at a time; the keys go to the prompt until it is answered or dropped."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._filtered: Table | LogView | None = None

    @property
    def _prompt(self) -> Prompt:
        return self._screen.prompt

    def filter(self) -> None:
        """Ask for the words to filter what is in focus by."""
        pane = self._screen.list_in_focus
        if pane is not None:
            self._filtered, line = pane.table, pane.table.filter
        else:
            self._filtered = view = self._screen.reading.pane.view
            line = view.filter.typed
        self._ask("/", line)

    def time(self) -> None:
        """Ask for a time to go to in the logs."""
        self._ask("@")
        self._screen.notice("14:02  14:02:31  -10m  yesterday 9:00  2026-11-24T08:00Z", "dim")

    def command(self) -> None:
        """Ask for a command."""
        self._ask(":")

    def _ask(self, mode: Mode, line: str = "") -> None:
        self._screen.add_class("prompting")
        self._prompt.ask(mode, line)

    def typed(self, mode: Mode, line: str) -> None:
        """The line is another: a filter is obeyed while it is typed."""
        if mode == "/":
            self._filter_by(line)
        elif mode == ":":
            found = self._screen.commanding.completions(line)
            words = [line.partition(" ")[2] or line for line in found]
            self._screen.notice(as_many_as_fit(words, self._screen.size.width - 2), "dim")

    def entered(self, mode: Mode, line: str) -> None:
        """The line is meant; a time that is none can be put right."""
        moment = None
        if mode == "@" and line.strip() and (moment := self._moment(line)) is None:
            return
        self._close()
        if mode == ":":
            self._screen.commanding.run(line)
        elif moment is not None:
            self._screen.reading.pane.view.go_to(moment)

    def cancelled(self, mode: Mode) -> None:
        """Nothing is meant; a filter is taken away."""
        if mode == "/":
            self._filter_by("")
        self._close()
        self._screen.paint()

    def _close(self) -> None:
        self._prompt.close()
        self._screen.remove_class("prompting")
        self._screen.status.forget()
        self._screen.focus_inside()

    def _filter_by(self, line: str) -> None:
        match self._filtered:
            case None:
                return
            case Table() as table:
                table.filter = line
            case view:
                view.filter = view.filter.parse(line)
        self._screen.paint()

    def _moment(self, line: str) -> int | None:
        """The time typed, in ms; None where it is none, and why is said."""
        from ecstui.model.log_time import parse_moment

        now = self._screen.session.now().astimezone()
        try:
            moment = parse_moment(line, now, now.tzinfo or UTC)
        except ValueError as wrong:
            self._screen.notice(str(wrong), "warning")
            return None
        return int(moment.timestamp() * 1000)
