"""One view of log lines: its title, the histogram over time, and the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical

from ecstui.ui.log_words import view_parts
from ecstui.ui.widgets.histogram import LogHistogram
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.log_view import LogView

if TYPE_CHECKING:
    from textual.app import ComposeResult


class LogPanel(Vertical):
    """The title is there where it says more than the pane's own."""

    def __init__(self) -> None:
        super().__init__(classes="log-panel")
        self.title = Line(classes="log-title")
        self.view = LogView()
        self.histogram = LogHistogram()
        self._roomy = False

    def compose(self) -> ComposeResult:
        """Title, histogram, lines."""
        yield self.title
        yield self.histogram
        yield self.view

    def on_mount(self) -> None:
        """A view that has just been opened gets the keys."""
        self.screen.set_focus(self.view)

    def retitle(self, *, one_of_several: bool) -> None:
        """Say what is shown, and how."""
        parts = view_parts(self.view)
        focused = self.view.has_focus or self.histogram.has_focus
        mark = (("▸ " if focused else "  ", "heading"),) if one_of_several else ()
        self.title.display = one_of_several or bool(parts)
        self.title.say(*mark, *(parts or (("all lines", "dim"),)))

    def show_histogram(self, roomy: bool) -> None:
        """Show it where there is room; where there is not, only while it has the keys."""
        self._roomy = roomy
        self.histogram.display = roomy or self.histogram.has_focus
        self._look()

    def turn_to_histogram(self) -> None:
        """Send the keys to the histogram, or back to the lines."""
        if self.histogram.has_focus:
            self.view.focus()
            self.histogram.display = self._roomy
        else:
            self.histogram.display = True
            self._look()
            self.histogram.focus()

    @on(LogView.Changed)
    def _look(self) -> None:
        """The histogram shows what the view shows."""
        if self.histogram.display:
            self.histogram.look(self.view)

    @on(LogHistogram.Moved)
    def _go(self, event: LogHistogram.Moved) -> None:
        event.stop()
        self.view.go_to(event.ms)
