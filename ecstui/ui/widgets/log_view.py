"""The log view: lines of many sources in time order, following the newest or holding still to be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, ClassVar

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
from ecstui.ui.widgets import log_jumps, log_styles
from ecstui.ui.widgets.log_columns import Columns, days_apart
from ecstui.ui.widgets.log_lines import BYTES_HELD, LINES_HELD, LogLines, Sifting
from ecstui.ui.widgets.log_pace import Pace, is_behind
from ecstui.ui.widgets.log_paint import Look, Painter
from ecstui.ui.widgets.log_position import LogPosition
from ecstui.ui.widgets.log_screen import ScreenRow, screen_rows
from ecstui.ui.widgets.log_styles import LogStyles

if TYPE_CHECKING:
    from collections.abc import Iterable
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
        return type(message) is type(self) and message.control is self.log_view  # type: ignore[attr-defined]


class LogView(Widget, can_focus=True, inherit_bindings=False):
    """A live view of log lines with a cursor. It follows the end until one moves up, and again once back there.

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
        if self._tick is None and self.is_mounted:
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
        self._painter.forget(taken.changed) if taken.changed else None
        if self._lines.let_go != before:
            self._painter.drop(taken.gone)
            self._marks.difference_update(taken.gone)
        self._position.arrived(len(taken.passed))
        self._dirty = self._dirty or bool(taken.passed or taken.changed or self._lines.let_go != before)
