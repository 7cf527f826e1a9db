"""A line of keys, each with its word: as many whole ones as there is room for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from ecstui.ui.widgets.cell_text import width_of
from ecstui.ui.widgets.line import Line, Part, assemble

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "
ROOM_FOR_NAME = 16  # cells


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does, or words alone; `kept` however narrow the line is. `style` is of the words."""

    key: str
    word: str
    style: str = ""
    kept: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """As a line says it."""
        return ((self.key, "key"), (f" {self.word}" if self.key else self.word, self.style))

    @property
    def width(self) -> int:
        """Cells it takes."""
        return sum(width_of(text) for text, _ in self.parts)


MORE = Hint("↓", "more", kept=True)
"""There is more below."""


def asks_for_name(name: str, verb: str = "apply", first: str = "") -> Hint:
    """What is missing as long as the name of what is changed was not typed; `first` leads to its place."""
    # A long one stands beside the place to type already, and would take the room of the other keys.
    named = name if width_of(name) <= ROOM_FOR_NAME else "the name"
    return Hint(first, f"{'then ' if first else ''}type {named} to {verb} it", "warning", kept=True)


def fitting(hints: Sequence[Hint], room: int) -> tuple[Hint, ...]:
    """The first ones that fit in `room` cells with gaps between them, and all that are kept, in order."""
    room += len(_GAP) - sum(hint.width + len(_GAP) for hint in hints if hint.kept)
    found: list[Hint] = []
    for hint in hints:
        room -= 0 if hint.kept else hint.width + len(_GAP)
        if hint.kept or room >= 0:
            found.append(hint)
    return tuple(found)


class Hints(Line):
    """Offers keys, or says something else in their place until the next offer."""

    _hints: tuple[Hint, ...] = ()

    @property
    def text(self) -> str:
        """What the line says."""
        return _GAP.join(f"{h.key} {h.word}".strip() for h in self._fitting) if self._hints else super().text

    def offer(self, *hints: Hint) -> None:
        """Show as many of these as there is room for, the first ones before the others."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def say(self, *left: Part, right: tuple[Part, ...] = (), fill: str | None = None) -> None:
        """Show this in place of the keys."""
        self._hints = ()
        super().say(*left, right=right, fill=fill)
        self.refresh()

    @property
    def _fitting(self) -> tuple[Hint, ...]:
        return fitting(self._hints, self.content_size.width)

    def render(self) -> Content:
        """The keys, or what is said."""
        if not self._hints:
            return super().render()
        return Content(_GAP).join([assemble(*hint.parts) for hint in self._fitting])
