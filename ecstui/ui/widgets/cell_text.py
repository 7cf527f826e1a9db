"""Text measured, fitted and sliced in terminal cells; ASCII, nearly all there is, takes the quick way."""

from __future__ import annotations

from typing import Literal

from rich.cells import cell_len, set_cell_size, split_text

Align = Literal["left", "right"]

ELLIPSIS = "…"


def width_of(text: str) -> int:
    """Width of `text` in cells."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int, align: Align = "left") -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis where it is longer."""
    if width <= 0:
        return ""
    spare = width - width_of(text)
    if spare < 0:
        return set_cell_size(text, width - 1) + ELLIPSIS
    return text + " " * spare if align == "left" else " " * spare + text


def slice_cells(text: str, start: int, width: int) -> str:
    """The `width` cells of `text` from cell `start` on; shorter where the text ends.

    A wide character cut in half becomes a space. The cost grows with `start + width`, not with the text.
    """
    if text.isascii():
        return text[start : start + width]
    # A cell holds one character and at most a few marks, so this prefix always reaches far enough.
    reach = text[: (start + width) * _CHARACTERS_PER_CELL]
    if start:
        reach = split_text(reach, start)[1] if cell_len(reach) > start else ""
    return set_cell_size(reach, width) if cell_len(reach) > width else reach


_CHARACTERS_PER_CELL = 5
"""A character and the four marks the model's `safe` leaves on it."""
