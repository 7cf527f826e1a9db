"""What a log view shows: lines taken in tick by tick, sifted in slices, and painted where they changed."""

from __future__ import annotations

import asyncio
from datetime import UTC
from itertools import zip_longest
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Region, Size
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from ecstui.model.clock import Clock, SystemClock
from ecstui.model.log_filter import LogFilter
from ecstui.model.log_line import Level, LogLine
from ecstui.ui.widgets import log_styles
from ecstui.ui.widgets.log_columns import Columns, days_apart
from ecstui.ui.widgets.log_intake import Intake
from ecstui.ui.widgets.log_lines import BYTES_HELD, LINES_HELD, LogLines, Sifting
from ecstui.ui.widgets.log_merge import merged
from ecstui.ui.widgets.log_messages import Changed, StatusChanged
from ecstui.ui.widgets.log_pace import Pace, is_behind
from ecstui.ui.widgets.log_paint import Look, Painter
from ecstui.ui.widgets.log_position import LogPosition
from ecstui.ui.widgets.log_screen import ScreenRow, rows_of_words, screen_rows
from ecstui.ui.widgets.log_styles import LogStyles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from textual.timer import Timer
    from textual.worker import Worker

    from ecstui.ui.widgets.log_histogram import TimeCounts

SIFT_SECONDS = 0.005
"""How long lines are sifted before keys and frames have their turn."""


