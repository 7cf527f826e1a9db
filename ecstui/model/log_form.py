"""A log line as text for files and pipes: for people, or as one JSON object."""

from __future__ import annotations

import json
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.model.log_line import LogLine

_INDENT = "    "


def iso_time(ms: int, zone: tzinfo | None = None) -> str:
    """A moment in ISO 8601 with milliseconds, in `zone` (None: local)."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone).isoformat(timespec="milliseconds")


def text_form(line: LogLine, zone: tzinfo | None = None) -> str:
    """Time, task, container, message; the further lines of an event indented below it."""
    origin = line.origin
    source = " ".join(filter(None, (origin.task[:8], origin.container))) or origin.stream
    return f"{iso_time(line.time, zone)} {source}  " + line.text.replace("\n", f"\n{_INDENT}")


def json_form(line: LogLine) -> str:
    """One JSON object on one line; times in UTC."""
    origin = line.origin
    return json.dumps(
        {
            "timestamp": iso_time(line.time, UTC),
            "ingestionTime": iso_time(line.ingested, UTC),
            "task": origin.task,
            "container": origin.container,
            "revision": origin.revision,
            "logGroup": origin.group,
            "logStream": origin.stream,
            "level": line.level.name.lower() if line.level else "",
            "message": line.text,
        },
        ensure_ascii=False,
    )
