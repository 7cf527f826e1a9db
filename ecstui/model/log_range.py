"""A span of time as people type it: `3d`, `-2h`, `2026-11-20 .. 2026-11-22`, `14:00 .. 15:30`."""

from __future__ import annotations

from datetime import UTC, datetime

from ecstui.model.log_time import parse_moment, parse_span

_TO = ".."


def parse_range(text: str, now: datetime) -> tuple[datetime, datetime]:
    """Where it begins and ends; a span alone ends now. Times are local. Raises ValueError in words."""
    begin, dots, end = (part.strip() for part in text.partition(_TO))
    zone = now.astimezone().tzinfo or UTC
    if not begin:
        raise ValueError("name a time, such as 3d, or 2026-11-20 .. 2026-11-22")
    if dots:
        start = parse_moment(begin, now, zone)
        until = parse_moment(end, now, zone) if end else now
    else:
        try:
            start = now - parse_span(begin.removeprefix("-"))
        except ValueError:
            start = parse_moment(begin, now, zone)
        until = now
    if until <= start:
        raise ValueError("it ends before it begins")
    return start.astimezone(UTC), until.astimezone(UTC)


def range_words(start: datetime, end: datetime) -> str:
    """A range in words that `parse_range` takes: in local time, by the second."""
    return f"{_words(start)} {_TO} {_words(end)}"


def _words(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")
