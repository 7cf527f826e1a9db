"""Ages, sizes and counts read the way people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.model import humane

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0s"),
        (0, "0s"),
        (59.9, "59s"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h"),
        (11520, "3h12m"),
        (11100, "3h05m"),
        (86399, "23h59m"),
        (86400, "1d"),
        (200_000, "2d"),
    ],
)
def test_an_age(seconds: float, words: str) -> None:
    assert humane.age(seconds) == words


def test_the_age_of_a_moment() -> None:
    assert humane.since(NOON - timedelta(minutes=4), NOON) == "4m"
    assert humane.since(None, NOON) == ""


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1400, "1.4 kB"),
        (143_000_000, "143 MB"),
        (999_600_000, "1.0 GB"),
        (9_960_000, "10 MB"),
        (1_240_000_000, "1.2 GB"),
    ],
)
def test_a_size(count: int, words: str) -> None:
    assert humane.size(count) == words


@given(st.integers(min_value=0, max_value=10**18))
def test_a_size_fits_seven_columns(count: int) -> None:
    assert len(humane.size(count)) <= 7


def test_counts() -> None:
    assert humane.count(1204) == "1,204"
    assert humane.counted(1, "task") == "1 task"
    assert humane.counted(0, "task") == "0 tasks"
    assert humane.counted(1200, "repository", "repositories") == "1,200 repositories"


def test_times_are_said_in_the_zone_given() -> None:
    assert humane.clock_time(NOON, UTC) == "12:00:00"
    assert humane.date_time(NOON, UTC) == "2026-05-04 12:00:00"
    assert humane.date_time_zone(NOON, UTC) == "2026-05-04 12:00:00+00:00"
