"""The log view: lines of many sources in time order, following the newest or holding still to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from ecstui.model.humane import age
from ecstui.model.log_line import LogLine
from ecstui.ui.widgets import log_jumps, log_messages
from ecstui.ui.widgets.log_columns import Columns
from ecstui.ui.widgets.log_display import LogDisplay

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

__all__ = ["Columns", "LogLine", "LogView"]

WHEEL_ROWS = 3
COLUMN_STEP = 16
FURTHEST_COLUMN = 10_000
"""How far to the right one can scroll; the ellipsis at the edge says that a line goes on."""


WAIT_FOR_PENDING = 0.05  # seconds


class LogView(LogDisplay, can_focus=True, inherit_bindings=False):
    """A live view of log lines with a cursor. It follows the end until one moves up, and once back there.

    Letters are bound by the app's action registry, to the actions here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "Up", show=False, id="log.up"),
        Binding("down", "cursor_down", "Down", show=False, id="log.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="log.page-up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="log.page-down"),
        Binding("home", "cursor_first", "First", show=False, id="log.first"),
        Binding("end", "follow", "Follow", show=False, id="log.follow"),
        Binding("left", "columns_left", "Left", show=False, id="log.left"),
        Binding("right", "columns_right", "Right", show=False, id="log.right"),
        Binding("enter", "open", "Open", show=False, id="log.open"),
    ]

    back_to: int | None = None
    """The time (ms) that was gone to, as long as lines down to it are still to come."""

    StatusChanged = log_messages.StatusChanged
    Changed = log_messages.Changed
    ReachedTop = log_messages.ReachedTop
    Opened = log_messages.Opened
    Marked = log_messages.Marked
    Notice = log_messages.Notice

    # Moving

    def action_cursor_up(self) -> None:
        """To the line above; it ceases to follow."""
        self._moved(lambda: self._position.move(-1), up=True)

    def action_cursor_down(self) -> None:
        """To the line below; at the end it follows again."""
        self._moved(lambda: self._position.move(1))

    def action_page_up(self) -> None:
        """A screenful up."""
        self._moved(lambda: self._position.page(-1), up=True)

    def action_page_down(self) -> None:
        """A screenful down."""
        self._moved(lambda: self._position.page(1))

    def action_cursor_first(self) -> None:
        """To the oldest line held."""
        self._moved(self._position.first, up=True)

    def action_follow(self) -> None:
        """To the newest line, and follow."""
        self.following = True

    def action_toggle_follow(self) -> None:
        """Hold still, or follow again."""
        self.following = not self.following

    def _moved(self, move: Callable[[], None], *, up: bool = False) -> None:
        self.back_to = None
        move()
        self._settle()
        if up and self._position.at_top:
            self.post_message(self.ReachedTop(self))

    def action_columns_left(self) -> None:
        """Back towards the beginning of the lines."""
        self._scroll_columns(self._left - COLUMN_STEP)

    def action_columns_right(self) -> None:
        """On to what the right edge cuts off."""
        self._scroll_columns(self._left + COLUMN_STEP)

    def _scroll_columns(self, column: int) -> None:
        column = max(0, min(column, self._longest - 1, FURTHEST_COLUMN))
        if column != self._left and not self.wrap:
            self._left = column
            self._settle()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll; at the very top older lines are wanted."""
        event.stop()
        self._moved(lambda: self._position.scroll(-WHEEL_ROWS), up=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll; at the end it follows again."""
        event.stop()
        self._moved(lambda: self._position.scroll(WHEEL_ROWS))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a line, on the cursor opens it, on the bar goes to that part of all."""
        offset = event.get_content_offset(self)
        shown = self._lines.shown
        if offset is None or not shown:
            return
        if offset.x == self.content_size.width - 1:
            rows = max(1, self.content_size.height - 1)
            self._go_to(shown[(len(shown) - 1) * min(offset.y, rows) // rows])
        elif offset.y < len(self._screen):
            before, paused = self.cursor, not self.following
            self._moved(lambda: self._position.click(offset.y))
            if paused and self.cursor is before:
                self.action_open()

    # Lines to open, to unfold and to mark

    def action_open(self) -> None:
        """Ask for the line under the cursor to be shown whole."""
        if self.cursor is not None:
            self.post_message(self.Opened(self, self.cursor))

    def action_expand(self) -> None:
        """Unfold the line under the cursor where it stands (a stack trace, a long line), or fold it again."""
        if self.cursor is not None:
            self._position.pause()
            self._painter.unfolded ^= {self.cursor}
            self._painter.forget((self.cursor,))
            self._settle(repaint=True)

    def action_toggle_wrap(self) -> None:
        """Let long lines go on below, or beyond the edge."""
        self.wrap = not self.wrap

    def action_mark(self) -> None:
        """Mark the line under the cursor, or take its mark away."""
        line = self.cursor
        if line is not None:
            self._marks ^= {line}
            self._settle()
            self.post_message(self.Marked(self, line, line in self._marks))

    # Jumps

    def action_next_match(self) -> None:
        """To the next line that the filter matches."""
        self._jump_to_match(1)

    def action_previous_match(self) -> None:
        """To the line before that the filter matches."""
        self._jump_to_match(-1)

    def action_next_error(self) -> None:
        """To the next line that tells an error."""
        self._jump(log_jumps.error(self._lines.shown, self._position.index, 1), "no error below")

    def action_previous_error(self) -> None:
        """To the line before that tells an error."""
        self._jump(log_jumps.error(self._lines.shown, self._position.index, -1), "no error above")

    def action_next_mark(self) -> None:
        """To the next marked line."""
        self._jump_to_mark(1)

    def action_previous_mark(self) -> None:
        """To the marked line before."""
        self._jump_to_mark(-1)

    def jump_by(self, seconds: float) -> None:
        """To a line that is so much later, or earlier where negative."""
        if self.cursor is None:
            return
        step = 1 if seconds > 0 else -1
        ms = self.cursor.time + round(seconds * 1000)
        line = log_jumps.at_time(self._lines.shown, ms, step)
        if step < 0 and ms < self._lines.held[0].time:
            self._go_back_to(ms)
        elif line is None:
            self._say_edge(f"{age(abs(seconds))} {'later' if step > 0 else 'earlier'}", step)
        else:
            self._go_to(line)

    def go_to(self, ms: int) -> None:
        """To the first line of that time (ms since the epoch) or later, the nearest where none is.

        Before the oldest line held, it asks for older ones and goes on once they have come.
        """
        shown = self._lines.shown
        if not shown:
            self.post_message(self.Notice(self, "there are no lines to go to"))
            return
        if ms < self._lines.held[0].time:
            self._go_back_to(ms)
            return
        line = log_jumps.at_time(shown, ms)
        if line is None:
            self._say_edge("so late", 1)
        elif ms < shown[0].time:
            self._say_edge("so early", -1)
        self._go_to(line or shown[-1])

    def _say_edge(self, when: str, step: int) -> None:
        edge = self._lines.shown[-1 if step > 0 else 0]
        which = "newest" if step > 0 else "oldest"
        words = f"no line {when}: the {which} shown is of {self._painter.clock_time(edge.time)}"
        self.post_message(self.Notice(self, words))

    def _go_back_to(self, ms: int) -> None:
        """To the oldest line; and on to that time once the lines down to it have come."""
        self._go_to(self._lines.shown[0])
        self.back_to = ms
        self.post_message(self.Notice(self, f"reading back to {self._painter.clock_time(ms)}…"))
        self.post_message(self.ReachedTop(self))

    def _take_in(self) -> None:
        super()._take_in()
        if self.back_to is not None and self._lines.shown and self._lines.held[0].time <= self.back_to:
            self.go_to(self.back_to)

    def end_way_back(self) -> None:
        """No older lines come: be content with the oldest there is."""
        if self._intake:
            self.set_timer(WAIT_FOR_PENDING, self.end_way_back)
        elif self.back_to is not None:
            self._say_edge("so early", -1)
            self._go_to(self._lines.shown[0])

    def _jump_to_match(self, step: int) -> None:
        found = log_jumps.among(self._lines.matches, self._lines.shown, self._position.index, step)
        none = f"no match {'below' if step > 0 else 'above'}"
        if self._lines.progress < 1:
            none += f", {self._lines.progress:.0%} of the lines looked at"
        self._jump(found, none if self.filter else "no filter to match: / sets one")

    def _jump_to_mark(self, step: int) -> None:
        shown = self._lines.shown
        marks = log_jumps.marked(self._marks, shown)
        found = log_jumps.among(marks, shown, self._position.index, step)
        none = f"no marked line {'below' if step > 0 else 'above'}"
        self._jump(found, none if self._marks else "no line is marked")

    def _jump(self, line: LogLine | None, none: str) -> None:
        if line is None:
            self.post_message(self.Notice(self, none))
        else:
            self._go_to(line)

    def _go_to(self, line: LogLine) -> None:
        self._moved(lambda: self._position.go_to(line))
