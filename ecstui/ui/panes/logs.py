"""The logs: one view of the lines or two side by side, and how far they can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, Vertical
from textual.message import Message

from ecstui.model.log_line import Level
from ecstui.ui.panes.log_panel import LogPanel
from ecstui.ui.widgets.line import Line
from ecstui.ui.widgets.log_view import LogView

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from ecstui.model.log_filter import LogFilter
    from ecstui.model.log_line import LogLine
    from ecstui.ui.widgets import log_messages
    from ecstui.ui.widgets.line import Part

ROOM_FOR_HISTOGRAM = 20
"""Rows of the pane from which on the histogram is shown without being asked for."""


class LogsPane(Vertical):
    """Every view gets every line; they differ by their filters and how they show them."""

    class Changed(Message):
        """Another view has the keys, or a view shows something else: titles must be said anew."""

    def __init__(self) -> None:
        super().__init__(id="logs")
        self.panels = [LogPanel()]
        self.state = Line(id="log-state")
        self._panels = Horizontal(*self.panels)
        self._current = self.panels[0]

    def compose(self) -> ComposeResult:
        """The views over the line that says how good they are."""
        yield self._panels
        yield self.state

    @property
    def view(self) -> LogView:
        """The view that keys go to."""
        return self._current.view

    @property
    def panel(self) -> LogPanel:
        """The panel of that view."""
        return self._current

    @property
    def views(self) -> tuple[LogView, ...]:
        """All views, from left to right."""
        return tuple(panel.view for panel in self.panels)

    def take(self, new: list[LogLine], grown: list[LogLine]) -> None:
        """Show these too."""
        for view in self.views:
            view.add(new, grown)

    def clear(self) -> None:
        """Begin anew, with one view that shows everything."""
        self.join()
        self.view.clear()
        self.view.filter, self.view.least_level = self.view.filter.parse(""), Level.NONE

    def say(self, state: tuple[Part, ...], placeholder: str) -> None:
        """How far the lines can be trusted, and why there are none (yet)."""
        self.state.say(*state)
        for view in self.views:
            view.placeholder = placeholder
        self.retitle()

    def retitle(self) -> None:
        """Say what each view shows."""
        for panel in self.panels:
            panel.retitle(one_of_several=len(self.panels) > 1)

    def split(self, here: LogFilter, beside: LogFilter) -> None:
        """A second view beside, of the same lines; it gets the keys."""
        other = LogPanel()
        first = self.panels[0]
        other.view.columns, other.view.wrap = first.view.columns, first.view.wrap
        other.view.raw, other.view.field_columns = first.view.raw, first.view.field_columns
        first.view.filter, other.view.filter = here, beside
        other.view.add(first.view.every_line)
        self.panels.append(other)
        self._current = other
        self._panels.mount(other)
        self._room()

    def join(self) -> None:
        """One view again: the first."""
        for panel in self.panels[1:]:
            panel.remove()
        del self.panels[1:]
        self._current = self.panels[0]

    def next_view(self) -> None:
        """Send the keys to the other view."""
        place = self.panels.index(self._current)
        self._current = self.panels[(place + 1) % len(self.panels)]
        self.view.focus()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click may have moved the focus."""
        for panel in self.panels:
            if panel in event.widget.ancestors_with_self:
                self._current = panel
        self.post_message(self.Changed())

    def on_resize(self) -> None:
        """Where there is room the histogram is shown."""
        self._room()

    def _room(self) -> None:
        for panel in self.panels:
            panel.show_histogram(self.size.height >= ROOM_FOR_HISTOGRAM)

    class OlderWanted(Message):
        """Older lines are wanted than there are."""

    class Said(Message):
        """Something to be said for a few seconds."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    @on(LogView.ReachedTop)
    def _at_top(self, event: log_messages.ReachedTop) -> None:
        event.stop()
        if self.is_full:
            self.end_way_back()
            self.post_message(
                self.Said("as many lines are held as there is room for: no older ones are loaded")
            )
        else:
            self.post_message(self.OlderWanted())

    @property
    def is_full(self) -> bool:
        """Whether there is no room for older lines."""
        return any(view.is_full for view in self.views)

    @property
    def back_to(self) -> int | None:
        """The time (ms) down to which a view that went there waits for lines."""
        return min((view.back_to for view in self.views if view.back_to is not None), default=None)

    def end_way_back(self) -> None:
        """No older lines come."""
        for view in self.views:
            view.end_way_back()

    @on(LogView.Notice)
    def _notice(self, event: log_messages.Notice) -> None:
        event.stop()
        self.post_message(self.Said(event.text))

    @on(LogView.StatusChanged)
    @on(LogView.Changed)
    def _another(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed())
