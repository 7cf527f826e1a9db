"""The histogram over log lines: how many there are and how many tell errors; one can move in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ecstui.model.humane import count
from ecstui.ui.widgets.cell_text import fit
from ecstui.ui.widgets.log_histogram import Scale, bars, counts, step_words

if TYPE_CHECKING:
    from ecstui.ui.widgets.log_view import LogView

LABEL = 15
"""Cells at the left for what a row counts, and at the right for where it ends."""

LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class _Shown:
    """All that decides how it looks."""

    scale: Scale | None = None
    lines: tuple[int, ...] = ()
    errors: tuple[int, ...] = ()
    here: int = -1
    first: str = ""
    last: str = ""
    focused: bool = False


class Histogram(Widget, can_focus=True, inherit_bindings=False):
    """Two rows about the lines that a view shows: lines over errors."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "back", "Back", show=False),
        Binding("right", "on", "On", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"histogram--label", "histogram--lines", "histogram--errors"}

    DEFAULT_CSS = """
    Histogram {
        height: 2;
        & > .histogram--label { color: $text-muted; }
        & > .histogram--lines { color: $text; }
        & > .histogram--errors { color: $text-error; }
    }
    """

    @dataclass
    class Moved(Message):
        """One moved to a time, in ms."""

        ms: int

    def __init__(self, view: LogView) -> None:
        super().__init__()
        self._view = view
        self._shown = _Shown()

    def on_mount(self) -> None:
        """Look at the view now and then: its counts change with every tick, and nobody reads so fast."""
        self.set_interval(LOOK_SECONDS, self.look)

    def on_resize(self) -> None:
        """Another width has other columns."""
        self.look()

    def on_focus(self) -> None:
        """The marker shows that it can be moved."""
        self.look()

    def on_blur(self) -> None:
        """The marker only tells where one is."""
        self.look()

    def look(self) -> None:
        """Show what the view shows now, if that is another picture."""
        shown = self._now() if self.display else self._shown
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def _now(self) -> _Shown:
        view = self._view
        lines = view.lines_passing
        scale = Scale.over(lines, self.content_size.width - 2 * LABEL)
        if scale is None:
            return _Shown()
        cursor = view.cursor
        return _Shown(
            scale,
            counts(lines, scale),
            counts(view.errors_passing, scale),
            scale.column(cursor.time) if cursor else -1,
            view.clock_time(scale.begin),
            view.clock_time(scale.end),
            self.has_focus,
        )

    def action_back(self) -> None:
        """To the column before that has lines."""
        self._move(-1)

    def action_on(self) -> None:
        """To the next column that has lines."""
        self._move(1)

    def action_first(self) -> None:
        """To the first column."""
        self._go(0)

    def action_last(self) -> None:
        """To the last column."""
        self._go(len(self._shown.lines) - 1)

    def _move(self, step: int) -> None:
        self.look()
        column = self._shown.here + step
        while 0 <= column < len(self._shown.lines):
            if self._shown.lines[column]:
                self._go(column)
                return
            column += step

    def _go(self, column: int) -> None:
        if self._shown.scale is not None:
            self.post_message(self.Moved(self._shown.scale.time(column)))

    def render_line(self, y: int) -> Strip:
        """Lines, or errors."""
        shown, width = self._shown, self.content_size.width
        label = self.get_component_rich_style("histogram--label")
        if shown.scale is None or y > 1:
            return Strip([Segment(" " * width, self.rich_style)])
        numbers, what = (shown.lines, "lines") if y == 0 else (shown.errors, "errors")
        style = self.get_component_rich_style(f"histogram--{what}")
        drawn = bars(numbers, max(numbers, default=0))
        here = shown.here
        marker = style + Style(reverse=True, bold=shown.focused)
        left = shown.first if y == 0 else f"{count(sum(numbers))} {what}"
        right = shown.last if y == 0 else f"{step_words(shown.scale.step)} a column"
        middle = [Segment(drawn, style)]
        if 0 <= here < len(drawn):
            middle = [
                Segment(drawn[:here], style),
                Segment(drawn[here], marker),
                Segment(drawn[here + 1 :], style),
            ]
        return Strip(
            [
                Segment(fit(left, LABEL - 1) + " ", label),
                *middle,
                Segment(" " + fit(right, LABEL - 1, "right"), label),
            ]
        )
