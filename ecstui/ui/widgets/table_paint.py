"""Turns a table's header and rows into strips: a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ecstui.model.text import safe
from ecstui.ui.widgets.cell_text import fit, width_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ecstui.ui.widgets.table_layout import Column, Slot
    from ecstui.ui.widgets.table_rows import Row
    from ecstui.ui.widgets.table_styles import RowStyles

GUTTER = 1
"""Cells at the left for the marks of cursor and selection; they say it where colours cannot."""

CURSOR_MARK = "▌"
MARKED = "*"


def paint_header(
    columns: Sequence[Column], slots: Sequence[Slot], width: int, style: Style, sort: tuple[int, bool] | None
) -> Strip:
    """The header line; the arrow of the sorted column stands in the gap behind its title."""
    text = " " * GUTTER
    for slot in slots:
        column = columns[slot.column]
        title = fit(column.title, min(slot.width, width_of(column.title)))
        text += " " * (GUTTER + slot.x - width_of(text))
        if column.align == "right":
            text += " " * (slot.width - width_of(title))
        text += title
        if sort is not None and sort[0] == slot.column:
            text += "▼" if sort[1] else "▲"
    return Strip([Segment(fit(text, width), style)], width)


def paint_row(
    columns: Sequence[Column],
    slots: Sequence[Slot],
    row: Row,
    width: int,
    gutter: str,
    styles: RowStyles,
    changed: Collection[int] = (),
) -> Strip:
    """One row, at least `width` cells wide; neighbours of one style share a segment."""
    segments = [Segment(gutter, styles.line)]
    x = 0
    for index, start, size in slots:
        cell = row.cells[index]
        text, status = (cell, "") if isinstance(cell, str) else (cell.text, cell.style)
        if not text.isprintable():
            text = safe(text)
        style = styles.changed if index in changed else styles.line
        if status:
            style += styles.statuses.get(status, _PLAIN)
        if start > x:
            segments.append(Segment(" " * (start - x), styles.line))
        segments.append(Segment(fit(text, size, columns[index].align), style))
        x = start + size
    if (rest := width - GUTTER - x) > 0:
        segments.append(Segment(" " * rest, styles.line))
    return Strip(segments, GUTTER + x + max(rest, 0)).simplify()


_PLAIN = Style()
