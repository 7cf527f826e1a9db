"""Ranges of time as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ecstui.model.log_range import parse_range, range_words

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("3d", at(21, 12), NOW),
        ("last 1h30m", at(24, 10, 30), NOW),
        ("-2h", at(24, 10), NOW),
        ("2026-11-20", at(20), at(21)),
        ("2026-11-20 .. 2026-11-22", at(20), at(23)),
        ("2026-11-20..2026-11-24", at(20), NOW),
        ("2026-11-20 .. 2026-11-22 14:30", at(20), at(22, 14, 30)),
        ("2026-11-20T10:00:00Z .. 2026-11-20T13:00:00+01:00", at(20, 10), at(20, 12)),
        ("yesterday", at(23), at(24)),
        ("today", at(24), NOW),
        ("yesterday 14:00 .. 15:30", at(23, 14), at(23, 15, 30)),
        ("9:00 .. 10:00", at(24, 9), at(24, 10)),
        ("13:00", at(23, 13), NOW),
        ("2d ago .. 1d ago", at(22, 12), at(23, 12)),
        ("2026-11-20 ..", at(20), NOW),
        ("1h .. now", at(24, 11), NOW),
    ],
)
def test_a_range_is_read(text: str, start: datetime, end: datetime) -> None:
    assert parse_range(text, NOW, UTC) == (start, end)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "type 3d or"),
        ("soon", "type 3d or"),
        ("2026-13-40", "type 3d or"),
        ("25:00", "type 3d or"),
        ("2026-11-22 .. 2026-11-20", "not after its beginning"),
        ("2026-12-24", "yet to come"),
        (".. 3d", "type 3d or"),
    ],
)
def test_what_is_no_range_is_told(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_range(text, NOW, UTC)


def test_an_absurd_span_is_as_long_as_any() -> None:
    assert parse_range("9" * 30 + "d", NOW, UTC)[0].year == 2016


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (NOW - timedelta(days=3), NOW, "3d"),
        (NOW - timedelta(minutes=90), NOW, "90m"),
        (at(20), at(22, 1), "2026-11-20 00:00:00 .. 2026-11-22 01:00:00"),
    ],
)
def test_a_range_is_written_as_it_is_read(start: datetime, end: datetime, words: str) -> None:
    assert range_words(start, end, NOW, UTC) == words
    assert parse_range(words, NOW, UTC) == (start, end)
