"""Every event of one stream around one event, read from CloudWatch without any filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.containers import Vertical
from textual.screen import ModalScreen

from ecstui.live.log_range import LogRange
from ecstui.model.errors import AwsError
from ecstui.model.log_fold import Fold
from ecstui.model.logs import LogSource
from ecstui.ui.actions import ACTIONS
from ecstui.ui.footer import dialog_hints
from ecstui.ui.keymap import bindings
from ecstui.ui.widgets.hints import Hints
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.log_view import LogView

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ecstui.aws.account import Aws
    from ecstui.model.log_line import LogLine
    from ecstui.model.logs import LogEvent
    from ecstui.ui.action import Action
    from ecstui.ui.session import Session

SECONDS = 5
"""To either side at first; doubled by every press of the key."""


class LogContextScreen(ModalScreen[None], inherit_bindings=False):
    """Opens on the event, which is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ACTIONS, "around")]

    def __init__(self, line: LogLine, aws: Aws, session: Session, actions: tuple[Action, ...]) -> None:
        super().__init__()
        self._line = line
        self._aws = aws
        self._session = session
        self._actions = actions
        self._seconds = SECONDS
        self.heading = Line(id="around-title")
        self.view = LogView(placeholder="reading…")
        self.keys = Hints(id="around-keys")

    def compose(self) -> ComposeResult:
        """What is read, the lines, the keys."""
        with Vertical(id="around"):
            yield self.heading
            yield self.view
            yield self.keys

    def on_mount(self) -> None:
        """Read."""
        self.keys.offer(*dialog_hints("around", self._actions))
        self.view.focus()
        self._read()

    @work(exclusive=True, group="around", exit_on_error=False)
    async def _read(self) -> None:
        line, span = self._line, self._seconds * 1000
        origin = line.origin
        self._say("reading what can still come in…", "working")
        fold = Fold()
        self.view.clear()

        def emit(events: tuple[LogEvent, ...]) -> None:
            folded = fold.take(events, lambda _: origin)
            self.view.add(folded.new, folded.grown)

        reading = LogRange(
            self._aws,
            frozenset({LogSource(origin.region, origin.group, origin.stream)}),
            start=line.time - span,
            end=line.time + span,
            accept=lambda stream: stream == origin.stream,
            budget=self._session.budget,
            clock=self._session.clock,
        )
        try:
            await reading.read(emit)
        except AwsError as failure:
            self._say(f"{failure.word}: {failure.why}", "broken")
            self.view.placeholder = str(failure)
            return
        self.view.placeholder = "no events there (any more)"
        self._say("complete", "")

    @on(LogView.Changed)
    def _point_out(self) -> None:
        """Put the cursor on the event as soon as there are lines, and mark it."""
        if not self.view.marks and self.view.count_shown:
            self.view.go_to(self._line.time)
            self.view.action_mark()

    def _say(self, words: str, style: str) -> None:
        self.heading.say(
            (f"{self._seconds} s before and after, unfiltered: ", "heading"),
            (self._line.origin.stream, ""),
            right=((words, style),),
        )

    def wider(self) -> None:
        """Twice as far to either side."""
        self._seconds *= 2
        self._read()

    def copy(self) -> None:
        """The event under the cursor, to the clipboard."""
        if self.view.cursor is not None:
            self.app.copy_to_clipboard(self.view.cursor.text)
            self._say("copied the event", "ok")

    def wrap(self) -> None:
        """Wrap long lines, or cut them."""
        self.view.wrap = not self.view.wrap

    def down(self) -> None:
        """A line down."""
        self.view.action_cursor_down()

    def up(self) -> None:
        """A line up."""
        self.view.action_cursor_up()

    def leave(self) -> None:
        """Back to all lines."""
        self.dismiss(None)
