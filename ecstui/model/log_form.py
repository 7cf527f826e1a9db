"""A log line as it is printed and saved: text, with or without colours, or JSON. Pure."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from ecstui.model.arn import short_id
from ecstui.model.log_line import Level

if TYPE_CHECKING:
    from datetime import tzinfo

    from ecstui.model.log_line import LogLine, Origin

INDENT = "    "
_SOURCES = (36, 32, 34, 35, 96, 92, 94, 95)  # neither the reds nor the yellows of levels
_DIM = 2
_LEVELS = {
    Level.TRACE: _DIM,
    Level.DEBUG: _DIM,
    Level.WARN: 33,
    Level.ERROR: 31,
    Level.FATAL: 31,
}


def moment(milliseconds: int, zone: tzinfo | None) -> str:
    """A time as `2026-11-24T11:02:31.123+01:00`; in local time where no zone is given."""
    seconds, rest = divmod(milliseconds, 1000)
    begin, offset = _second(seconds, zone)
    return f"{begin}.{rest:03}{offset}"


@lru_cache(maxsize=1024)
def _second(seconds: int, zone: tzinfo | None) -> tuple[str, str]:
    """A second up to its point, and the zone's offset; busy services say many lines in one."""
    text = datetime.fromtimestamp(seconds, UTC).astimezone(zone).isoformat(timespec="seconds")
    return text[:19], text[19:]


class TextForm:
    """`TIME TASK CONTAINER MESSAGE`; the further lines of a message stand indented below."""

    def __init__(self, *, zone: tzinfo | None, colours: bool) -> None:
        self._zone = zone
        self._colours = colours
        self._width = 0

    def render(self, line: LogLine, text: str) -> str:
        """The line, its end included; `text` is what of it is to be printed."""
        origin = line.origin
        container = origin.container or "-"
        self._width = max(self._width, len(container))
        time, task = moment(line.time, self._zone), short_id(origin.task or origin.stream)
        message = text.replace("\n", f"\n{INDENT}")
        if not self._colours:
            return f"{time} {task} {container:{self._width}} {message}\n"
        source = _painted(f"{task} {container:{self._width}}", _source_colour(origin))
        return f"{_painted(time, _DIM)} {source} {_painted(message, _LEVELS.get(line.level))}\n"


class JsonForm:
    """One JSON object a line; times in UTC, `level` null where the line does not say."""

    def render(self, line: LogLine, text: str) -> str:
        """The line, its end included; `text` is what of it is to be printed."""
        origin = line.origin
        fields = {
            "timestamp": _utc(line.time),
            "ingestionTime": _utc(line.ingested),
            "task": origin.task,
            "container": origin.container,
            "revision": origin.revision,
            "logGroup": origin.group,
            "logStream": origin.stream,
            "level": line.level.name.lower() if line.level else None,
            "message": text,
        }
        return json.dumps(fields, ensure_ascii=False) + "\n"


def _utc(milliseconds: int) -> str:
    return moment(milliseconds, UTC).replace("+00:00", "Z")


def _source_colour(origin: Origin) -> int:
    """The same for a task's container wherever it is seen."""
    return _SOURCES[zlib.crc32(f"{origin.task}/{origin.container}".encode()) % len(_SOURCES)]


def _painted(text: str, colour: int | None) -> str:
    return text if colour is None else f"\x1b[{colour}m{text}\x1b[0m"
