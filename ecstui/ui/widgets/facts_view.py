"""Facts on screen: sections set in as many lines as they need at the width there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from ecstui.ui.facts.sections import Line, Section, lines
from ecstui.ui.widgets.line import assemble

if TYPE_CHECKING:
    from textual.geometry import Size


class FactsView(Widget):
    """The sections given last, whole."""

    DEFAULT_CSS = "FactsView { height: auto; width: 1fr; padding: 0 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - as Textual's widgets name it
        super().__init__(id=id)
        self._sections: tuple[Section, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._width = 0

    def show(self, sections: tuple[Section, ...]) -> None:
        """Show these sections; nothing happens if they are the same."""
        if sections == self._sections:
            return
        before, self._sections = self._lines, sections
        self._set(self._width)
        if len(self._lines) != len(before):
            self.refresh(layout=True)
        else:
            pairs = enumerate(zip(before, self._lines, strict=True))
            changed = [Region(0, y, self.outer_size.width, 1) for y, (old, new) in pairs if old != new]
            if changed:  # no region would mean all of it
                self.refresh(*changed)

    def _set(self, width: int) -> None:
        self._width = width
        self._lines = lines(self._sections, width) if width > 0 else ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the sections take at this width."""
        if width != self._width:
            self._set(width)
        return max(1, len(self._lines))

    def render(self) -> Content:
        """The lines."""
        if self.content_size.width != self._width:
            self._set(self.content_size.width)
        return Content("\n").join([assemble(*line.parts) for line in self._lines])
