"""One log event as rows of name and value: what CloudWatch tells of it, then its own fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from ecstui.model.humane import counted
from ecstui.model.log_filter import field_term
from ecstui.model.log_text import field_pairs, pretty
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from ecstui.model.log_line import LogLine

COLUMNS = (
    Column("name", "Field", min_width=10, max_width=30, priority=9, sortable=False),
    Column("value", "Value", min_width=20, max_width=4000, weight=1, priority=10, sortable=False),
)
WHOLE = "event"
"""The name of the row that stands for the whole event."""


@dataclass(frozen=True, slots=True)
class EventField:
    """A name and a value. `term` is what it is in the filter's language, "" where that cannot ask for it;
    `column` whether it can be a column of the view."""

    name: str
    value: str
    term: str = ""
    column: bool = False


def event_fields(line: LogLine, zone: tzinfo | None = None) -> tuple[EventField, ...]:
    """All there is to say of an event; times also in `zone` (None: local)."""
    origin = line.origin
    places = (
        ("task", origin.task),
        ("container", origin.container),
        ("revision", origin.revision),
        ("group", origin.group),
        ("stream", origin.stream),
    )
    number = line.text.count("\n") + 1
    return (
        EventField(
            WHOLE, line.text.partition("\n")[0] + (f"  ({counted(number, 'line')})" if number > 1 else "")
        ),
        EventField("time", _moment(line.time, zone)),
        EventField(
            "ingested", f"{(line.ingested - line.time) / 1000:+.3f} s later, {_moment(line.ingested, zone)}"
        ),
        EventField(
            "severity", line.level.name.lower(), f"level={line.level.name.lower()}" if line.level else ""
        ),
        *(EventField(name, value, field_term(name, value)) for name, value in places if value),
        *(
            EventField(name, value, field_term(name, value), column=True)
            for name, value in field_pairs(line.text)
        ),
    )


def whole_value(line: LogLine, field: EventField) -> tuple[str, ...]:
    """A field's value in lines, nothing of it cut; a whole event pretty-printed."""
    return pretty(line.text) if field.name == WHOLE else tuple(field.value.split("\n"))


def event_rows(fields: tuple[EventField, ...]) -> tuple[Row, ...]:
    """The rows of a table; the key is the place, for names may repeat."""
    return tuple(
        Row(str(place), (Cell(field.name, "label"), Cell(field.value.partition("\n")[0])))
        for place, field in enumerate(fields)
    )


def _moment(time: int, zone: tzinfo | None) -> str:
    moment = datetime.fromtimestamp(time / 1000, UTC)
    local = moment.astimezone(zone)
    also = "" if local.tzname() == "UTC" else f", {moment:%H:%M:%S} UTC"
    return f"{local:%Y-%m-%d %H:%M:%S}.{time % 1000:03} {local:%Z}{also}"
