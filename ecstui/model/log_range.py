"""A range of time as people type it: `3d`, `2026-11-20 .. 2026-11-22`, `yesterday 14:00 .. 15:30`."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

SAID = "type 3d or 2026-11-20 .. 2026-11-22"

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_PART = re.compile(r"(\d+)\s*([smhdw])")
_SPAN = re.compile(r"(?:last\s+)?((?:\d+\s*[smhdw]\s*)+)(?:\s*ago)?")
_DAYS = {"today": 0, "yesterday": 1}
_LONGEST = 10 * 365 * 86_400  # seconds, longer than CloudWatch keeps what it does not keep for ever
_NEAR = timedelta(minutes=1)


def parse_range(text: str, now: datetime, zone: tzinfo | None = None) -> tuple[datetime, datetime]:
    """The first and last moment; times without a zone are in `zone`, or local. Raises ValueError in words.

    A span is the last so long. A day alone is the whole day, as a beginning its start, as an end its end.
    """
    first, dots, last = text.strip().casefold().partition("..")
    here = now.astimezone(zone)
    start, begun_by_day = _moment(first.strip(), here)
    if not dots:
        end = start + timedelta(days=1) if begun_by_day else here
    elif last.strip():
        end, ended_by_day = _moment(last.strip(), here, day=start)
        end += timedelta(days=ended_by_day)
    else:
        end = here
    end = min(end, here) if end > here > start else end
    if end <= start:
        raise ValueError("the end of the time is not after its beginning")
    if start > here:
        raise ValueError("that time is yet to come")
    return start, end


def range_words(start: datetime, end: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """A range as `parse_range` reads it: the span where it ends now."""
    seconds = round((end - start).total_seconds())
    if abs(end - now) < _NEAR and seconds > 0:
        return _span_words(seconds)
    return " .. ".join(moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") for moment in (start, end))


def _span_words(seconds: int) -> str:
    for unit in ("d", "h", "m", "s"):
        if seconds % _SECONDS[unit] == 0:
            return f"{seconds // _SECONDS[unit]}{unit}"
    raise AssertionError("seconds divide every whole span")


def _moment(text: str, here: datetime, day: datetime | None = None) -> tuple[datetime, bool]:
    """A moment, and whether it is a day; a time of day alone is of `day`, else the last that has been."""
    if text in {"", "now"}:
        if not text:
            raise ValueError(SAID)
        return here, False
    if (span := _SPAN.fullmatch(text.removeprefix("-"))) is not None:
        return here - _span(span[1]), False
    word, _, rest = text.partition(" ")
    if word in _DAYS:
        midnight = datetime.combine(here.date() - timedelta(days=_DAYS[word]), time(), here.tzinfo)
        return (_at(midnight, rest.strip()), False) if rest.strip() else (midnight, True)
    if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text):
        found = _at(here if day is None else day, text)
        return (found if day is not None or found <= here else found - timedelta(days=1)), False
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError:
        raise ValueError(SAID) from None
    return (found if found.tzinfo else found.replace(tzinfo=here.tzinfo)), len(text) == len("2026-11-20")


def _span(text: str) -> timedelta:
    seconds = sum(int(number) * _SECONDS[unit] for number, unit in _PART.findall(text))
    return timedelta(seconds=min(seconds, _LONGEST))


def _at(day: datetime, text: str) -> datetime:
    try:
        return datetime.combine(day.date(), time.fromisoformat(text.zfill(5)), day.tzinfo)
    except ValueError:
        raise ValueError(SAID) from None
