"""Log events, and where a container's lines go."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogSource:
    """One log group, region and stream prefix to be tailed; a prefix ends in `/` or names one stream."""

    region: str
    group: str
    prefix: str

    @property
    def place(self) -> tuple[str, str]:
        """Region and log group."""
        return (self.region, self.group)


@dataclass(frozen=True, slots=True)
class LogGroup:
    """One log group. `created` in ms since the epoch; `retention_days` None where it keeps all for ever."""

    name: str
    arn: str
    created: int
    retention_days: int | None
    log_class: str = "STANDARD"


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event of CloudWatch Logs. Times are ms since the epoch; `message` is safe, one line or more."""

    id: str
    timestamp: int
    ingested: int
    stream: str
    message: str

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands among others: by its time, then by its ingestion.

        Those of one time and ingestion stand as CloudWatch gave them, oldest first: sort stably.
        """
        return (self.timestamp, self.ingested)


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of FilterLogEvents; finished only when `next_token` is None, even if it holds no events."""

    events: tuple[LogEvent, ...]
    next_token: str | None


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One event of Live Tail, which has no id. Times are ms since the epoch; `message` is safe."""

    group: str
    stream: str
    timestamp: int
    ingested: int
    message: str


@dataclass(frozen=True, slots=True)
class LiveUpdate:
    """What was ingested in the last second; `sampled` where not all of it is in it."""

    events: tuple[LiveEvent, ...]
    sampled: bool


def stream_parts(stream: str) -> tuple[str, str, str]:
    """Prefix, container and task id of an awslogs stream `prefix/container/task-id`; "" where missing."""
    parts = stream.rsplit("/", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", stream)


_FIRELENS = re.compile(r"(.*?)([^/]+)-firelens-([0-9a-f-]+)")


def firelens_parts(stream: str) -> tuple[str, str, str] | None:
    """Prefix, container and task id of a FireLens stream `<prefix><container>-firelens-<task-id>`, else None.

    A prefix that does not end in `/` is taken for a part of the container's name.
    """
    found = _FIRELENS.fullmatch(stream)
    return (found[1], found[2], found[3]) if found else None
