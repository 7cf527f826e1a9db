"""Ages, sizes, counts and times the way people say them, as narrow as a table's column needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SIZES = ("kB", "MB", "GB", "TB", "PB")


def age(seconds: float) -> str:
    """A span of time in at most five characters' worth of units: "42s", "4m", "3h12m", "2d"."""
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m"
    if whole < _DAY:
        hours, minutes = whole // _HOUR, whole % _HOUR // _MINUTE
        return f"{hours}h{minutes:02}m" if minutes else f"{hours}h"
    return f"{whole // _DAY}d"


def countdown(seconds: float) -> str:
    """Time left to the second: "0:42", "21:34", "3:12:09"; "0:00" once it has run out."""
    whole = max(0, int(seconds))
    minutes = f"{whole % _HOUR // _MINUTE}:{whole % _MINUTE:02}"
    return minutes if whole < _HOUR else f"{whole // _HOUR}:{minutes:0>5}"


def since(moment: datetime | None, now: datetime) -> str:
    """The age of a moment; "" where there is none."""
    return "" if moment is None else age((now - moment).total_seconds())


def size(count: int) -> str:
    """Bytes in the decimal units registries use: "512 B", "1.4 kB", "143 MB"."""
    if count < 1000:
        return f"{count} B"
    value = float(count)
    for unit in _SIZES:
        value /= 1000
        if value < 999.5 or unit == _SIZES[-1]:
            return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"
    raise AssertionError("the last unit takes every size")


def count(number: int) -> str:
    """A number with its thousands parted: "1,204"."""
    return f"{number:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number and its noun: "1 task", "2 tasks", "3 repositories"."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def reached(running: int, desired: int | None = None, pending: int = 0) -> str:
    """Tasks running of those desired: "3/5", and with tasks on their way "3/5 +2"; "12 +1" of no number."""
    of = "" if desired is None else f"/{count(desired)}"
    return f"{count(running)}{of}" + (f" +{count(pending)}" if pending else "")


def clock_time(moment: datetime, zone: tzinfo | None = None) -> str:
    """The time of day, "14:03:22"; in local time unless a zone is given."""
    return moment.astimezone(zone).strftime("%H:%M:%S")


def date_time(moment: datetime, zone: tzinfo | None = None) -> str:
    """Day and time, "2026-05-04 14:03:22"; in local time unless a zone is given."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def date_time_zone(moment: datetime, zone: tzinfo | None = None) -> str:
    """Day, time and how far from UTC that is, "2026-05-04 14:03:22+02:00", as another reader needs it."""
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds")
