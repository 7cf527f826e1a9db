"""The histogram above a log: lines and errors over time in two rows, to see where it burns and go there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ecstui.ui.widgets.cell_text import fit
from ecstui.ui.widgets.log_histogram import Bars, blocks, span_label

if TYPE_CHECKING:
    from textual import events

    from ecstui.ui.widgets.log_display import LogDisplay

ROOM_FOR_LABELS = 59
"""Cells below which the columns take all there is."""

MARKER = "▲"


class LogHistogram(Widget, can_focus=True, inherit_bindings=False):
    """Lines over time, errors below them; the cursor's place is marked. Left and right go to other times."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "earlier", "Earlier", show=False, id="histogram.earlier"),
        Binding("right", "later", "Later", show=False, id="histogram.later"),
        Binding("home", "earliest", "Earliest", show=False, id="histogram.earliest"),
        Binding("end", "latest", "Latest", show=False, id="histogram.latest"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"histogram--error", "histogram--label", "histogram--marker"}

    DEFAULT_CSS = """
    LogHistogram {
        padding-right: 1;
        width: 1fr;
        height: 2;
        & > .histogram--error { color: $text-error; }
        & > .histogram--label { color: $text-muted; }
        &:focus > .histogram--label { color: $foreground; text-style: bold; }
        & > .histogram--marker { text-style: reverse bold; }
    }
    """

    @dataclass
    class Moved(Message):
        """A person goes to a time, in ms since the epoch."""

        histogram: LogHistogram
        ms: int

        @property
        def control(self) -> LogHistogram:
            """The sender, for `@on` with a selector."""
            return self.histogram

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._view: LogDisplay | None = None
        self._bars = Bars(0, 0)
        self._marked: int | None = None
        self._labels = ("", "")
        self._painted: tuple[object, ...] = ()

    def look(self, view: LogDisplay) -> None:
        """Show the lines that `view` shows; to be called when they, or its cursor, changed."""
        self._view = view
        self._settle()

    def on_resize(self) -> None:
        """Sum up for the new width."""
        self._settle()

    def _settle(self) -> None:
        if self._view is None:
            return
        width, cursor = self.content_size.width, self._view.cursor
        has_labels = width >= ROOM_FOR_LABELS
        label = len(self._view.clock_time(0)) - 4 if has_labels else 0  # to the second
        self._bars = bars = self._view.counts.bars(width - 2 * (label + 1) if has_labels else width)
        self._labels = span_label(bars, self._view.clock_time) if has_labels and bars.lines else ("", "")
        self._marked = bars.column(cursor.time) if cursor is not None else None
        painted = (bars.lines, bars.errors, self._marked, self._labels, self.has_focus)
        if painted != self._painted:
            self._painted = painted
            self.refresh()

    def action_earlier(self) -> None:
        """To the time before that has lines."""
        self._go(self._bars.neighbour(len(self._bars.lines) if self._marked is None else self._marked, -1))

    def action_later(self) -> None:
        """To the next time that has lines."""
        self._go(self._bars.neighbour(-1 if self._marked is None else self._marked, 1))

    def action_earliest(self) -> None:
        """To the first line."""
        self._go(self._bars.neighbour(-1, 1))

    def action_latest(self) -> None:
        """To the last time that has lines."""
        self._go(self._bars.neighbour(len(self._bars.lines), -1))

    def on_click(self, event: events.Click) -> None:
        """To the time that was clicked on."""
        offset = event.get_content_offset(self)
        if offset is not None:
            column = offset.x - self._left
            if 0 <= column < len(self._bars.lines):
                self._go(column)

    @property
    def _left(self) -> int:
        """Cells before the first column."""
        return len(self._labels[0]) + 1 if self._labels[0] else 0

    def _go(self, column: int | None) -> None:
        if column is not None:
            self._marked = column
            self.refresh()
            self.post_message(self.Moved(self, self._bars.time(column)))

    def render_line(self, y: int) -> Strip:
        """The lines in the first row, the errors in the second."""
        width, bars = self.content_size.width, self._bars
        if not bars.lines or y > 1:
            return Strip.blank(width, self.rich_style)
        segments = [*self._label(y, 0), *(self._row_of_lines() if y == 0 else self._row_of_errors())]
        segments += self._label(y, 1)
        return Strip(segments).simplify().adjust_cell_length(width, self.rich_style)

    def _label(self, y: int, side: int) -> list[Segment]:
        if not self._labels[0]:
            return []
        highest = f"{max(self._bars.errors):,} max"
        text = self._labels[side] if y == 0 else ("errors", highest)[side]
        text = fit(text, len(self._labels[0]), "left" if side else "right")
        text = f" {text}" if side else f"{text} "
        return [Segment(text, self.get_component_rich_style("histogram--label"))]

    def _row_of_lines(self) -> list[Segment]:
        bars = self._bars
        signs = blocks(bars.lines, max(bars.lines))
        error = self.get_component_rich_style("histogram--error")
        return [
            Segment(sign, (error if bars.errors[column] else self.rich_style) + self._marker(column))
            for column, sign in enumerate(signs)
        ]

    def _row_of_errors(self) -> list[Segment]:
        bars = self._bars
        signs = blocks(bars.errors, max(bars.errors))
        style = self.get_component_rich_style("histogram--error")
        return [
            Segment(MARKER, self.rich_style)
            if column == self._marked and sign == " "
            else Segment(sign, style + self._marker(column))
            for column, sign in enumerate(signs)
        ]

    def _marker(self, column: int) -> Style:
        if column != self._marked:
            return Style()
        return self.get_component_rich_style("histogram--marker", partial=True)
