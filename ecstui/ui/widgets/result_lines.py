"""The log view for a result: all lines are there, and a cursor chooses one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message

from ecstui.ui.widgets.log_view import LogView

if TYPE_CHECKING:
    from textual.strip import Strip

_AT_CURSOR = Style(reverse=True)


class ResultLines(LogView):
    """A log view whose cursor moves with the arrows; enter opens the line under it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", show=False, id="result.open"),
    ]

    @dataclass
    class Opened(Message):
        """Enter was pressed on the line of this key."""

        lines: ResultLines
        key: str

        @property
        def control(self) -> ResultLines:
            """The sender, for `@on` with a selector."""
            return self.lines

    _cursor: int | None = None  # None: the newest line

    @property
    def cursor(self) -> int:
        """The index of the line under the cursor."""
        last = max(0, len(self.lines_shown) - 1)
        return last if self._cursor is None else min(self._cursor, last)

    def clear(self) -> None:
        """Forget all lines, and the cursor's."""
        self._cursor = None
        super().clear()

    def action_open(self) -> None:
        """Open the line under the cursor."""
        if shown := self.lines_shown:
            self.post_message(self.Opened(self, shown[self.cursor].key))

    def action_line_up(self) -> None:
        """To the line above."""
        self._go(self.cursor - 1)

    def action_line_down(self) -> None:
        """To the line below."""
        self._go(self.cursor + 1)

    def action_lines_page_up(self) -> None:
        """A screenful up."""
        self._go(self.cursor + 1 - max(2, self.container_size.height))

    def action_lines_page_down(self) -> None:
        """A screenful down."""
        self._go(self.cursor - 1 + max(2, self.container_size.height))

    def action_first_line(self) -> None:
        """To the oldest line."""
        self._go(0)

    def action_follow(self) -> None:
        """To the newest line."""
        self._go(len(self.lines_shown) - 1)

    def _go(self, index: int) -> None:
        self._cursor = max(0, min(index, len(self.lines_shown) - 1))
        top, height = self.scroll_offset.y, max(1, self.container_size.height)
        to = min(max(top, self._cursor - height + 1), self._cursor)
        if to != top:
            self.scroll_to(y=to, animate=False, force=True, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line, marked where the cursor is."""
        strip = super().render_line(y)
        at_cursor = bool(self.lines_held) and self.scroll_offset.y + y == self.cursor
        return strip.apply_style(_AT_CURSOR) if at_cursor and self.has_focus else strip

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()
