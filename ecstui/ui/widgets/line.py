"""One line of the screen, repainted only when what it says changes."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from ecstui.ui.widgets.status_styles import STATUS_STYLES

Part = tuple[str, str]
"""A text and the name of its style."""


def assemble(*parts: Part) -> Content:
    """Text parts as one content; nothing in them is read as markup."""
    return Content.assemble(*((text, STATUS_STYLES[style]) for text, style in parts if text))


class Line(Widget):
    """A line: what stands at its left, and at its right where there is room for both."""

    DEFAULT_CSS = "Line { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self, *, fill: str = " ", id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.fill = fill
        self._left: tuple[Part, ...] = ()
        self._right: tuple[Part, ...] = ()

    @property
    def text(self) -> str:
        """What the line says."""
        return "  ".join("".join(text for text, _ in side) for side in (self._left, self._right) if side)

    def say(self, *left: Part, right: tuple[Part, ...] = (), fill: str | None = None) -> None:
        """Show this from now on, with another `fill` between left and right where one is given."""
        fill = self.fill if fill is None else fill
        if (left, right, fill) != (self._left, self._right, self.fill):
            self._left, self._right, self.fill = left, right, fill
            self.refresh()

    def on_resize(self) -> None:
        """What is shown depends on the width, the first of which may be none."""
        self.refresh()

    def render(self) -> Content:
        """Left, fill, right; of what is too long the left side ends in an ellipsis."""
        left, right = assemble(*self._left), assemble(*self._right)
        width = self.content_size.width
        room = width - right.cell_length - (1 if right else 0)
        if left.cell_length > room:
            if room < width // 2:  # then the right side is the one to go
                return left.truncate(width, ellipsis=True)
            left = left.truncate(room, ellipsis=True)
        gap = width - left.cell_length - right.cell_length
        return Content.assemble(left, (self.fill * gap, STATUS_STYLES["dim"]), right)
