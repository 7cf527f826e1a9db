"""The columns before the text of a log line: level, time, task, container, revision, and fields picked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias
from zlib import crc32

from ecstui.model.humane import age
from ecstui.model.log_line import Level
from ecstui.model.text import safe
from ecstui.ui.widgets.cell_text import Align, fit, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecstui.model.log_line import LogLine, Origin

TimeStyle: TypeAlias = Literal["utc", "local", "relative", "hidden"]

SOURCE_COLORS = 6
WIDEST = {"task": 8, "container": 20, "revision": 10}
WIDEST_FIELD = 24
LEAST_TEXT = 20
"""Cells the text keeps where columns would leave it less: then columns go, from the right."""

LEVEL_SIGNS = {Level.FATAL: "F", Level.ERROR: "E", Level.WARN: "W"}
"""What tells a level where colours cannot."""

_DAY = 86_400_000
_YEAR_9999 = 253_402_214_400_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns are shown. Times are of day, or how long ago."""

    level: bool = True
    time: TimeStyle = "local"
    task: bool = True
    container: bool | None = None  # None: where lines come from several
    revision: bool = False


ALL_COLUMNS = Columns()


class Slot(NamedTuple):
    """A shown column: its name ("field 0" for the first of the fields), width and side."""

    name: str
    width: int
    align: Align = "left"


class ColumnWidths:
    """How wide the columns are: as wide as what they have held, up to a cap."""

    def __init__(self) -> None:
        self._origins: set[Origin] = set()
        self._containers: set[str] = set()
        self._widest = dict.fromkeys(WIDEST, 0)
        self._fields: list[int] = []

    def see(self, origins: Iterable[Origin]) -> bool:
        """Take note of where lines come from; whether the columns are others by it."""
        before, several = dict(self._widest), self._several
        for origin in origins:
            self._origins.add(origin)
            self._containers.add(origin.container)
            for name, cap in WIDEST.items():
                width = min(cap, width_of(source(origin, name)))
                self._widest[name] = max(self._widest[name], width)
        return self._widest != before or self._several != several

    @property
    def _several(self) -> bool:
        """Whether lines come from more than one container: of one the name says nothing."""
        return len(self._containers - {""}) > 1

    def unknown(self, lines: Iterable[LogLine]) -> set[Origin]:
        """The origins of lines that it has not seen."""
        return {line.origin for line in lines} - self._origins

    def look_again(self) -> bool:
        """More may be known of the origins seen; whether a column is wider by it."""
        return self.see(tuple(self._origins))

    def see_fields(self, values: Sequence[str]) -> bool:
        """Take note of the values of the fields picked; whether a column is wider by it."""
        before = list(self._fields)
        self._fields += [0] * (len(values) - len(self._fields))
        self._fields = [
            max(known, min(WIDEST_FIELD, width_of(value)))
            for known, value in zip(self._fields, values, strict=False)
        ]
        return self._fields != before

    def forget_fields(self) -> None:
        """Other fields are picked."""
        self._fields = []

    def forget(self) -> None:
        """Other lines come."""
        self._origins.clear()
        self._containers.clear()
        self._widest = dict.fromkeys(WIDEST, 0)
        self._fields = []

    def slots(self, columns: Columns, fields: int, time_width: int, room: int) -> tuple[Slot, ...]:
        """The columns there are room for beside the text, each to be followed by a space."""
        slots = [Slot("level", 1)] if columns.level else []
        if columns.time != "hidden":
            slots.append(Slot("time", time_width, "right" if columns.time == "relative" else "left"))
        widest = self._widest
        container = self._several if columns.container is None else columns.container
        wished = {"task": columns.task, "container": container, "revision": columns.revision}
        slots += [Slot(name, widest[name]) for name in WIDEST if wished[name] and widest[name]]
        widths = self._fields + [0] * fields
        slots += [Slot(f"field {index}", max(1, widths[index])) for index in range(fields)]
        while len(slots) > 1 and room - sum(slot.width + 1 for slot in slots) < LEAST_TEXT:
            slots.pop()
        return tuple(slots)


def source(origin: Origin, name: str) -> str:
    """The task, container or revision that lines come from; of the task the beginning of its id, and the
    stream's name where that does not tell a task."""
    if name == "task":
        return safe(origin.task or origin.stream)[: WIDEST["task"]]
    return safe(origin.container if name == "container" else origin.revision)


def source_color(value: str) -> int:
    """The number of the colour of a task, container or revision; always the same for the same."""
    return crc32(value.encode(errors="replace")) % SOURCE_COLORS


def cell(line: LogLine, slot: Slot, time: str, fields: Sequence[str]) -> str:
    """What stands in a column, in exactly its width."""
    match slot.name:
        case "level":
            value = LEVEL_SIGNS.get(line.level, " ")
        case "time":
            value = time
        case "task" | "container" | "revision":
            value = source(line.origin, slot.name)
        case _:
            value = fields[int(slot.name.removeprefix("field "))]
    return fit(value, slot.width, slot.align)


def clock_time(time: int, zone: tzinfo | None, *, with_date: bool) -> str:
    """A time of day with milliseconds, local where `zone` is None, the date before it if asked for."""
    # A day from either end of what `datetime` knows, so that no time zone leads beyond it.
    known = max(_DAY, min(time, _YEAR_9999))
    moment = datetime.fromtimestamp(known // 1000, UTC).astimezone(zone)
    date = f"{moment:%m-%d} " if with_date else ""
    return f"{date}{moment:%H:%M:%S}.{known % 1000:03}"


def days_apart(first: int, last: int, zone: tzinfo | None) -> bool:
    """Whether two times are of different days."""
    return clock_time(first, zone, with_date=True)[:5] != clock_time(last, zone, with_date=True)[:5]


def ago(time: int, now: int) -> str:
    """How long ago a time was; "-3s" where it is still to come."""
    return age((now - time) / 1000) if now >= time else f"-{age((time - now) / 1000)}"


TIME_WIDTHS = {False: 12, True: 18}
"""Of a time of day, and of one with its date."""

AGO_WIDTH = 6
