"""One log event as it is held and shown: small, for a view holds a million of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import msgspec


class Level(IntEnum):
    """How grave a line is; NONE where it does not say."""

    NONE = 0
    TRACE = 1
    DEBUG = 2
    INFO = 3
    WARN = 4
    ERROR = 5
    FATAL = 6


@dataclass(slots=True, eq=False)
class Origin:
    """Where lines come from: one log stream. One object a stream, shared by all of its lines.

    `task` is the task's id, `container` its name; "" where the stream's name does not tell. `revision` is the
    number of the task definition's revision, "" until it is known.
    """

    region: str
    group: str
    stream: str
    task: str = ""
    container: str = ""
    revision: str = ""


class LogLine(msgspec.Struct, eq=False, gc=False):
    """One event of CloudWatch Logs, with those folded into it. Times are ms since the epoch.

    `text` is safe; the lines of a stack trace stand in it divided by "\\n". `gc=False` keeps a million of
    them out of the garbage collector's walks: nothing they refer to refers back. A line is itself, not what
    it says: two of the same text are two.
    """

    time: int
    ingested: int
    origin: Origin
    text: str
    level: Level = Level.NONE
