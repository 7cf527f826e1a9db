"""The detail area: the facts of the selection, all events of its service, or its logs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from textual.containers import Vertical, VerticalScroll

from ecstui.ui.widgets.facts_view import FactsView
from ecstui.ui.widgets.line import Line, Part

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from ecstui.ui.facts.sections import Section
    from ecstui.ui.panes.logs import LogsPane

Tab = Literal["facts", "events", "logs"]
TABS: tuple[Tab, ...] = ("facts", "events", "logs")
ROOM_FOR_NAMES = 100
"""Columns below which how the logs do goes before the words that everybody knows."""


class DetailPane(Vertical):
    """Shows one of its tabs about one subject."""

    def __init__(self) -> None:
        super().__init__(id="detail")
        self.tab: Tab = "facts"
        self.title = Line(fill="─", classes="title")
        self.facts = FactsView()
        self.scroll = VerticalScroll(self.facts)
        self._subject = ""

    def compose(self) -> ComposeResult:
        """The title over the facts; the logs come when they are first turned to."""
        yield self.title
        yield self.scroll

    def on_mount(self) -> None:
        """Begin with the facts."""
        self.retitle()

    @cached_property
    def logs(self) -> LogsPane:
        """The logs, made when first asked for: none are shown in the first frame."""
        from ecstui.ui.panes.logs import LogsPane

        return LogsPane()

    @property
    def inside(self) -> Widget:
        """What the focus goes to."""
        return self.logs.view if self.tab == "logs" else self.scroll

    def present(self, subject: str, sections: tuple[Section, ...]) -> None:
        """Show facts or events; another subject is shown from its beginning."""
        if subject != self._subject:
            self._subject = subject
            self.scroll.scroll_home(animate=False)
        self.facts.show(sections)
        self.retitle()

    def turn_to(self, tab: Tab) -> None:
        """Show another tab."""
        if tab != self.tab:
            if "logs" in {tab, self.tab}:
                self.logs.display = tab == "logs"
            self.tab = tab
            self.scroll.scroll_home(animate=False)
            self.scroll.display = tab != "logs"
            if tab == "logs" and not self.logs.is_attached:
                self.mount(self.logs)
        self.retitle()

    def stream(self, subject: str) -> None:
        """Say whose logs are shown."""
        self._subject = subject
        self.retitle()

    def retitle(self) -> None:
        """Say the subject and which tab is shown."""
        focused = self.has_class("focused")
        parts: list[Part] = [("━ " if focused else "─ ", "key" if focused else "dim")]
        heading = "heading" if focused else "strong"
        if self.tab == "logs" and self.app.size.width < ROOM_FOR_NAMES:
            parts += [(f"{self._subject.removeprefix('service ')} ", heading)]
        else:
            parts += [("Detail ", heading), (f"{self._subject} ", "")]
        if self.tab == "logs":
            from ecstui.ui.log_words import state_parts

            parts += [*state_parts(self.logs.view), (" ", "")]
        tabs: list[Part] = [(" ", "")]
        for tab in TABS:
            word = tab.capitalize()
            tabs.append((f"[{word}] ", "heading") if tab == self.tab else (f"{word} ", "dim"))
        self.title.say(*parts, right=tuple(tabs), fill="━" if focused else "─")
