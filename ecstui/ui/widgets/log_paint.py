"""Turns the rows of log lines into strips; what was worked out for one paint is kept for the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from ecstui.model.text import safe
from ecstui.ui.widgets import log_columns
from ecstui.ui.widgets.cell_text import fit
from ecstui.ui.widgets.log_columns import ALL_COLUMNS, Columns, ColumnWidths, Slot
from ecstui.ui.widgets.log_lines import NO_FILTER
from ecstui.ui.widgets.log_setting import Piece, Set, cells, cut, pieces, set_line
from ecstui.ui.widgets.log_styles import LEVEL_STYLES, LogStyles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from rich.style import Style

    from ecstui.model.log_filter import LogFilter
    from ecstui.model.log_line import LogLine

UNFOLDED_ROWS = 200
"""Rows a line unfolded in place may take."""

KEPT = 256
"""Lines and strips kept for the next paint."""

OVERLAP = 200
"""Characters before a part of a line that are searched for what is highlighted, for it may begin there."""

CURSOR_SIGN, MARK_SIGN, BOTH_SIGN = "▌", "*", "█"


@dataclass(frozen=True, slots=True)
class Look:
    """All that decides how lines look, but the lines themselves."""

    width: int = 0
    rows: int = 0
    columns: Columns = ALL_COLUMNS
    fields: tuple[str, ...] = ()
    raw: bool = False
    wrap: bool = False
    left: int = 0
    filter: LogFilter = NO_FILTER
    with_date: bool = False
    now: int = 0


class At(NamedTuple):
    """What else a row of the screen says: the sign in column 0, and the cursor's style if it is there."""

    sign: str = " "
    cursor: str = ""


