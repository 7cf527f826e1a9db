"""Moments and spans as people type them: "14:02", "10m ago", "yesterday 14:00". The past is meant."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

_UNITS = {
    "milliseconds": ("ms", "msec", "millis"),
    "seconds": ("s", "sec", "secs", "second"),
    "minutes": ("m", "min", "mins", "minute"),
    "hours": ("h", "hr", "hrs", "hour"),
    "days": ("d", "day"),
    "weeks": ("w", "week"),
}
_UNIT_OF = {short: unit for unit, shorts in _UNITS.items() for short in (*shorts, unit)}

_SPAN_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)\s*", re.ASCII)
_SPAN = re.compile(rf"(?:{_SPAN_PART.pattern})+", re.ASCII)
_AGO = re.compile(r"-?\s*(?P<before>.+?)(?:\s+ago)?")
_CLOCK = re.compile(
    r"(?:(?P<day>today|yesterday)(?:\s+(?:at\s+)?|$))?"
    r"(?:(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,6}))?)?\s*(?P<utc>z|utc)?)?",
    re.ASCII,
)
_ISO_ZONE = re.compile(r"\s+(?=[+-]\d\d)|\s*utc$")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}", re.ASCII)
_MOMENTS = 'a time such as 14:02, -10m, "yesterday 14:00" or 2026-05-04T14:02:31Z'


def parse_span(text: str) -> timedelta:
    """A span of time: "90s", "10m", "1h30m", "2d", "500ms"; ValueError, in words, for anything else."""
    typed = text.strip().lower()
    if not _SPAN.fullmatch(typed):
        raise ValueError(f"{text!r} is no span of time such as 90s, 10m, 1h30m or 2d")
    total = timedelta()
    for number, unit in _SPAN_PART.findall(typed):
        if unit not in _UNIT_OF:
            raise ValueError(f"{text!r}: {unit} is no unit of time: ms, s, m, h, d and w are")
        try:
            total += timedelta(**{_UNIT_OF[unit]: float(number)})
        except OverflowError:
            raise ValueError(f"{text!r} is longer than time is counted here") from None
    return total


def parse_moment(text: str, now: datetime, tz: tzinfo) -> datetime:
    """The moment meant by `text`, in `tz`, which is also the zone of a time that names none.

    A time of day is the last one that has been: "14:02" before 14:02 is yesterday's.
    Raises ValueError, in words.
    """
    typed = " ".join(text.split()).lower()
    moment = _clock(typed, now, tz) or _epoch(typed) or _iso(typed, tz) or _before(typed, now)
    if moment is None:
        raise ValueError(f"{text!r} is not {_MOMENTS}")
    try:
        return moment.astimezone(tz)
    except OverflowError:
        raise ValueError(f"{text!r} is outside of the calendar") from None


def parse_local_moment(text: str, now: datetime) -> datetime:
    """The moment meant by `text`, as `parse_moment` has it, in this machine's zone. Raises ValueError."""
    return parse_moment(text, now, now.astimezone().tzinfo or UTC)


def _clock(typed: str, now: datetime, tz: tzinfo) -> datetime | None:
    if typed == "now":
        return now
    found = _CLOCK.fullmatch(typed)
    if found is None or not typed:
        return None
    zone = UTC if found["utc"] else tz
    today = now.astimezone(zone).date()
    part = (found["part"] or "").ljust(6, "0")
    try:
        clock = time(int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0), int(part))
    except ValueError:
        raise ValueError(f"{typed!r} is no time of day") from None
    if found["day"]:
        return _at(today - timedelta(days=found["day"] == "yesterday"), clock, zone, now)
    moment = _at(today, clock, zone, now)
    return moment if moment <= now else _at(today - timedelta(days=1), clock, zone, now)


def _at(day: date, clock: time, zone: tzinfo, now: datetime) -> datetime:
    """A wall clock's time as a moment; of the two that a turned-back clock shows, the last that has been."""
    moments = [datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (1, 0)]
    return next((moment for moment in moments if moment <= now), moments[1])


def _epoch(typed: str) -> datetime | None:
    if not _EPOCH.fullmatch(typed):
        return None
    digits, number = typed.partition(".")[0], float(typed)
    return datetime.fromtimestamp(number / 1000 if len(digits) > 10 else number, UTC)


def _iso(typed: str, tz: tzinfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_ISO_ZONE.sub(lambda found: "z" * ("utc" in found[0]), typed).upper())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=tz)


def _before(typed: str, now: datetime) -> datetime | None:
    found = _AGO.fullmatch(typed)
    if found is None or not _SPAN.fullmatch(found["before"]):
        return None
    try:
        return now.astimezone(UTC) - parse_span(found["before"])
    except OverflowError:
        raise ValueError(f"{typed!r} is before the calendar begins") from None
