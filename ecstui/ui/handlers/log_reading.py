"""Reading log lines: the keys that work while they have the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short_id
from ecstui.ui.handlers.handler import Handler
from ecstui.ui.log_words import LEVELS

if TYPE_CHECKING:
    from ecstui.model.log_filter import LogFilter
    from ecstui.model.log_line import LogLine
    from ecstui.ui.panes.logs import LogsPane
    from ecstui.ui.screens.event import EventWish
    from ecstui.ui.widgets.log_view import LogView

_CONTEXTS = (0, 3, 10)
MINUTE, HOUR = 60, 3600


class LogReading(Handler):
    """What is done to the view that has the keys; nothing here asks AWS."""

    @property
    def pane(self) -> LogsPane:
        """The views."""
        return self.screen.reading.pane

    @property
    def view(self) -> LogView:
        """The one that has the keys."""
        return self.pane.view

    # What is shown

    def level(self) -> None:
        """Only warnings and above, only errors and above, all."""
        place = LEVELS.index(self.view.least_level) if self.view.least_level in LEVELS else 0
        self.view.least_level = LEVELS[(place + 1) % len(LEVELS)]
        self.screen.paint()

    def highlight_only(self) -> None:
        """Hide what the filter does not find, or only highlight what it finds."""
        self.view.highlight_only = not self.view.highlight_only
        if not self.view.filter:
            words = "highlighted, nothing hidden" if self.view.highlight_only else "shown, the rest hidden"
            self.screen.notice(f"what / finds will be {words}")
        self.screen.paint()

    def context_lines(self) -> None:
        """More or no lines around each line found."""
        place = _CONTEXTS.index(self.view.context) if self.view.context in _CONTEXTS else 0
        self.view.context = _CONTEXTS[(place + 1) % len(_CONTEXTS)]
        if not self.view.filter:
            self.screen.notice(f"{self.view.context} lines around each line that / finds")
        elif self.view.highlight_only:
            self.screen.notice(f"{self.view.context} lines around each line found, once f hides the others")
        self.screen.paint()

    def task_only(self) -> None:
        """Only the task of the line under the cursor, or all tasks again."""
        line = self.view.cursor
        if line is None or not line.origin.task:
            self.screen.notice("no line of a task is under the cursor", "warning")
            return
        now, term = self.view.filter, _of_task(line)
        others = [typed for typed, _ in now.parts if typed != term]
        taken_back = len(others) < len(now.parts)
        self.view.filter = now.parse(" ".join(others)) if taken_back else now.with_term(term)
        self.screen.paint()

    def wrap(self) -> None:
        """Wrap long lines, or cut them at the edge."""
        self.view.action_toggle_wrap()

    def expand(self) -> None:
        """Unfold the event under the cursor, or fold it."""
        self.view.action_expand()

    def left(self) -> None:
        """Towards the beginning of the lines; in the histogram, back in time."""
        if self.pane.panel.histogram.has_focus:
            self.pane.panel.histogram.action_earlier()
        else:
            self.view.action_columns_left()

    def right(self) -> None:
        """On to what the edge cuts off; in the histogram, on in time."""
        if self.pane.panel.histogram.has_focus:
            self.pane.panel.histogram.action_later()
        else:
            self.view.action_columns_right()

    # Where

    def pause(self) -> None:
        """Hold still, or follow."""
        self.view.action_toggle_follow()

    def next_error(self) -> None:
        """To the next error."""
        self.view.action_next_error()

    def previous_error(self) -> None:
        """To the error before."""
        self.view.action_previous_error()

    def next_match(self) -> None:
        """To the next line found."""
        self.view.action_next_match()

    def previous_match(self) -> None:
        """To the line found before."""
        self.view.action_previous_match()

    def minute_back(self) -> None:
        """A minute back."""
        self.view.jump_by(-MINUTE)

    def minute_on(self) -> None:
        """A minute on."""
        self.view.jump_by(MINUTE)

    def hour_back(self) -> None:
        """An hour back."""
        self.view.jump_by(-HOUR)

    def hour_on(self) -> None:
        """An hour on."""
        self.view.jump_by(HOUR)

    def mark(self) -> None:
        """Mark the line, or take the mark away."""
        self.view.action_mark()

    def next_mark(self) -> None:
        """To the next mark."""
        self.view.action_next_mark()

    def previous_mark(self) -> None:
        """To the mark before."""
        self.view.action_previous_mark()

    def histogram(self) -> None:
        """Move in the histogram, or in the lines again."""
        self.pane.panel.turn_to_histogram()

    def next_view(self) -> None:
        """To the other view of a split."""
        self.pane.next_view()

    # One event

    def open(self) -> None:
        """The event under the cursor, whole."""
        if self.pane.panel.histogram.has_focus:
            self.pane.panel.turn_to_histogram()
            return
        from ecstui.ui.screens.event import EventScreen

        if self.view.cursor is not None:
            self.screen.app.push_screen(
                EventScreen(self.view.cursor, self._step, self.screen.actions), self._wished
            )

    def _step(self, by: int) -> LogLine | None:
        before = self.view.cursor
        if by > 0:
            self.view.action_cursor_down()
        else:
            self.view.action_cursor_up()
        return None if self.view.cursor is before else self.view.cursor

    def _wished(self, wish: EventWish | None) -> None:
        if wish is None:
            return
        if wish.term:
            self.view.filter = self.view.filter.with_term(wish.term)
            self.screen.paint()
        if wish.column:
            shown = self.view.field_columns
            without = tuple(name for name in shown if name != wish.column)
            self.view.field_columns = without if wish.column in shown else (*shown, wish.column)

    def copy(self) -> None:
        """The event as it came, to the clipboard."""
        if self.view.cursor is not None:
            self.screen.app.copy_to_clipboard(self.view.cursor.text)
            self.screen.notice("copied the event")

    # Two views

    def split(self) -> None:
        """A second view beside, or one again."""
        pane = self.pane
        if len(pane.panels) > 1:
            pane.join()
            self.view.focus()
        else:
            pane.split(*self._halves())
        self.screen.paint()

    def _halves(self) -> tuple[LogFilter, LogFilter]:
        """What stands at the left and at the right: old and new revision while both are there, else all
        and the task of the line under the cursor."""
        now = self.view.filter
        revisions = self.screen.reading.revisions
        if len(revisions) > 1:
            old, new = revisions[-2:]
            return now.with_term(f"revision={old}"), now.with_term(f"revision={new}")
        line = self.view.cursor
        return now, now.with_term(_of_task(line)) if line and line.origin.task else now


def _of_task(line: LogLine) -> str:
    """The filter's term for the task that a line is of."""
    return f"task={short_id(line.origin.task)}"
