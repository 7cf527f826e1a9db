"""How a table looks: its component classes, their defaults, and the styles worked out from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style
from textual.style import Style as VisualStyle

from ecstui.ui.widgets.status_styles import STATUS_STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.widget import Widget

COMPONENT_CLASSES = {
    "table--header",
    "table--cursor",
    "table--cursor-blurred",
    "table--changed",
}

DEFAULT_CSS = """
TableDisplay {
    overflow-x: hidden;
    scrollbar-size-vertical: 1;
    & > .table--header { color: $text-muted; text-style: bold; }
    & > .table--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: bold;
    }
    & > .table--cursor-blurred { background: $foreground 15%; }
    & > .table--changed { background: $warning-muted; text-style: bold; }
}
"""


class RowStyles(NamedTuple):
    """The styles of one row: of its line, of its changed cells, and what a status adds to either."""

    line: Style
    changed: Style
    statuses: Mapping[str, Style]


class TableStyles:
    """The styles of a table, worked out from its component classes when first asked for."""

    def __init__(self, table: Widget) -> None:
        self._table = table
        self._rows: dict[tuple[bool, bool], RowStyles] = {}
        self._base: Style | None = None

    def forget(self) -> None:
        """The theme or the classes changed."""
        self._rows.clear()
        self._base = None

    @property
    def base(self) -> Style:
        """The style of a line that is nothing else."""
        if self._base is None:
            self._base = self._table.rich_style
        return self._base

    def header(self) -> Style:
        """The style of the header line."""
        return self.base + self._overlay("table--header")

    def row(self, at_cursor: bool, focused: bool) -> RowStyles:
        """The styles of a row, under the cursor or not, in a table that has the focus or not."""
        known = self._rows.get((at_cursor, focused))
        if known is None:
            known = self._rows[at_cursor, focused] = self._work_out(at_cursor, focused)
        return known

    def _work_out(self, at_cursor: bool, focused: bool) -> RowStyles:
        line = self.base
        changed = line + self._overlay("table--changed")
        if at_cursor:
            cursor = self._overlay("table--cursor" if focused else "table--cursor-blurred")
            line, changed = line + cursor, changed + cursor
            if focused:
                # The colours of statuses are not made to be read on the cursor's; their words are.
                return RowStyles(line, changed, {})
        statuses = {name: VisualStyle.parse(words).rich_style for name, words in STATUS_STYLES.items()}
        return RowStyles(line, changed, statuses)

    def _overlay(self, name: str) -> Style:
        """What a component class says, and no more, its colours blended with what lies below."""
        whole = self._table.get_component_rich_style(name)
        own = self._table.get_component_rich_style(name, partial=True)
        return own + Style(
            color=whole.color if own.color else None, bgcolor=whole.bgcolor if own.bgcolor else None
        )
