"""The log view: lines of many sources in time order, following the newest or holding still to be read."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from ecstui.model.clock import Clock, SystemClock
from ecstui.model.log_filter import LogFilter
from ecstui.model.log_line import Level, LogLine
from ecstui.model.text import safe
from ecstui.ui.facts.sections import wrap
from ecstui.ui.widgets import log_jumps, log_styles
from ecstui.ui.widgets.log_columns import Columns, days_apart
from ecstui.ui.widgets.log_lines import BYTES_HELD, LINES_HELD, LogLines, Sifting
from ecstui.ui.widgets.log_pace import Pace, is_behind
from ecstui.ui.widgets.log_paint import Look, Painter
from ecstui.ui.widgets.log_position import LogPosition
from ecstui.ui.widgets.log_screen import ScreenRow, screen_rows
from ecstui.ui.widgets.log_styles import LogStyles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo

    from textual import events
    from textual.timer import Timer

__all__ = ["Columns", "LogLine", "LogView"]

TAKE_IN_SECONDS = 0.02
SIFT_SECONDS = 0.005
"""How long lines are taken in, or sifted, before keys and frames have their turn."""

BATCH = 2_000
"""Lines taken in between two looks at the clock."""

WHEEL_ROWS = 3
COLUMN_STEP = 16
FURTHEST_COLUMN = 10_000
"""How far to the right one can scroll; the ellipsis at the edge says that a line goes on."""

_NO_FILTER = LogFilter.parse("")


@dataclass
class LogMessage(Message):
    """What a log view tells."""

    log_view: LogView

    @property
    def control(self) -> LogView:
        """The sender, for `@on` with a selector."""
        return self.log_view


class Latest(LogMessage, bubble=True):
    """Of which only the latest of a view is of interest."""

    def can_replace(self, message: Message) -> bool:
        return type(message) is type(self) and message.control is self.log_view


class LogView(Widget, can_focus=True, inherit_bindings=False):
    """A live view of log lines with a cursor. It follows the end until one moves up, and again once back.

    Letters are bound by the app's action registry, to the actions here.
    """

    ALLOW_SELECT = False

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

    COMPONENT_CLASSES: ClassVar[set[str]] = log_styles.COMPONENT_CLASSES
    DEFAULT_CSS = log_styles.DEFAULT_CSS

    filter: var[LogFilter] = var(_NO_FILTER)
    """What lines must match to be shown, or to be highlighted."""

    least_level: var[Level] = var(Level.NONE)
    """Lines below this level are hidden."""

    highlight_only: var[bool] = var(False)
    """Whether the filter hides nothing and only highlights."""

    context: var[int] = var(0)
    """So many lines before and after each match are shown with it."""

    columns: var[Columns] = var(Columns())
    """Which columns are shown."""

    field_columns: var[tuple[str, ...]] = var(())
    """Names of fields that are shown in columns of their own."""

    raw: var[bool] = var(False)
    """Whether lines are shown as they came, not message first."""

    wrap: var[bool] = var(False)
    """Whether long lines go on below instead of beyond the edge."""

    placeholder: var[str] = var("")
    """What is said while there are no lines. Never read as markup."""

    @dataclass
    class StatusChanged(Latest):
        """It began or ceased to follow, other lines wait below, or the filter got further."""

        following: bool
        new_below: int

    @dataclass
    class Changed(Latest):
        """Other lines are shown than before, or the cursor is on another: at most once a paint."""

    @dataclass
    class ReachedTop(Latest):
        """One moved up at the very top: older lines are wanted, if there are any."""

    @dataclass
    class Opened(LogMessage):
        """Enter, or a click on the line under the cursor."""

        line: LogLine

    @dataclass
    class Marked(LogMessage):
        """A line was marked, or its mark taken away."""

        line: LogLine
        marked: bool

    @dataclass
    class Notice(LogMessage):
        """Something to be said for a few seconds: why a jump led nowhere."""

        text: str

    def __init__(
        self,
        *,
        limit: int = LINES_HELD,
        budget: int = BYTES_HELD,
        zone: tzinfo | None = None,
        clock: Clock | None = None,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - as Textual's widgets name it
        classes: str | None = None,
    ) -> None:
        """`limit` lines and `budget` bytes are held; `zone` is local time, the machine's where None."""
        super().__init__(id=id, classes=classes)
        self.set_reactive(LogView.placeholder, placeholder)
        self._clock = clock or SystemClock()
        self._lines = LogLines(limit, budget)
        self._log_styles = LogStyles(self)
        self._zone = zone
        self._painter = Painter(self._log_styles, zone)
        self._position = LogPosition(self._lines, self._painter.height)
        self._pace = Pace()
        self._pending: list[tuple[list[LogLine], list[LogLine]]] = []
        self._tick: Timer | None = None
        self._painted_at = -inf
        self._dirty = False
        self._marks: set[LogLine] = set()
        self._left = 0
        self._longest = 0
        self._screen: list[ScreenRow] = []
        self._bar = (0, 0)
        self._sifting: Timer | None = None
        self._told: tuple[object, ...] = (True, 0, "")

    # Lines

    @property
    def lines_held(self) -> int:
        """How many lines are held, shown or not; those of the last tick are not yet among them."""
        return len(self._lines.held)

    @property
    def lines_shown(self) -> tuple[LogLine, ...]:
        """The lines shown, oldest first."""
        return tuple(self._lines.shown)

    @property
    def every_line(self) -> tuple[LogLine, ...]:
        """All lines held, oldest first."""
        return tuple(self._lines.held)

    @property
    def lines_passing(self) -> Sequence[LogLine]:
        """The lines shown, less those that are there only as context. Not to be changed."""
        return self._lines.passing

    @property
    def errors_passing(self) -> Sequence[LogLine]:
        """Of these, the ones that tell errors. Not to be changed."""
        return self._lines.errors

    @property
    def count_shown(self) -> int:
        """How many lines are shown."""
        return len(self._lines.shown)

    def clock_time(self, time: int) -> str:
        """A time as the time column says it, without fractions."""
        return self._painter.clock_time(time).partition(".")[0]

    @property
    def let_go(self) -> int:
        """How many lines have been let go, the oldest first, beyond the limits."""
        return self._lines.let_go

    @property
    def is_full(self) -> bool:
        """Whether older lines would be let go as soon as they came."""
        return self._lines.is_full

    @property
    def cursor(self) -> LogLine | None:
        """The line under the cursor; None where none is shown."""
        return self._position.cursor

    @property
    def marks(self) -> tuple[LogLine, ...]:
        """The marked lines, oldest first."""
        return tuple(sorted(self._marks, key=lambda line: line.time))

    def add(self, new: Iterable[LogLine], grown: Iterable[LogLine] = ()) -> None:
        """Take lines in, in any order, and note those that have grown; they are shown at the next tick."""
        lines, more = list(new), list(grown)
        if lines or more:
            self._pending.append((lines, more))
            self._soon()

    def clear(self) -> None:
        """Forget all lines and marks, and follow what comes."""
        self._pending.clear()
        self._lines.clear()
        self._painter.widths.forget()
        self._painter.unfolded.clear()
        self._marks.clear()
        self._left = self._longest = 0
        self._position.reset()
        self._look_anew()

    def relabel(self) -> None:
        """More is known of where lines come from (a revision): show it."""
        self._painter.widths.look_again()
        self._painter.lay_out()
        self._settle(repaint=True)

    def on_mount(self) -> None:
        """Show what was given before there was anything to show it on."""
        self.set_interval(1.0, self._age)
        self._soon()

    def _soon(self) -> None:
        """Take in what is pending at the next tick."""
        if self._tick is None and self.is_attached:
            due = self._painted_at + self._pace.seconds - monotonic()
            self._tick = self.set_timer(max(0.001, due), self._on_tick)

    def _on_tick(self) -> None:
        self._tick = None
        behind = is_behind(self.app)
        self._pace.note(behind=behind)
        self._take_in()
        if self._dirty and not behind:
            self._settle()
        if self._pending or self._dirty:
            self._soon()

    def _take_in(self) -> None:
        deadline = perf_counter() + TAKE_IN_SECONDS
        while self._pending and perf_counter() < deadline:
            new: list[LogLine] = []
            grown: list[LogLine] = []
            while self._pending and len(new) + len(grown) < BATCH:
                batch = self._pending.pop(0)
                new += batch[0]
                grown += batch[1]
            self._take(new, grown)

    def _take(self, new: list[LogLine], grown: list[LogLine]) -> None:
        origins = self._painter.widths.unknown(new)
        if origins and self._painter.widths.see(origins):
            self._painter.lay_out()
        if new:
            self._longest = max(self._longest, *(len(line.text) for line in new))
        before = self._lines.let_go
        taken = self._lines.add(new, grown)
        if taken.changed:
            self._painter.forget(taken.changed)
        if self._lines.let_go != before:
            self._painter.drop(taken.gone)
            self._marks.difference_update(taken.gone)
        self._position.arrived(len(taken.passed))
        nothing = not self._lines.shown
        self._dirty |= bool(taken.passed or taken.changed or self._lines.let_go != before or nothing)

    # What is shown

    def watch_filter(self) -> None:
        """Show, or point out, what matches."""
        self._sift()

    def watch_least_level(self) -> None:
        """Show what is grave enough."""
        self._sift()

    def watch_highlight_only(self) -> None:
        """Hide nothing, or what does not match."""
        self._sift()

    def watch_context(self) -> None:
        """Show more around each match."""
        self._sift()

    def watch_columns(self) -> None:
        """Other columns."""
        self._settle(repaint=True)

    def watch_field_columns(self) -> None:
        """Other fields in columns."""
        self._settle(repaint=True)

    def watch_raw(self) -> None:
        """Lines as they came, or message first."""
        self._settle(repaint=True)

    def watch_wrap(self) -> None:
        """Long lines go on below, or beyond the edge."""
        self._left = 0
        self._settle(repaint=True)

    def watch_placeholder(self) -> None:
        """Say the new thing, if it is to be seen."""
        if not self._lines.shown:
            self.refresh()

    @property
    def progress(self) -> float:
        """How much of the lines held the filter has looked at, from 0 to 1."""
        return self._lines.progress

    def _sift(self) -> None:
        """Look through the lines held, the newest first, in slices: keys have their turn between."""
        if self._sifting is not None:
            self._sifting.stop()
        more = self._lines.sift(
            Sifting(self.filter, self.least_level, self.highlight_only, self.context), SIFT_SECONDS
        )
        self._sifted(more)

    def _sift_on(self) -> None:
        self._sifted(self._lines.step(SIFT_SECONDS))

    def _sifted(self, more: bool) -> None:
        self._sifting = self.set_timer(0.001, self._sift_on) if more and self.is_attached else None
        self._position.restore()
        if more and monotonic() - self._painted_at < self._pace.seconds:
            return  # what was found is painted with the next slice
        self._settle(repaint=not more)

    def _look_anew(self) -> None:
        self._settle(repaint=True)

    # Following and moving

    @property
    def following(self) -> bool:
        """Whether the newest line is kept in view."""
        return self._position.following

    @following.setter
    def following(self, following: bool) -> None:
        if following:
            self._position.follow()
        else:
            self._position.pause()
        self._settle()

    @property
    def new_below(self) -> int:
        """How many lines came in below the last visible one since it ceased to follow."""
        return self._position.new_below

    def action_toggle_follow(self) -> None:
        """Hold still, or follow again."""
        self.following = not self.following

    def action_follow(self) -> None:
        """To the newest line, and follow."""
        self.following = True

    def action_cursor_up(self) -> None:
        """A line up; it ceases to follow."""
        self._move(lambda: self._position.move(-1), up=True)

    def action_cursor_down(self) -> None:
        """A line down; at the end it follows again."""
        self._move(lambda: self._position.move(1))

    def action_page_up(self) -> None:
        """A screenful up."""
        self._move(lambda: self._position.page(-1), up=True)

    def action_page_down(self) -> None:
        """A screenful down."""
        self._move(lambda: self._position.page(1))

    def action_cursor_first(self) -> None:
        """To the oldest line shown."""
        self._move(self._position.first, up=True)

    def _move(self, move: Callable[[], None], *, up: bool = False) -> None:
        """A person moves; who moves up at the very top wants older lines."""
        at_top = self._position.at_top or not self._lines.shown
        move()
        if up and (at_top or self._position.at_top):
            self.post_message(self.ReachedTop(self))
        self._settle()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the lines, the cursor only to stay in view."""
        event.stop()
        self._move(lambda: self._position.scroll(-WHEEL_ROWS), up=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the lines; at the end it follows again."""
        event.stop()
        self._move(lambda: self._position.scroll(WHEEL_ROWS))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a line; on the cursor it opens the event."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self._screen):
            return
        before = self.cursor
        self._move(lambda: self._position.click(offset.y))
        if self.cursor is before:
            self.action_open()

    def action_open(self) -> None:
        """Open the event under the cursor."""
        if self.cursor is not None:
            self.post_message(self.Opened(self, self.cursor))

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
            self._settle(repaint=True)

    def action_expand(self) -> None:
        """Unfold the event under the cursor in its place, or fold it."""
        line = self.cursor
        if line is None:
            return
        self._painter.unfolded ^= {line}
        self._painter.forget([line])
        self._position.pause()
        self._settle(repaint=True)

    # Jumps

    def action_next_match(self) -> None:
        """To the next line that the filter matches."""
        self._jump_among(self._lines.matches, 1, "match")

    def action_previous_match(self) -> None:
        """To the line before that the filter matches."""
        self._jump_among(self._lines.matches, -1, "match")

    def action_next_error(self) -> None:
        """To the next error."""
        self._jump(log_jumps.error(self._lines.shown, self._position.index, 1), "no error below")

    def action_previous_error(self) -> None:
        """To the error before."""
        self._jump(log_jumps.error(self._lines.shown, self._position.index, -1), "no error above")

    def action_mark(self) -> None:
        """Mark the line under the cursor, or take its mark away."""
        line = self.cursor
        if line is not None:
            self._marks ^= {line}
            self._position.pause()
            self.post_message(self.Marked(self, line, line in self._marks))
            self._settle()

    def action_next_mark(self) -> None:
        """To the next mark."""
        self._jump_among(log_jumps.marked(self._marks, self._lines.shown), 1, "mark")

    def action_previous_mark(self) -> None:
        """To the mark before."""
        self._jump_among(log_jumps.marked(self._marks, self._lines.shown), -1, "mark")

    def jump_by(self, seconds: float) -> None:
        """To the line so many seconds later (or earlier) than the one under the cursor."""
        line = self.cursor
        if line is not None:
            step = 1 if seconds > 0 else -1
            self.go_to(line.time + int(seconds * 1000), step)

    def go_to(self, time: int, step: int = 1) -> None:
        """To the first line of that time (ms) or later, or (`step` -1) the last of it or earlier."""
        shown = self._lines.shown
        line = log_jumps.at_time(shown, time, step)
        if line is not None:
            self._move(lambda: self._position.go_to(line))
        elif not shown:
            self.post_message(self.Notice(self, "there are no lines"))
        elif step > 0:
            self.post_message(self.Notice(self, "there is no later line: this is the newest"))
            self.action_follow()
        else:
            self.post_message(self.Notice(self, "there is no earlier line here: loading older ones"))
            self.action_cursor_first()

    def _jump_among(self, wanted: list[LogLine], step: int, what: str) -> None:
        line = log_jumps.among(wanted, self._lines.shown, self._position.index, step)
        self._jump(line, f"no {what} {'below' if step > 0 else 'above'}")

    def _jump(self, line: LogLine | None, else_say: str) -> None:
        if line is None:
            self.post_message(self.Notice(self, else_say))
        else:
            self._move(lambda: self._position.go_to(line))

    # Painting

    def on_resize(self) -> None:
        """Keep the end, or the line under the cursor, where it is."""
        self._settle(repaint=True)

    def on_focus(self) -> None:
        """The cursor is another colour."""
        self._update()

    def on_blur(self) -> None:
        """The cursor is another colour."""
        self._update()

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._log_styles.forget()
        self._painter.forget()
        self._screen = []

    def _age(self) -> None:
        """Times that say how long ago are other ones now."""
        if self.columns.time == "relative":
            self._settle()

    def _look(self) -> Look:
        shown = self._lines.shown
        relative = self.columns.time == "relative"
        return Look(
            width=max(1, self.content_size.width - 1),
            rows=self.content_size.height,
            columns=self.columns,
            fields=self.field_columns,
            raw=self.raw,
            wrap=self.wrap,
            left=self._left,
            filter=self.filter,
            with_date=bool(shown) and days_apart(shown[0].time, shown[-1].time, self._zone),
            now=int(self._clock.now().timestamp() * 1000) if relative else 0,
        )

    def _settle(self, *, repaint: bool = False) -> None:
        """Find what stands on the screen after lines came, went, were hidden or look another way."""
        if not self.is_attached:
            return
        self._dirty = False
        changed = self._painter.change(self._look())
        position = self._position
        position.rows = self.content_size.height
        position.settle()
        if self.field_columns:
            self._painter.see_fields({self._lines.shown[index] for index, _ in position.places})
            position.settle()
        self._update(repaint=repaint or changed)

    def _update(self, *, repaint: bool = False) -> None:
        """Repaint the rows that are not what they were, and the bar."""
        style = "" if self.following else "cursor" if self.has_focus else "cursor-blurred"
        before, self._screen = self._screen, screen_rows(self._lines, self._position, self._marks, style)
        bar, self._bar = self._bar, self._bar_now()
        if repaint or len(before) != len(self._screen) or not self._screen:
            self.refresh()  # where no line is, how many are hidden is said
        else:
            width = self.content_size.width
            rows = [y for y, (old, new) in enumerate(zip(before, self._screen, strict=True)) if old != new]
            regions = [Region(0, y, width, 1) for y in rows]
            if bar != self._bar:
                regions.append(Region(width - 1, 0, 1, self.content_size.height))
            if regions:
                self.refresh(*regions)
        if repaint or before != self._screen:
            self._painted_at = monotonic()
            self.post_message(self.Changed(self))
        self._tell()

    def _tell(self) -> None:
        percent = f"{self.progress:.0%}" if self.progress < 1 else ""
        now = (self.following, self.new_below, percent)
        if now != self._told:
            self._told = now
            self.post_message(self.StatusChanged(self, self.following, self.new_below))

    def _bar_now(self) -> tuple[int, int]:
        """The rows of the scroll bar's thumb: from, to. By the share of lines above and on the screen."""
        rows, count = self.content_size.height, len(self._lines.shown)
        places = self._position.places
        if not places or not rows or (places[0] == (0, 0) and places[-1].index == count - 1):
            return (0, 0)
        begin = round(places[0].index / count * (rows - 1))
        return begin, max(begin + 1, round((places[-1].index + 1) / count * rows))

    def render_line(self, y: int) -> Strip:
        """One row: of a line, about missing lines, or why there are none; the scroll bar at its right."""
        if y >= len(self._screen):
            strip = self._painter.words(self._said(y))
        else:
            row = self._screen[y]
            strip = (
                self._painter.words(row.words)
                if row.line is None
                else self._painter.paint(row.line, row.row, row.at)
            )
        thumb = self._bar[0] <= y < self._bar[1]
        return Strip([*strip, Segment("┃" if thumb else " ", self._log_styles.of("bar"))])

    def _said(self, y: int) -> str:
        """What is said on a row where no line is."""
        if self._lines.shown:
            return ""
        hidden = self.lines_held
        if not hidden:
            words = self.placeholder
        elif self.progress < 1:
            words = f"looking through {hidden:,} lines… {self.progress:.0%}"
        elif self.filter:
            words = f"{hidden:,} lines hidden by filter '{self.filter.typed}' - esc clears"
        else:
            words = f"{hidden:,} lines below {self.least_level.name.lower()} hidden - u shows them"
        lines = [
            part for line in words.split("\n") for part in wrap(safe(line), max(1, self._painter.look.width))
        ]
        return lines[y] if y < len(lines) else ""
