"""What stands on each row of a log view: part of a line, or words about lines that are missing there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ecstui.ui.widgets.log_paint import BOTH_SIGN, CURSOR_SIGN, MARK_SIGN, At

if TYPE_CHECKING:
    from collections.abc import Container

    from ecstui.model.log_line import LogLine
    from ecstui.ui.widgets.log_lines import LogLines
    from ecstui.ui.widgets.log_position import LogPosition

GAP = "--"
"""Stands between two groups of matches with their context."""


class ScreenRow(NamedTuple):
    """Row `row` of a line, or `words` where there is no line."""

    line: LogLine | None
    row: int
    at: At
    words: str = ""


def screen_rows(
    lines: LogLines, position: LogPosition, marks: Container[LogLine], cursor_style: str
) -> list[ScreenRow]:
    """The rows from the top on; the line under the cursor is painted in `cursor_style`."""
    found: list[ScreenRow] = []
    for index, row in position.places:
        line = lines.shown[index]
        head = position.head(index)
        if row < head:
            words = GAP if index else f"… {lines.let_go:,} older lines let go"
            found.append(ScreenRow(None, 0, At(), words))
            continue
        here, marked = index == position.index, line in marks
        sign = BOTH_SIGN if here and marked else CURSOR_SIGN if here else MARK_SIGN if marked else " "
        found.append(ScreenRow(line, row - head, At(sign, cursor_style if here else "")))
    return found