class LogDisplay(Widget, inherit_bindings=False):
    """Lines of many sources in time order around the line that is read; `LogView` moves in them."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = log_styles.COMPONENT_CLASSES
    DEFAULT_CSS = log_styles.DEFAULT_CSS

    filter: var[LogFilter] = var(LogFilter())
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
        self.set_reactive(LogDisplay.placeholder, placeholder)
        self._clock = clock or SystemClock()
        self._lines = LogLines(limit, budget)
        self._log_styles = LogStyles(self)
        self._zone = zone
        self._painter = Painter(self._log_styles, zone)
        self._position = LogPosition(self._lines, self._painter.height)
        self._pace = Pace()
        self._intake = Intake()
        self._tick: Timer | None = None
        self._painted_at = -inf
        self._dirty = False
        self._marks: set[LogLine] = set()
        self._left = 0
        self._longest = 0
        self._now = 0
        self._screen: list[ScreenRow] = []
        self._settled_for = Size()
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
    def count_shown(self) -> int:
        """How many lines are shown."""
        return len(self._lines.shown)

    @property
    def every_line(self) -> tuple[LogLine, ...]:
        """All lines given and not let go, oldest first: those held, and those still to be taken in."""
        return tuple(merged(self._lines.held, self._intake.lines))

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
    def counts(self) -> TimeCounts:
        """The lines that pass the filter, and errors among them, over time."""
        return self._lines.counts

    def clock_time(self, ms: int) -> str:
        """A time as the time column says it."""
        return self._painter.clock_time(ms)

    @property
    def marks(self) -> tuple[LogLine, ...]:
        """The marked lines, oldest first."""
        return tuple(sorted(self._marks, key=lambda line: line.time))

    def add(self, new: Iterable[LogLine], grown: Iterable[LogLine] = ()) -> None:
        """Take lines in, in any order, and note those that have grown; they are shown at the next tick."""
        self._intake.give(new, grown)
        if self._intake:
            self._soon()

    def clear(self) -> None:
        """Forget all lines and marks, and follow what comes."""
        self._intake.clear()
        self._lines.clear()
        self._painter.widths.forget()
        self._painter.unfolded.clear()
        self._marks.clear()
        self._left = self._longest = 0
        self._position.reset()
        self._settle()

    def relabel(self) -> None:
        """More is known of where lines come from (a revision): show it."""
        self._painter.widths.look_again()
        self._painter.lay_out()
        self._settle(repaint=True)

    def on_mount(self) -> None:
        """Show what was given before there was anything to show it on."""
        self._age()
        self.set_interval(1.0, self._age)
        self._tick = self.set_timer(0.001, self._on_tick)

    def _soon(self) -> None:
        """Take in what is pending at the next tick."""
        if self._tick is None and self.is_mounted:
            due = self._painted_at + self._pace.seconds - monotonic()
            self._tick = self.set_timer(max(0.001, due), self._on_tick)

    def _on_tick(self) -> None:
        self._tick = None
        self._take_in()
        if self._dirty and monotonic() - self._painted_at >= self._pace.seconds:
            self._paint_unless_behind()
        if self._intake:
            self._tick = self.set_timer(0.001, self._on_tick)
        elif self._dirty:
            self._soon()

    def _paint_unless_behind(self) -> None:
        """Paint, or let the terminal first take in what it was given."""
        behind = is_behind(self.app)
        self._pace.note(behind=behind)
        self._painted_at = monotonic()
        if not behind:
            self._settle()

    def _take_in(self) -> None:
        for new, grown in self._intake.batches():
            self._take(new, grown)
        self._position.settle()

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
        self._position.arrived(taken.passed)
        self._dirty = self._dirty or bool(taken.passed or taken.changed or self._lines.let_go != before)

    # What is shown, and how

    def watch_filter(self) -> None:
        """Show what the new filter matches, around what was being read."""
        self._sift()

    def watch_least_level(self) -> None:
        """Show what is grave enough."""
        self._sift()

    def watch_highlight_only(self) -> None:
        """Show all lines again, or the matches alone."""
        self._sift()

    def watch_context(self) -> None:
        """Show more or less around matches."""
        self._sift()

    def watch_columns(self) -> None:
        """Show other columns."""
        self._settle()

    def watch_field_columns(self) -> None:
        """Show other fields in columns."""
        self._settle()

    def watch_raw(self) -> None:
        """Show the lines as they came, or message first."""
        self._settle()

    def watch_wrap(self) -> None:
        """Wrap the lines, or cut them at the edge."""
        self._settle()

    def watch_placeholder(self) -> None:
        """Say the new thing, if it is to be seen."""
        if not self._lines.shown:
            self._settle()

    @property
    def progress(self) -> float:
        """How much of the lines held the filter has been through, from 0 to 1."""
        return self._lines.progress

    def _sift(self) -> None:
        """Show other lines: what is found at once now, the rest in slices."""
        sifting = Sifting(self.filter, self.least_level, self.highlight_only, self.context)
        more = self._lines.sift(sifting, SIFT_SECONDS if self.is_mounted else inf)
        self._position.restore()
        self._settle()
        if more:
            self._sifting: Worker[None] = self.run_worker(self._sift_on, exclusive=True, group="sift")
        elif self.is_mounted:
            self.workers.cancel_group(self, "sift")

    async def _sift_on(self) -> None:
        """Go through the other lines, a slice at a time; a new filter cancels this."""
        more = True
        while more:
            await asyncio.sleep(0)
            more = self._lines.step(SIFT_SECONDS)
            if not more or monotonic() - self._painted_at >= self._pace.seconds:
                self._position.restore()
                self._settle()

    def _look(self) -> Look:
        columns, held = self.columns, self._lines.held
        zone = self._zone if columns.time == "local" else UTC
        return Look(
            width=max(0, self.content_size.width - 1),
            rows=self.content_size.height,
            columns=columns,
            fields=self.field_columns,
            raw=self.raw,
            wrap=self.wrap,
            left=0 if self.wrap else self._left,
            filter=self.filter,
            with_date=bool(held) and days_apart(held[0].time, held[-1].time, zone),
            now=self._now if columns.time == "relative" else 0,
        )

    def _age(self) -> None:
        """A second has passed."""
        self._now = round(self._clock.now().timestamp() * 1000)
        if self.columns.time == "relative":
            self._settle()

    def on_resize(self) -> None:
        """Keep the end, or what is being read, where it is."""
        self._settle()

    def notify_style_update(self) -> None:
        """Forget the styles worked out from the old ones."""
        super().notify_style_update()
        self._log_styles.forget()
        self._painter.forget()

    # Painting

    def _settle(self, *, repaint: bool = False) -> None:
        """Find what stands on the screen now, and paint the rows that are not what they were."""
        self._dirty = False
        self._painted_at = monotonic()
        self._settled_for = self.content_size
        position, shown = self._position, self._lines.shown
        repaint = self._painter.change(self._look()) or repaint
        position.rows = self.content_size.height
        position.settle()
        if self.field_columns and position.places:
            visible = shown[position.places[0].index : position.places[-1].index + 1]
            if self._painter.see_fields(visible):
                repaint = True
                position.settle()
        before, self._screen = self._screen, self._rows()
        if repaint:
            self.refresh()
        else:
            self._repaint_changed(before)
        self._tell()

    def _rows(self) -> list[ScreenRow]:
        if self._lines.shown:
            return screen_rows(self._lines, self._position, self._marks, focused=self.has_focus)
        return rows_of_words(self._lines, self.placeholder)

    def _repaint_changed(self, before: list[ScreenRow]) -> None:
        width = self.content_size.width
        pairs = enumerate(zip_longest(before, self._screen))
        changed = [Region(0, y, width, 1) for y, (old, new) in pairs if old != new]
        if len(changed) > len(self._screen) // 2:
            self.refresh()
        elif changed:  # no region would mean all of it
            self.refresh(*changed)

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor looks different."""
        super().watch_has_focus(has_focus)
        self._settle()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint for the room there is now: the word of it may come early or late."""
        if self.content_size != self._settled_for:
            self._settle()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One row: of a line, of words, or empty; with the scroll bar at its end."""
        if y >= len(self._screen):
            return Strip.blank(self.content_size.width, self._log_styles.of(""))
        line, row, at, words, bar = self._screen[y]
        strip = self._painter.words(words) if line is None else self._painter.paint(line, row, at)
        return Strip.join([strip, self._painter.bar(bar)])

    # Following

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

    @property
    def status(self) -> str:
        """What it does, in words."""
        says = "following" if self.following else "paused"
        if self.new_below:
            says += f", {self.new_below:,} new below"
        if self._lines.progress < 1:
            says += f", filtering {self._lines.progress:.0%}"
        return says

    def _tell(self) -> None:
        self.post_message(Changed(self))
        now = (self.following, self.new_below, self.status)
        if now != self._told:
            self._told = now
            self.post_message(StatusChanged(self, self.following, self.new_below))
