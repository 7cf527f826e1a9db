"""The log view: lines of many sources in time order, following the newest or holding still to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, ClassVar
from zlib import crc32

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ecstui.model.text import safe
from ecstui.ui.widgets.cell_text import fit, slice_cells, width_of
from ecstui.ui.widgets.log_lines import LogLine, LogLines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.style import Style
    from textual.timer import Timer

__all__ = ["LogLine", "LogView"]

LINES_HELD = 100_000
TICK_SECONDS = 0.1
"""Lines are taken in and painted at most this often."""

WIDEST_SOURCE = 20
FURTHEST_COLUMN = 10_000
"""How far to the right one can scroll; the ellipsis at the edge says that a line goes on."""

COLUMN_STEP = 16
SOURCE_COLORS = 6
_DAY = 86_400_000
_YEAR_9999 = 253_402_214_400_000
LEVELS = ("error", "warn", "info", "debug")


class LogView(ScrollView, can_focus=True, inherit_bindings=False):
    """A live view of log lines. It follows the end until one scrolls up, and again once back at the end.

    While it does not follow, the line at its top stays there, whatever comes before, between or behind.
    """

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "line_up", "Up", show=False, id="log.up"),
        Binding("down", "line_down", "Down", show=False, id="log.down"),
        Binding("pageup", "lines_page_up", "Page up", show=False, id="log.page-up"),
        Binding("pagedown", "lines_page_down", "Page down", show=False, id="log.page-down"),
        Binding("home", "first_line", "First", show=False, id="log.first"),
        Binding("end", "follow", "Follow", show=False, id="log.follow"),
        Binding("left", "columns_left", "Left", show=False, id="log.left"),
        Binding("right", "columns_right", "Right", show=False, id="log.right"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log--time",
        "log--marker",
        *(f"log--source-{number}" for number in range(SOURCE_COLORS)),
        *(f"log--{level}" for level in LEVELS),
    }

    DEFAULT_CSS = """
    LogView {
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .log--time { color: $text-muted; }
        & > .log--marker { color: $text-muted; text-style: italic; }
        & > .log--source-0 { color: ansi_cyan; }
        & > .log--source-1 { color: ansi_green; }
        & > .log--source-2 { color: ansi_magenta; }
        & > .log--source-3 { color: ansi_yellow; }
        & > .log--source-4 { color: ansi_bright_blue; }
        & > .log--source-5 { color: ansi_bright_magenta; }
        & > .log--error { color: $text-error; text-style: bold; }
        & > .log--warn { color: $text-warning; }
        & > .log--debug { color: $text-muted; }
    }
    """

    filter: var[str] = var("")
    """Words that must all be in a line, its source or level; `!word` must not. Case does not matter."""

    placeholder: var[str] = var("")
    """What is said while there are no lines. Never read as markup."""

    @dataclass
    class StatusChanged(Message):
        """It began or ceased to follow, or other lines wait below."""

        log_view: LogView
        following: bool
        new_below: int

        @property
        def control(self) -> LogView:
            """The sender, for `@on` with a selector."""
            return self.log_view

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, LogView.StatusChanged) and message.log_view is self.log_view

    def __init__(
        self,
        *,
        limit: int = LINES_HELD,
        timezone: tzinfo = UTC,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - as Textual's widgets name it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(LogView.placeholder, placeholder)
        self._lines = LogLines(limit)
        self._timezone = timezone
        self._pending: list[LogLine] = []
        self._tick: Timer | None = None
        self._following = True
        self._top_line: LogLine | None = None
        self._marker_above = 0
        self._arrived = 0
        self._told = (True, 0)
        self._settling = False
        self._left = 0
        self._longest = 0
        self._source_width = 0
        self._room = 0

    # Lines

    @property
    def lines_held(self) -> int:
        """How many lines are held, shown or not; those of the last tick are not yet among them."""
        return len(self._lines)

    @property
    def lines_shown(self) -> tuple[LogLine, ...]:
        """The lines that pass the filter, oldest first."""
        return tuple(self._lines.shown)

    def add(self, lines: Iterable[LogLine]) -> None:
        """Take lines in, in any order; they are shown at the next tick."""
        self._pending.extend(lines)
        if self._pending and self._tick is None and self.is_mounted:
            self._tick = self.set_timer(TICK_SECONDS, self._take_in)

    def clear(self) -> None:
        """Forget all lines and follow what comes."""
        self._pending.clear()
        self._lines.clear()
        self._longest = self._left = self._source_width = 0
        self._top_line = None
        self._arrived = 0
        self._following = True
        self._settle()

    def on_mount(self) -> None:
        """Show what was given before there was anything to show it on."""
        self._take_in()

    def _take_in(self) -> None:
        self._tick = None
        lines, self._pending = self._pending, []
        if not lines:
            return
        before = self._lines.let_go
        new = self._lines.add(lines)
        if new:
            self._longest = max(self._longest, *(len(line.text) for line in new))
            widest = max(width_of(line.source) for line in new)
            self._source_width = min(max(self._source_width, widest), WIDEST_SOURCE)
            self._arrived += len(new)
        if new or self._lines.let_go != before:
            self._settle()

    def watch_filter(self, line: str) -> None:
        """Show what passes the new filter, around the line that was at the top."""
        self._lines.filter(line)
        self._settle()

    def watch_placeholder(self) -> None:
        """Say the new thing, if it is to be seen."""
        if not self._lines.shown:
            self.refresh()

    # Following and scrolling

    @property
    def following(self) -> bool:
        """Whether the newest line is kept in view."""
        return self._following

    @following.setter
    def following(self, following: bool) -> None:
        self._following = following
        self._hold_top()
        self._settle()

    @property
    def new_below(self) -> int:
        """How many lines came in below the last visible one since it ceased to follow."""
        below = self._marker + len(self._lines.shown) - self.scroll_offset.y - self.container_size.height
        return 0 if self._following else max(0, min(self._arrived, below))

    @property
    def status(self) -> str:
        """What it does, in words."""
        if self._following:
            return "following"
        return f"paused, {self.new_below:,} new below" if self.new_below else "paused"

    def action_line_up(self) -> None:
        """A line up; it ceases to follow."""
        self._scroll_lines(-1)

    def action_line_down(self) -> None:
        """A line down; at the end it follows again."""
        self._scroll_lines(1)

    def action_lines_page_up(self) -> None:
        """A screenful up."""
        self._scroll_lines(1 - max(2, self.container_size.height))

    def action_lines_page_down(self) -> None:
        """A screenful down."""
        self._scroll_lines(max(2, self.container_size.height) - 1)

    def action_first_line(self) -> None:
        """To the oldest line held."""
        self._scroll_lines(-self.scroll_offset.y)

    def action_follow(self) -> None:
        """To the newest line, and follow."""
        self.following = True

    def action_toggle_follow(self) -> None:
        """Hold still, or follow again."""
        self.following = not self.following

    def action_columns_left(self) -> None:
        """Back towards the beginning of the lines."""
        self._scroll_columns(self._left - COLUMN_STEP)

    def action_columns_right(self) -> None:
        """On to what the right edge cuts off."""
        self._scroll_columns(self._left + COLUMN_STEP)

    def _scroll_lines(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, force=True, immediate=True)

    def _scroll_columns(self, column: int) -> None:
        column = max(0, min(column, self._longest - 1, FURTHEST_COLUMN))
        if column != self._left:
            self._left = column
            self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """A person scrolled: follow at the end, hold the line at the top anywhere else."""
        super().watch_scroll_y(old_value, new_value)
        if not self._settling and round(old_value) != round(new_value):
            self._following = self.scroll_offset.y >= self.max_scroll_y
            self._hold_top()
            self._tell()

    def on_resize(self) -> None:
        """Keep the end, or the line at the top, where it is."""
        self._settle()

    @property
    def _marker(self) -> int:
        """Lines taken by the row that says that older lines were let go."""
        return 1 if self._lines.let_go else 0

    def _hold_top(self) -> None:
        """Remember the line at the top, and that nothing has come in since."""
        if self._following:
            self._top_line, self._arrived = None, 0
        elif self._lines.shown:
            self._marker_above = max(0, self._marker - self.scroll_offset.y)
            top = max(0, self.scroll_offset.y - self._marker)
            self._top_line = self._lines.shown[min(top, len(self._lines.shown) - 1)]

    def _settle(self) -> None:
        """Scroll to where it belongs after lines came, went, or were hidden."""
        self._settling = True
        self.virtual_size = Size(0, self._marker + len(self._lines.shown))
        top = self.max_scroll_y
        if not self._following and self._top_line is not None:
            top = self._marker - self._marker_above + self._lines.place(self._top_line)
        self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self._settling = False
        self.refresh()
        self._tell()

    def _tell(self) -> None:
        if self._following:
            self._arrived = 0
        now = (self._following, self.new_below)
        if now != self._told:
            self._told = now
            self.post_message(self.StatusChanged(self, *now))

    # Painting

    def render_lines(self, crop: Region) -> list[Strip]:
        """Look once a frame how much room there is."""
        self._room = self.scrollable_content_region.width
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One visible line: the marker of lines let go, a log line, words instead of one, or nothing."""
        index = self.scroll_offset.y + y - self._marker
        if index < 0:
            return self._paint_words(f"… {self._lines.let_go:,} older lines let go")
        if index < len(self._lines.shown):
            return self._paint(self._lines.shown[index])
        if y == self._marker and not self._lines.shown:
            hidden = len(self._lines)
            return self._paint_words(
                f"{hidden:,} lines hidden by filter '{self.filter}' - esc clears"
                if hidden
                else self.placeholder
            )
        return Strip.blank(self._room, self.rich_style)

    def _paint_words(self, words: str) -> Strip:
        return Strip([Segment(fit(safe(words), self._room), self._style("log--marker"))], self._room)

    def _paint(self, line: LogLine) -> Strip:
        time = self._clock_time(line.time)
        source = fit(safe(line.source), self._source_width)
        room = max(0, self._room - len(time) - self._source_width - 2)
        # A cell more than there is room for, so that `fit` sees whether the line goes on.
        text = fit(safe(slice_cells(line.text, self._left, room + 1)), room)
        color = crc32(line.source.encode(errors="replace")) % SOURCE_COLORS
        level = self._style(f"log--{line.level}") if line.level in LEVELS else self.rich_style
        segments = [
            Segment(f"{time} ", self._style("log--time")),
            Segment(f"{source} ", self._style(f"log--source-{color}")),
            Segment(text, level),
        ]
        return Strip(segments).crop(0, self._room)

    def _clock_time(self, time: int) -> str:
        # A day from either end of what `datetime` knows, so that no time zone leads beyond it.
        known = max(_DAY, min(time, _YEAR_9999))
        return datetime.fromtimestamp(known / 1000, self._timezone).strftime("%H:%M:%S.%f")[:-3]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)
