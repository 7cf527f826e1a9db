"""How a log view looks: its component classes, their defaults, and the styles worked out from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from ecstui.model.log_line import Level
from ecstui.ui.widgets.log_columns import SOURCE_COLORS

if TYPE_CHECKING:
    from textual.widget import Widget

COMPONENT_CLASSES = {
    "log--time",
    "log--field",
    "log--note",
    "log--match",
    "log--bar",
    "log--cursor",
    "log--cursor-blurred",
    *(f"log--source-{number}" for number in range(SOURCE_COLORS)),
    *(f"log--{level}" for level in ("error", "warn", "debug")),
}

DEFAULT_CSS = """
LogDisplay {
    width: 1fr;
    height: 1fr;
    & > .log--time { color: $text-muted; }
    & > .log--field { color: $text-muted; }
    & > .log--note { color: $text-muted; text-style: italic; }
    & > .log--match { text-style: bold reverse; }
    & > .log--bar { color: $text-muted; }
    & > .log--source-0 { color: ansi_cyan; }
    & > .log--source-1 { color: ansi_green; }
    & > .log--source-2 { color: ansi_magenta; }
    & > .log--source-3 { color: ansi_yellow; }
    & > .log--source-4 { color: ansi_bright_blue; }
    & > .log--source-5 { color: ansi_bright_magenta; }
    & > .log--error { color: $text-error; text-style: bold; }
    & > .log--warn { color: $text-warning; }
    & > .log--debug { color: $text-muted; }
    & > .log--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
    }
    & > .log--cursor-blurred { background: $foreground 15%; }
}
"""

LEVEL_STYLES = {
    Level.NONE: "",
    Level.TRACE: "debug",
    Level.DEBUG: "debug",
    Level.INFO: "",
    Level.WARN: "warn",
    Level.ERROR: "error",
    Level.FATAL: "error",
}


class LogStyles:
    """The styles of a log view, worked out from its component classes when first asked for."""

    def __init__(self, view: Widget) -> None:
        self._view = view
        self._known: dict[tuple[str, str], Style] = {}

    def forget(self) -> None:
        """The theme or the classes changed."""
        self._known.clear()

    def of(self, name: str, cursor: str = "") -> Style:
        """The style of a component ("" the line's own), on the row of a cursor ("cursor", "cursor-blurred")
        or on any other ("")."""
        style = self._known.get((name, cursor))
        if style is None:
            style = self._known[name, cursor] = self._work_out(name, cursor)
        return style

    def highlight(self) -> Style:
        """What is laid over a match, wherever it stands."""
        style = self._known.get(("match", "over"))
        if style is None:
            style = self._known["match", "over"] = self._overlay("match")
        return style

    def _work_out(self, name: str, cursor: str) -> Style:
        style = self._view.rich_style
        if name:
            style += self._overlay(name)
        if cursor == "cursor":
            # The colours of a line are not made to be read on the cursor's; bold and reverse are.
            style = Style(bold=style.bold, italic=style.italic, reverse=style.reverse) + self._overlay(cursor)
        elif cursor:
            style += self._overlay(cursor)
        return style

    def _overlay(self, name: str) -> Style:
        """What a component class says, and no more, its colours blended with what lies below."""
        whole = self._view.get_component_rich_style(f"log--{name}")
        own = self._view.get_component_rich_style(f"log--{name}", partial=True)
        return own + Style(
            color=whole.color if own.color else None, bgcolor=whole.bgcolor if own.bgcolor else None
        )
