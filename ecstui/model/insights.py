"""A query of CloudWatch Logs Insights, how far it is, what it found, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from ecstui.model.humane import counted, size
from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.model.logs import stream_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST_ROWS = 10_000
"""What AWS gives where a query sets no limit; it takes up to 100,000."""

MOST_GROUPS = 50

PRICE = 0.005
"""US dollars a GB scanned, in us-east-1; other regions ask for somewhat more, hence "about"."""

_GB = 1_000_000_000
_UNDER_WAY = frozenset({"Scheduled", "Running", "Unknown"})
_OF_EVERY_LINE = frozenset({"@timestamp", "@ingestionTime", "@message", "@logStream", "@log", "@ptr"})


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: of which log groups (names or ARNs) of a region, `start` and `end` included."""

    groups: tuple[str, ...]
    text: str
    start: datetime
    end: datetime
    limit: int = MOST_ROWS
    region: str = ""

    @property
    def where(self) -> str:
        """Its log groups in short."""
        first, more = self.groups[0] if self.groups else "", len(self.groups) - 1
        return f"{first} and {counted(more, 'other')}" if more > 0 else first


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a query is: records matched and scanned, bytes scanned, seconds since it was started."""

    status: str = "Scheduled"
    matched: int = 0
    scanned: int = 0
    bytes: int = 0
    elapsed: float = 0.0

    @property
    def running(self) -> bool:
        """Whether there is more to come."""
        return self.status in _UNDER_WAY


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a result: its fields in order, with safe values; a message may have several lines."""

    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The value of a field; "" where there is none."""
        return next((value for field, value in self.fields if field == name), "")

    @property
    def pointer(self) -> str:
        """What leads to the whole event; "" for rows that count."""
        return self.get("@ptr")

    @property
    def time(self) -> int | None:
        """The event's time in ms since the epoch; None where the row has none."""
        try:
            moment = datetime.fromisoformat(self.get("@timestamp")).replace(tzinfo=UTC)
        except ValueError:
            return None
        return round(moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class RowsPage:
    """One page of a result. While the query runs its rows are a foretaste, which later ones replace."""

    progress: Progress
    rows: tuple[Row, ...]
    next_token: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A step of a query: its progress, and the rows that came; `anew`: in place of all before."""

    progress: Progress
    rows: tuple[Row, ...] = ()
    anew: bool = False


def columns(rows: Iterable[Row]) -> tuple[str, ...]:
    """The fields that any of the rows has, in order, but for the pointers."""
    names = dict.fromkeys(name for row in rows for name, _ in row.fields)
    names.pop("@ptr", None)
    return tuple(names)


def are_lines(rows: tuple[Row, ...]) -> bool:
    """Whether rows are log lines and nothing more, in order of time: others are better read as a table."""
    if not rows or not set(columns(rows)) <= _OF_EVERY_LINE or not all(row.get("@message") for row in rows):
        return False
    times = [time for row in rows if (time := row.time) is not None]
    return len(times) == len(rows) and (
        all(one >= other for one, other in pairwise(times))
        or all(one <= other for one, other in pairwise(times))
    )


def log_lines(
    rows: Iterable[Row], query: Query, level_of: Callable[[str], Level] = lambda text: Level.NONE
) -> list[LogLine]:
    """The rows (see `are_lines`) as log lines, one a row; those of one stream share their origin."""
    origins: dict[tuple[str, str], Origin] = {}
    found: list[LogLine] = []
    for row in rows:
        # "@log" is account:group; a query of one group need not ask for it.
        group = row.get("@log").partition(":")[2] or (query.groups[0] if len(query.groups) == 1 else "")
        key = (group, row.get("@logStream"))
        if key not in origins:
            origins[key] = _origin(query.region, *key)
        time, text = row.time or 0, row.get("@message")
        found.append(LogLine(time, time, origins[key], text, level_of(text)))
    return found


def _origin(region: str, group: str, stream: str) -> Origin:
    _, container, task = stream_parts(stream)
    return Origin(region, group, stream, task=task, container=container)


def cost(scanned: int) -> float:
    """US dollars for so many bytes scanned, about."""
    return scanned / _GB * PRICE


def cost_words(scanned: int) -> str:
    """In words: "1.2 GB scanned, about $0.006"."""
    dollars = cost(scanned)
    if dollars < 0.0005:
        price = "under $0.001"
    else:
        price = f"about ${dollars:.3f}" if dollars < 1 else f"about ${dollars:,.2f}"
    return f"{size(scanned)} scanned, {price}"


def progress_words(progress: Progress) -> str:
    """In words: "1,204 matched of 88,000, 1.2 GB scanned, about $0.006"."""
    return f"{progress.matched:,} matched of {progress.scanned:,}, {cost_words(progress.bytes)}"
