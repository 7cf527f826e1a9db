"""Rows of an Insights result as a table, and as lines of the log view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.insights import columns
from ecstui.model.insights import log_lines as model_lines
from ecstui.ui.log_words import level_of
from ecstui.ui.rows.tasks import short_id
from ecstui.ui.widgets.log_lines import LogLine
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from ecstui.model import insights

_WIDEST = 400  # characters of a value that a cell holds; the event shows it whole


def table_columns(rows: tuple[insights.Row, ...]) -> tuple[Column, ...]:
    """A column a field; numbers stand at the right, and a message takes what room is left."""
    return tuple(
        Column(
            name,
            name,
            max_width=200 if name == "@message" else 60,
            weight=1 if name == "@message" else 0,
            align="right" if _is_numeric(name, rows) else "left",
        )
        for name in columns(rows)
    )


def table_rows(rows: tuple[insights.Row, ...]) -> tuple[Row, ...]:
    """A row of the table a row of the result, named by its number."""
    names = columns(rows)
    return tuple(
        Row(str(number), tuple(_cell(fields.get(name, "")) for name in names))
        for number, row in enumerate(rows)
        for fields in (dict(row.fields),)
    )


def view_lines(rows: tuple[insights.Row, ...], query: insights.Query) -> list[LogLine]:
    """The rows as lines of the log view, whose keys begin with the row's number.

    The one place that knows what the log view takes.
    """
    found: list[LogLine] = []
    for number, line in enumerate(model_lines(rows, query)):
        origin = line.origin
        source = " ".join(filter(None, (short_id(origin.task), origin.container))) or origin.stream
        level = level_of(line.text)
        for part, text in enumerate(line.text.split("\n")):
            found.append(LogLine(line.time, source, text, level, f"{number}/{part}"))
    return found


def _is_numeric(name: str, rows: tuple[insights.Row, ...]) -> bool:
    values = [value for row in rows if (value := row.get(name))]
    return bool(values) and all(_number(value) is not None for value in values)


def _cell(value: str) -> Cell:
    text = value[:_WIDEST].replace("\n", "␤")
    return Cell(text, sort=_number(value))


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