class Painter:
    """Paints lines as `look` says; `widths` are those of the columns."""

    def __init__(self, styles: LogStyles, zone: tzinfo | None) -> None:
        self.look = Look()
        self.widths = ColumnWidths()
        self.unfolded: set[LogLine] = set()
        self._styles = styles
        self._zone = zone
        self._slots: tuple[Slot, ...] = ()
        self._text_width = 0
        self._set: dict[LogLine, tuple[Set, list[Piece]]] = {}
        self._bars: dict[str, Strip] = {}
        self._strips: dict[tuple[LogLine, int, At], Strip] = {}

    def change(self, look: Look) -> bool:
        """Paint another way from now on; whether it is another."""
        if look == self.look:
            return False
        if look.fields != self.look.fields:
            self.widths.forget_fields()
        self.look = look
        self.lay_out()
        return True

    def lay_out(self) -> None:
        """The widths of the columns changed."""
        look = self.look
        relative = look.columns.time == "relative"
        time = log_columns.AGO_WIDTH if relative else log_columns.TIME_WIDTHS[look.with_date]
        self._slots = self.widths.slots(look.columns, len(look.fields), time, look.width - 1)
        before = sum(slot.width + 1 for slot in self._slots)
        self._text_width = max(1, look.width - 1 - before)
        self.forget()

    def forget(self, lines: Iterable[LogLine] | None = None) -> None:
        """These lines, or all, are not what they were."""
        self._strips.clear()
        if lines is None:
            self._bars.clear()
            self._set.clear()
        else:
            for line in lines:
                self._set.pop(line, None)

    def drop(self, lines: Iterable[LogLine]) -> None:
        """These lines will not be seen again."""
        self.unfolded.difference_update(lines)

    def height(self, line: LogLine) -> int:
        """How many rows a line takes."""
        if not self.look.wrap and line not in self.unfolded:
            return 1
        return len(self._pieces(line)[1])

    def paint(self, line: LogLine, row: int, at: At) -> Strip:
        """One row of a line."""
        key = (line, row, at)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= KEPT:
                self._strips.clear()
            strip = self._strips[key] = self._paint(line, row, at)
        return strip

    def words(self, words: str) -> Strip:
        """A row that is not a line's."""
        width = self.look.width
        return Strip([Segment(fit(words, width), self._styles.of("note"))], width)

    def bar(self, sign: str) -> Strip:
        """The scroll bar's cell."""
        strip = self._bars.get(sign)
        if strip is None:
            strip = self._bars[sign] = Strip([Segment(sign, self._styles.of("bar"))], 1)
        return strip

    def see_fields(self, lines: Iterable[LogLine]) -> bool:
        """Fit the columns of the fields picked to lines that are to be seen; whether any is wider by it."""
        wider = [self.widths.see_fields(self._pieces(line)[0].columns) for line in lines]
        if any(wider):
            self.lay_out()
        return any(wider)

    def _pieces(self, line: LogLine) -> tuple[Set, list[Piece]]:
        known = self._set.get(line)
        if known is None:
            if len(self._set) >= KEPT:
                self._set.clear()
            known = self._set[line] = self._set_in_pieces(line)
        return known

    def _set_in_pieces(self, line: LogLine) -> tuple[Set, list[Piece]]:
        look, unfolded = self.look, line in self.unfolded
        lines = set_line(line, raw=look.raw, unfolded=unfolded, fields=look.fields)
        if not look.wrap and not unfolded:
            row = lines.rows[0]
            start, end, more = cut(row.text, look.left, self._text_width)
            return lines, [Piece(row, start, end, more)]
        most = UNFOLDED_ROWS if unfolded else max(2, look.rows // 2)
        return lines, pieces(lines.rows, self._text_width, most)

    def _paint(self, line: LogLine, row: int, at: At) -> Strip:
        lines, rows = self._pieces(line)
        style = self._styles.of("", at.cursor)
        segments = [Segment(at.sign, style)]
        if row == 0:
            segments += self._columns(line, lines.columns, at.cursor)
        elif self._slots:
            segments.append(Segment(" " * sum(slot.width + 1 for slot in self._slots), style))
        piece = rows[min(row, len(rows) - 1)]
        segments += self._text(piece, LEVEL_STYLES[line.level], at.cursor)
        taken = cells(piece.row.text[piece.start : piece.end])
        if piece.more:
            segments.append(Segment("…", self._styles.of("note", at.cursor)))
            taken += 1
        if taken < self._text_width:
            segments.append(Segment(" " * (self._text_width - taken), style))
        return Strip(segments).simplify().adjust_cell_length(self.look.width, style)

    def _columns(self, line: LogLine, fields: tuple[str, ...], cursor: str) -> Iterable[Segment]:
        time = self._time(line.time)
        for slot in self._slots:
            text = log_columns.cell(line, slot, time, fields)
            yield Segment(f"{text} ", self._styles.of(self._column_style(line, slot.name), cursor))

    def _column_style(self, line: LogLine, name: str) -> str:
        match name:
            case "level":
                return LEVEL_STYLES[line.level]
            case "time":
                return "time"
            case "task" | "container" | "revision":
                return f"source-{log_columns.source_color(getattr(line.origin, name))}"
            case _:
                return ""

    def _time(self, time: int) -> str:
        columns = self.look.columns
        if columns.time == "relative":
            return log_columns.ago(time, self.look.now)
        return self.clock_time(time)

    def clock_time(self, time: int) -> str:
        """A time as the time column says it."""
        zone = self._zone if self.look.columns.time == "local" else UTC
        return log_columns.clock_time(time, zone, with_date=self.look.with_date)

    def _text(self, piece: Piece, level: str, cursor: str) -> Iterable[Segment]:
        """The part of the text in view, in the styles of its runs, with what matches highlighted."""
        text, start, end = piece.row.text, piece.start, piece.end
        spans = self._spans(text, start, end)
        for run in piece.row.runs:
            stop = min(run.end, end)
            if stop > start:
                style = self._styles.of(level if run.kind == "message" else run.kind, cursor)
                yield from self._highlighted(text, start, stop, style, spans)
                start = stop

    def _spans(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        if not self.look.filter:
            return []
        begin = max(0, start - OVERLAP)
        found = self.look.filter.spans(text[begin : end + OVERLAP])
        return [(begin + first, begin + last) for first, last in found]

    def _highlighted(
        self, text: str, start: int, stop: int, style: Style, spans: list[tuple[int, int]]
    ) -> Iterable[Segment]:
        for first, last in spans:
            if last > start and first < stop:
                if first > start:
                    yield Segment(_printable(text[start:first]), style)
                begin, start = max(first, start), min(last, stop)
                yield Segment(_printable(text[begin:start]), style + self._styles.highlight())
        if start < stop:
            yield Segment(_printable(text[start:stop]), style)


def _printable(text: str) -> str:
    """Text that is safe already, and is made so should that ever be forgotten."""
    return text if text.isprintable() else safe(text)
