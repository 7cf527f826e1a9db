"""Which row of which line stands on which row of the screen: pure arithmetic around an anchor.

The anchor is one line and the screen row its first row is on; what comes above, between or below does not
move it. All work is of the order of the rows on screen, never of the lines there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Height: TypeAlias = "Callable[[int], int]"
"""How many rows the line of an index takes; at least one."""


class Place(NamedTuple):
    """One row of the line at `index`."""

    index: int  # type: ignore[assignment]  # as tuples have a method of that name
    row: int


class Anchor(NamedTuple):
    """The line at `index` has its first row at screen row `at`, negative where it is cut off."""

    index: int  # type: ignore[assignment]  # as tuples have a method of that name
    at: int


class Viewport(NamedTuple):
    """So many lines, of these heights, on so many rows of screen."""

    lines: int
    height: Height
    rows: int

    def lay_out(self, anchor: Anchor) -> tuple[list[Place], Anchor]:
        """What stands on the screen, from its top, and where the anchor really stands.

        The anchor moves only to stay on the screen, and to leave no row empty while there are lines for it.
        """
        if not self.lines or self.rows <= 0:
            return [], anchor
        index = max(0, min(anchor.index, self.lines - 1))
        at = max(1 - self.height(index), min(anchor.at, self.rows - 1))
        top, y = self._up(index, at)
        if y > 0:
            at, y = at - y, 0
        places = self._down(top, y)
        missing = self.rows - len(places)
        if missing and (top or y):
            top, y = self._up(top, y + missing)
            at, y = at + missing - max(0, y), min(0, y)
            places = self._down(top, y)
        return places, Anchor(index, at)

    def at_end(self) -> Anchor:
        """The last line at the bottom."""
        return Anchor(self.lines - 1, self.rows - self.height(self.lines - 1)) if self.lines else Anchor(0, 0)

    def moved(self, anchor: Anchor, lines: int) -> Anchor:
        """The anchor one line (or as many) up or down, whole on the screen where it fits.

        A line that goes on beyond the screen is first scrolled through, a row at a time.
        """
        index, at = anchor
        height = self.height(index)
        if lines > 0 and at + height > self.rows:
            return Anchor(index, at - 1)
        if lines < 0 and at < 0:
            return Anchor(index, at + 1)
        target = max(0, min(index + lines, self.lines - 1))
        if abs(target - index) >= self.rows:
            return self.whole(Anchor(target, self.rows // 2))
        step = 1 if target > index else -1
        while index != target:
            at += self.height(index) if step > 0 else -self.height(index - 1)
            index += step
        height = self.height(index)
        if height > self.rows:
            return Anchor(index, min(at, self.rows - 1) if step > 0 else max(at, 1 - height))
        return self.whole(Anchor(index, at))

    def whole(self, anchor: Anchor) -> Anchor:
        """The anchor moved as little as shows all of its line, or the beginning of one that is too tall."""
        return Anchor(anchor.index, max(0, min(anchor.at, self.rows - self.height(anchor.index))))

    def paged(self, anchor: Anchor, pages: int) -> Anchor:
        """A screenful up or down, less a row; the anchor is another line on the same screen row."""
        index, at = anchor
        left = max(1, self.rows - 1)
        height = self.height(index)
        if pages > 0 and at + height > self.rows:
            return Anchor(index, at - min(left, at + height - self.rows))
        if pages < 0 and at < 0:
            return Anchor(index, at + min(left, -at))
        step = 1 if pages > 0 else -1
        while left > 0 and 0 <= index + step < self.lines:
            left -= self.height(index if step > 0 else index - 1)
            index += step
        return self.whole(Anchor(index, at))

    def scrolled(self, anchor: Anchor, rows: int) -> Anchor:
        """The screen moved by rows (down where positive); the anchor stays on its line while that is visible,
        else it is the line nearest to it."""
        places, anchor = self.lay_out(anchor)
        if not places:
            return anchor
        rows = max(1 - self.rows, min(rows, self.rows - 1))
        edge = len(places) - 1 if rows > 0 else 0
        index, row = places[edge]
        places, _ = self.lay_out(Anchor(index, edge - row - rows))
        return anchor_on(places, anchor.index)

    def _up(self, index: int, y: int) -> tuple[int, int]:
        """The line on the topmost row of the screen, given that `index` begins at row `y`, and its row."""
        while y > 0 and index > 0:
            index -= 1
            y -= self.height(index)
        return index, y

    def _down(self, index: int, y: int) -> list[Place]:
        """The rows on screen from the line at `index` on, which begins at row `y`, zero or less."""
        places: list[Place] = []
        while index < self.lines and len(places) < self.rows:
            height = self.height(index)
            first = max(0, -y)
            last = min(height, first + self.rows - len(places))
            places.extend(Place(index, row) for row in range(first, last))
            y = min(0, y + height)
            index += 1
        return places


def anchor_on(places: list[Place], index: int) -> Anchor:
    """The anchor on a line if it is among the rows on screen, else on the nearest that is."""
    nearest = max(places[0].index, min(index, places[-1].index))
    for at, place in enumerate(places):
        if place.index == nearest:
            return Anchor(nearest, at - place.row)
    raise AssertionError("the lines on screen have no gaps")
