"""Where one reads in a log: the cursor's line, its row on the screen, and whether the end is followed."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from ecstui.ui.widgets.log_merge import time_of
from ecstui.ui.widgets.log_viewport import Anchor, Place, Viewport, anchor_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecstui.model.log_line import LogLine
    from ecstui.ui.widgets.log_lines import LogLines


class LogPosition:
    """The cursor and what stands around it on the screen.

    While it follows, the cursor is on the newest line at the bottom. Else the line under the cursor stays on
    its screen row, whatever comes or goes around it; where it is hidden, the line next in time stands in for
    it, and it comes back when it is shown again, unless a person has moved meanwhile.
    """

    def __init__(self, lines: LogLines, height: Callable[[LogLine], int]) -> None:
        self._lines = lines
        self._height = height
        self.rows = 0
        self.following = True
        self.index = 0
        self.places: list[Place] = []
        self._read: LogLine | None = None
        self._at = 0
        self._home: tuple[LogLine | None, int] = (None, 0)
        self._arrived = 0
        self._bottom = 0  # ms; the time of the last line on the screen

    @property
    def cursor(self) -> LogLine | None:
        """The line under the cursor; None where none is shown."""
        shown = self._lines.shown
        return shown[self.index] if self.index < len(shown) else None

    @property
    def at_top(self) -> bool:
        """Whether the first row of all is on screen, and the cursor on the first line."""
        return self.index == 0 and bool(self.places) and self.places[0] == (0, 0)

    @property
    def new_below(self) -> int:
        """How many lines came in below the last visible one since it ceased to follow."""
        if self.following or not self.places:
            return 0
        return max(0, min(self._arrived, len(self._lines.shown) - 1 - self.places[-1].index))

    def head(self, index: int) -> int:
        """How many rows stand above the line's own: what says that lines are missing there."""
        if index == 0:
            return 1 if self._lines.let_go else 0
        return 1 if self._lines.starts_group(self._lines.shown[index]) else 0

    def arrived(self, lines: Sequence[LogLine]) -> None:
        """These have come in, in order, and are shown; those above what is on screen are not waited for."""
        self._arrived += len(lines) - bisect_left(lines, self._bottom, key=time_of)

    def settle(self) -> None:
        """Find what stands on the screen, after lines came, went, were hidden or changed their height."""
        shown = self._lines.shown
        if not shown:
            self.places, self.index = [], 0
            return
        view = self._viewport()
        if self.following:
            anchor = view.at_end()
            self._arrived = 0
        else:
            index = len(shown) - 1 if self._read is None else self._lines.place(self._read)
            index = min(index, len(shown) - 1)
            anchor = Anchor(index, self._at - self.head(index))
        self.places, anchor = view.lay_out(anchor)
        self.index, self._at = anchor.index, anchor.at + self.head(anchor.index)
        self._bottom = shown[self.places[-1].index].time if self.places else 0
        if self.following:
            self._read = shown[-1]

    def restore(self) -> None:
        """Back to where a person last moved, if that can be shown now."""
        if not self.following and self._home[0] is not None:
            self._read, self._at = self._home
        self.settle()

    def follow(self) -> None:
        """Go to the end, and stay there."""
        self.following = True
        self.settle()

    def pause(self) -> None:
        """Hold still."""
        if self.following:
            self.following, self._arrived = False, 0
            self._read = self.cursor
            self._home = (self._read, self._at)

    def reset(self) -> None:
        """Other lines come: follow them."""
        self._read, self._home, self._arrived = None, (None, 0), 0
        self.follow()

    def move(self, lines: int) -> None:
        """The cursor up or down; at the end it follows again."""
        if self.cursor is not None:
            self._go(self._viewport().moved(self._anchor(), lines), down=lines > 0)

    def page(self, pages: int) -> None:
        """A screenful up or down; at the end it follows again."""
        if self.cursor is not None:
            self._go(self._viewport().paged(self._anchor(), pages), down=pages > 0)

    def scroll(self, rows: int) -> None:
        """Move the screen; the cursor stays on its line while that is seen. At the end it follows again."""
        if self.cursor is not None:
            self._go(self._viewport().scrolled(self._anchor(), rows))
            if rows > 0 and self.places[-1] == self._last_row():
                self.follow()

    def first(self) -> None:
        """To the oldest line shown."""
        if self.cursor is not None:
            self._go(Anchor(0, 0))

    def click(self, y: int) -> None:
        """The cursor on the line at this row of the screen, held still."""
        if 0 <= y < len(self.places):
            self._go(anchor_on(self.places, self.places[y].index))

    def go_to(self, line: LogLine) -> None:
        """The cursor on a line: where it stands if it is on screen, else in the middle."""
        shown = self._lines.shown
        if not shown:
            return
        index = min(self._lines.place(line), len(shown) - 1)
        if self.places and self.places[0].index < index < self.places[-1].index:
            self._go(anchor_on(self.places, index))
        else:
            self._go(self._viewport().whole(Anchor(index, self.rows // 2)))

    def _viewport(self) -> Viewport:
        shown = self._lines.shown
        return Viewport(len(shown), lambda index: self.head(index) + self._height(shown[index]), self.rows)

    def _anchor(self) -> Anchor:
        return Anchor(self.index, self._at - self.head(self.index))

    def _last_row(self) -> Place:
        last = len(self._lines.shown) - 1
        return Place(last, self._viewport().height(last) - 1)

    def _go(self, anchor: Anchor, *, down: bool = False) -> None:
        """A person moved."""
        self.pause()
        self._read = self._lines.shown[anchor.index]
        self._at = anchor.at + self.head(anchor.index)
        self.settle()
        self._home = (self._read, self._at)
        if down and self.index == len(self._lines.shown) - 1 and self.places[-1] == self._last_row():
            self.follow()
