"""How the text of a log line is set: message first, then fields; stack traces folded, long lines wrapped.

Nothing here costs more than what can be seen: of a huge line only the part in view is measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from rich.cells import cell_len, split_graphemes

from ecstui.model.log_text import read, untimed

if TYPE_CHECKING:
    from ecstui.model.log_line import LogLine

Kind: TypeAlias = Literal["message", "field", "note"]

READ_AT_MOST = 32_768
"""Longer lines are shown as they are, for reading their fields would be felt."""

WHERE_FIELDS_END = 2_000
"""Fields are set behind the message up to about so many characters; `enter` shows all."""


LINE_BREAK = "␊"
"""What stands in the message of a JSON line where it breaks: `safe` made it so."""


class Run(NamedTuple):
    """A part of a text: where it ends (it begins where the one before it ends) and what it is."""

    end: int
    kind: Kind


class Row(NamedTuple):
    """One row of a line before it is wrapped or cut: its text and the parts that cover it."""

    text: str
    runs: tuple[Run, ...]


class Piece(NamedTuple):
    """What stands on one row of the screen: part of a row of the line; whether more lies beyond its edge."""

    row: Row
    start: int
    end: int
    more: bool = False


class Set(NamedTuple):
    """A line as it is shown: its rows, and the values of the fields that have columns of their own."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]


def set_line(line: LogLine, *, raw: bool, unfolded: bool, fields: tuple[str, ...] = ()) -> Set:
    """The rows of a line: the first alone while it is folded. `fields` go into columns of their own.

    Unless `raw`, the time that a line begins with is left out, for its event's stands in a column.
    """
    first, _, rest = line.text.partition("\n")
    if len(line.text) > READ_AT_MOST:
        return Set(_rows(first, (), rest, unfolded), ("",) * len(fields))
    reading = read(line.text)
    found = dict(reading.all_fields) if fields else {}
    values = tuple(found.get(name, "") for name in fields)
    if raw or reading.kind == "plain":
        return Set(_rows(first if raw else untimed(first, line.time), (), rest, unfolded), values)
    message, *below = reading.message.split(LINE_BREAK)
    if rest and reading.kind == "logfmt":
        below.append(rest)
    shown = tuple(field for field in reading.fields if field[0] not in fields)
    return Set(_rows(message, shown, "\n".join(below), unfolded), values)


def _rows(message: str, fields: tuple[tuple[str, str], ...], below: str, unfolded: bool) -> tuple[Row, ...]:
    """The first row with what is behind its message, and those below it or how many they are."""
    parts: list[tuple[str, Kind]] = [(message, "message")] if message else []
    if below and not unfolded:
        count = below.count("\n") + 1
        parts.append((f"+{count:,} line{'s' * (count > 1)}", "note"))
    if fields:
        parts.append((_fields(fields), "field"))
    rows = [_row(parts)]
    if unfolded and below:
        rows += [_row([(text, "message")]) for text in below.split("\n")]
    return tuple(rows)


def _row(parts: list[tuple[str, Kind]]) -> Row:
    """The parts in a row, two spaces apart."""
    runs: list[Run] = []
    text = ""
    for part, kind in parts:
        text += f"  {part}" if text else part
        runs.append(Run(len(text), kind))
    return Row(text, tuple(runs))


def _fields(fields: tuple[tuple[str, str], ...]) -> str:
    said: list[str] = []
    length = 0
    for name, value in fields:
        said.append(f'{name}="{value}"' if " " in value or not value else f"{name}={value}")
        length += len(said[-1])
        if length > WHERE_FIELDS_END:
            said.append("…")
            break
    return " ".join(said)


def pieces(rows: tuple[Row, ...], width: int, most: int) -> list[Piece]:
    """The rows wrapped at `width` cells into at most so many; the last then says how much is left out."""
    found: list[Piece] = []
    for number, row in enumerate(rows):
        start = 0
        while start < len(row.text) or start == 0:
            if len(found) == most - 1 and not _fits(rows, number, start, width):
                found.append(_left_out(rows, number, start))
                return found
            end = row_end(row.text, start, width)
            found.append(Piece(row, start, end))
            start = max(end, start + 1)
    return found


def _fits(rows: tuple[Row, ...], number: int, start: int, width: int) -> bool:
    """Whether what is left from `start` of a row on fits on one row."""
    text = rows[number].text
    return number == len(rows) - 1 and row_end(text, start, width) >= len(text)


def _left_out(rows: tuple[Row, ...], number: int, start: int) -> Piece:
    """What stands in place of the rest."""
    lines, characters = len(rows) - number, len(rows[number].text) - start
    left = f"{lines:,} more lines" if lines > 1 else f"{characters:,} more characters"
    row = _row([(f"… {left}, enter opens it", "note")])
    return Piece(row, 0, len(row.text))


def row_end(text: str, start: int, width: int) -> int:
    """Where a row of `width` cells that begins at `start` ends; at least one character further."""
    ascii_end = start + width
    if text[start : ascii_end + 1].isascii():
        return min(len(text), ascii_end)
    reach = width + 1
    while True:
        part = text[start : start + reach]
        spans, cells = split_graphemes(part)
        if cells > width or len(part) < reach:
            break
        reach *= 2
    taken = 0
    for begin, _, size in spans:
        if taken + size > width and begin:
            return start + begin
        taken += size
    return start + len(part)


def cut(text: str, left: int, width: int) -> tuple[int, int, bool]:
    """Of a text that is not wrapped, the characters from cell `left` on that `width` cells hold, and whether
    more follow. A wide character that `left` cuts in half is shown whole."""
    start = min(left, len(text)) if text[: left + 1].isascii() else row_end(text, 0, left) if left else 0
    end = row_end(text, start, width) if start < len(text) else start
    if end < len(text):
        end = row_end(text, start, width - 1)
    return start, end, end < len(text)


def cells(text: str) -> int:
    """Width in terminal cells."""
    return len(text) if text.isascii() else cell_len(text)
