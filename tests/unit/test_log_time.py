"""Moments and spans as they are typed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from time import tzset
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.model.log_time import parse_local_moment, parse_moment, parse_span

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)  # 14:00 in Berlin


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", "2026-05-04T12:00:00+00:00"),
        ("14:00", "2026-05-04T12:00:00+00:00"),
        ("14:02", "2026-05-03T12:02:00+00:00"),
        ("9:05", "2026-05-04T07:05:00+00:00"),
        ("13:59:31", "2026-05-04T11:59:31+00:00"),
        ("13:59:31.5", "2026-05-04T11:59:31.500000+00:00"),
        ("11:30Z", "2026-05-04T11:30:00+00:00"),
        ("11:30 UTC", "2026-05-04T11:30:00+00:00"),
        ("yesterday 14:00", "2026-05-03T12:00:00+00:00"),
        ("yesterday at 14:00", "2026-05-03T12:00:00+00:00"),
        ("yesterday", "2026-05-02T22:00:00+00:00"),
        ("today", "2026-05-03T22:00:00+00:00"),
        ("-10m", "2026-05-04T11:50:00+00:00"),
        ("10m ago", "2026-05-04T11:50:00+00:00"),
        ("10 minutes ago", "2026-05-04T11:50:00+00:00"),
        ("2h", "2026-05-04T10:00:00+00:00"),
        ("1h30m", "2026-05-04T10:30:00+00:00"),
        ("2026-05-04", "2026-05-03T22:00:00+00:00"),
        ("2026-05-04T14:02", "2026-05-04T12:02:00+00:00"),
        ("2026-05-04 14:02:31", "2026-05-04T12:02:31+00:00"),
        ("2026-05-04T14:02:31Z", "2026-05-04T14:02:31+00:00"),
        ("2026-05-04T14:02:31.123+05:30", "2026-05-04T08:32:31.123000+00:00"),
        ("2026-05-04 14:02:31 UTC", "2026-05-04T14:02:31+00:00"),
        ("1777896000", "2026-05-04T12:00:00+00:00"),
        ("1777896000123", "2026-05-04T12:00:00.123000+00:00"),
    ],
)
def test_a_moment_is_read_as_it_is_meant(text: str, moment: str) -> None:
    found = parse_moment(text, NOW, BERLIN)
    assert found.tzinfo is BERLIN
    assert found.astimezone(UTC).isoformat() == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "25:00",
        "14:60",
        "10",
        "-",
        "ago",
        "tomorrow",
        "2026-13-01",
        "99999999d",
        "9" * 30 + "d",
        "1h ago ago",
    ],
)
def test_what_is_no_moment_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"no time of day|is not a time|before the calendar|longer than"):
        parse_moment(text, NOW, BERLIN)


def test_a_moment_outside_of_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="outside of the calendar"):
        parse_moment("0001-01-01T00:00:00+14:00", NOW, BERLIN)


def test_of_an_hour_that_came_twice_the_last_is_meant() -> None:
    after = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)  # Berlin turned back from 03:00 to 02:00 at 01:00 UTC
    assert parse_moment("02:30", after, BERLIN).astimezone(UTC).hour == 1
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert parse_moment("02:30", between, BERLIN).astimezone(UTC).hour == 0


def test_yesterday_is_the_day_before_where_the_person_is() -> None:
    late = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)  # 00:30 on the 4th in Berlin
    assert parse_moment("yesterday 23:00", late, BERLIN).isoformat() == "2026-05-03T23:00:00+02:00"
    assert parse_moment("23:00", late, BERLIN).isoformat() == "2026-05-03T23:00:00+02:00"


@given(st.times(), st.integers(0, 86_399_999))
def test_a_time_of_day_is_within_the_last_day_and_never_to_come(clock: time, passed: int) -> None:
    now = NOW + timedelta(milliseconds=passed)
    moment = parse_moment(clock.isoformat()[:8], now, UTC)
    assert timedelta(0) <= now - moment < timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("10m", 600),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        ("2d", 172_800),
        ("1w", 604_800),
        ("1.5h", 5400),
        ("500ms", 0.5),
        ("10 minutes", 600),
        ("5 MIN", 300),
        ("0s", 0),
    ],
)
def test_a_span_is_read(text: str, seconds: float) -> None:
    assert parse_span(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "10", "m", "5x", "-5m", "1h30", "9" * 30 + "d"])
def test_what_is_no_span_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"no span of time|no unit of time|longer than"):
        parse_span(text)


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert parse_moment(text, NOW, BERLIN).tzinfo is BERLIN


def test_a_time_without_a_zone_is_of_this_machine_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    tzset()
    try:
        assert parse_local_moment("9:30", NOW).astimezone(UTC).isoformat() == "2026-05-04T00:30:00+00:00"
        assert parse_local_moment("9:30Z", NOW).astimezone(UTC).isoformat() == "2026-05-04T09:30:00+00:00"
    finally:
        monkeypatch.undo()
        tzset()
