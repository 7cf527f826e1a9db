"""Log events as lines to show: their source in short, their level guessed; and the tail in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ecstui.model.humane import age, clock_time
from ecstui.model.logs import stream_parts
from ecstui.ui.rows.tasks import short_id
from ecstui.ui.widgets.log_lines import LogLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.live.log_places import LogPlaces
    from ecstui.live.tail import TailStatus
    from ecstui.model.logs import LogEvent

_LEVEL = re.compile(
    r'"(?:level|severity|lvl)"\s*:\s*"(\w+)"|\b(FATAL|CRITICAL|ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE)\b'
    r"|\blevel=(\w+)|\b(Traceback|Exception|panic)\b"
)
_LOOKED_AT = 200
_LEVELS = {
    "fatal": "error",
    "critical": "error",
    "error": "error",
    "traceback": "error",
    "exception": "error",
    "panic": "error",
    "warn": "warn",
    "warning": "warn",
    "info": "info",
    "debug": "debug",
    "trace": "debug",
}


def level_of(message: str) -> str:
    """The level that the beginning of a line tells of; "" for none."""
    found = _LEVEL.search(message[:_LOOKED_AT])
    return _LEVELS.get(next(filter(None, found.groups())).lower(), "") if found else ""


def log_lines(events: Iterable[LogEvent], *, one_task: bool = False, service: str = "") -> list[LogLine]:
    """A line for every line of every event; those of one event share time and level.

    The source is the container, and before it the task's id unless all are of `one_task`; a container that
    has the name of the `service` goes without saying.
    """
    found: list[LogLine] = []
    for event in events:
        _, container, task = stream_parts(event.stream)
        parts = (container,) if one_task else (short_id(task), "" if container == service else container)
        source = " ".join(filter(None, parts)) or short_id(task)
        level = level_of(event.message)
        for number, text in enumerate(event.message.split("\n")):
            key = event.id if number == 0 else f"{event.id}/{number}"
            found.append(LogLine(event.timestamp, source, text, level, key))
    return found


def tail_words(status: TailStatus) -> str:
    """How far the lines shown can be trusted, in a few words."""
    if status.failure is not None:
        return f"{status.failure.word}: {status.failure.why}"
    if status.waiting_for:
        return f"waiting for {', '.join(status.waiting_for)}"
    if not status.following or status.complete_to is None:
        return "opening…"
    words = [f"complete to {clock_time(datetime.fromtimestamp(status.complete_to / 1000, UTC), UTC)} UTC"]
    if status.behind:
        words.append(f"{age(status.behind)} behind")
    if status.throttled:
        words.append("throttled")
    if status.late:
        words.append(f"{status.late} late")
    return ", ".join(words)


def nothing_yet(status: TailStatus, places: LogPlaces) -> str:
    """What stands where no line is: why there is none (yet)."""
    lines = [f"{place.container}: {place.where}" for place in places.elsewhere]
    if status.failure is not None:
        lines += [str(status.failure)]
    elif status.waiting_for:
        lines += [f"the log group {group} does not exist (yet)" for group in status.waiting_for]
    elif status.following:
        lines += ["no lines in the last hour; new ones appear by themselves"]
    elif not lines:
        lines = ["looking for the newest lines…"]
    return "\n".join(lines)
