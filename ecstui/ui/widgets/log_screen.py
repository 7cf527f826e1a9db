"""What stands on each row of a log view's screen, as data: two screens compared tell what to paint."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ecstui.model.text import safe
from ecstui.ui.widgets.log_paint import BOTH_SIGN, CURSOR_SIGN, MARK_SIGN, At

if TYPE_CHECKING:
    from collections.abc import Collection

    from ecstui.model.log_line import LogLine
    from ecstui.ui.widgets.log_lines import LogLines
    from ecstui.ui.widgets.log_position import LogPosition
    from ecstui.ui.widgets.log_viewport import Place

BAR, TRACK = "█", "│"
SEPARATOR = "--"


class ScreenRow(NamedTuple):
    """A row of a line, or words where `line` is None; and the sign of the scroll bar at its end."""

    line: LogLine | None
    row: int = 0
    at: At = At()
    words: str = ""
    bar: str = " "


def screen_rows(
    lines: LogLines, position: LogPosition, marks: Collection[LogLine], *, focused: bool
) -> list[ScreenRow]:
    """The rows on screen, from the top."""
    shown, cursor = lines.shown, position.cursor
    begin, end = _bar(position.places, len(shown), position.rows)
    rows: list[ScreenRow] = []
    for y, (index, row) in enumerate(position.places):
        line, head = shown[index], position.head(index)
        bar = " " if begin == end else BAR if begin <= y < end else TRACK
        if row < head:
            words = SEPARATOR if index else f"… {lines.let_go:,} older lines let go"
            rows.append(ScreenRow(None, words=words, bar=bar))
        else:
            at = _at(line is cursor, line in marks and row == head, focused=focused)
            rows.append(ScreenRow(line, row - head, at, bar=bar))
    return rows


def rows_of_words(lines: LogLines, placeholder: str) -> list[ScreenRow]:
    """What is said where no line is shown: why not, or what the `placeholder` says where there is none."""
    return [ScreenRow(None, words=safe(said)) for said in _words(lines, placeholder).split("\n")]


def _words(lines: LogLines, placeholder: str) -> str:
    hidden, sifting = len(lines.held), lines.sifting
    if not hidden:
        return placeholder
    if lines.progress < 1:
        return f"filtering {lines.progress:.0%}"
    says = f"{hidden:,} line{'s' * (hidden > 1)} hidden by "
    if sifting.filter and not sifting.highlight_only:
        return f"{says}filter '{sifting.filter.typed}' - esc clears"
    return f"{says}their level: below {sifting.least_level.name.lower()}"


def _at(is_cursor: bool, is_marked: bool, *, focused: bool) -> At:
    if is_cursor:
        return At(BOTH_SIGN if is_marked else CURSOR_SIGN, "cursor" if focused else "cursor-blurred")
    return At(MARK_SIGN if is_marked else " ")


def _bar(places: list[Place], count: int, rows: int) -> tuple[int, int]:
    """The rows of the scroll bar's thumb, by the index of the lines on screen; none where all are."""
    if not places:
        return 0, 0
    top, visible = places[0].index, places[-1].index - places[0].index + 1
    if visible >= count:
        return 0, 0
    size = max(1, rows * visible // count)
    begin = round((rows - size) * top / (count - visible))
    return begin, begin + size
