"""The tail's window: what it asks for, what it knows, and how far it reaches back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.live.tail_pages import Pace
from ecstui.live.tail_window import Lateness, Seen, TailWindow, WindowRules
from ecstui.model.logs import LogEvent

RULES = WindowRules()
NOW = 10_000_000


def event(identity: str, timestamp: int, lateness: int = 0) -> LogEvent:
    return LogEvent(identity, timestamp, timestamp + lateness, "app/web/1", "a line")


def window(floor: int = 0, low: int = NOW) -> TailWindow:
    return TailWindow(RULES, floor=floor, low=low, now=NOW)


def test_an_event_is_admitted_once() -> None:
    seen = Seen()
    assert [e.id for e in seen.admit([event("a", 1), event("b", 1), event("a", 1)])] == ["a", "b"]
    assert seen.admit([event("b", 1)]) == ()


def test_only_what_no_poll_will_return_is_forgotten() -> None:
    seen = Seen()
    seen.admit([event("old", 10), event("new", 20)])
    seen.prune(20)
    assert len(seen) == 1
    assert seen.admit([event("new", 20)]) == ()


def test_the_next_poll_begins_an_overlap_before_the_last_complete_one() -> None:
    w = window()
    w.complete(NOW + 2_000)
    assert w.begin(NOW + 4_000) == NOW + 2_000 - RULES.overlap


def test_an_incomplete_poll_does_not_move_the_window() -> None:
    w = window()
    before = w.begin(NOW + 2_000)
    w.note((event("a", NOW + 1_000),), NOW + 2_000)
    assert w.begin(NOW + 50_000) == before


def test_once_a_minute_a_poll_sweeps_until_one_is_complete() -> None:
    w = window()
    w.complete(NOW + 59_000)
    assert w.begin(NOW + 59_999) == NOW + 59_000 - RULES.overlap
    assert w.begin(NOW + 60_000) == NOW + 60_000 - RULES.sweep_span
    assert w.begin(NOW + 62_000) == NOW + 62_000 - RULES.sweep_span
    assert w.complete(NOW + 62_000)
    assert w.begin(NOW + 64_000) == NOW + 62_000 - RULES.overlap


def test_a_sweep_after_an_outage_begins_where_the_outage_did() -> None:
    w = window(low=NOW)
    assert w.begin(NOW + 3_600_000) == NOW


def test_nothing_older_than_the_history_shown_is_ever_asked_for() -> None:
    w = window(floor=NOW - 1_000)
    w.complete(NOW + 1_000)
    assert w.begin(NOW + 2_000) == NOW - 1_000
    assert w.begin(NOW + 61_000) == NOW - 1_000


def test_events_that_only_a_sweep_found_are_counted_as_late() -> None:
    w = window()
    w.complete(NOW + 60_000)
    w.begin(NOW + 60_000)
    w.note((event("late", NOW + 10_000, 40_000), event("new", NOW + 59_000)), NOW + 60_000)
    assert w.late == 1


@pytest.mark.parametrize(
    ("lateness", "overlap"), [(3_000, 15_000), (20_000, 30_000), (60_000, 90_000), (900_000, 120_000)]
)
def test_the_overlap_grows_with_the_lateness_measured_up_to_two_minutes(lateness: int, overlap: int) -> None:
    w = window()
    w.note(tuple(event(str(n), NOW, lateness) for n in range(100)), NOW)
    assert w.overlap == overlap


def test_lateness_of_long_ago_is_forgotten() -> None:
    lateness = Lateness(span=600_000, longest=120_000)
    lateness.note([event("a", 0, 50_000)], now=0)
    assert lateness.quantile(0.999) == 50_000
    lateness.note([event("b", 700_000, 1_000)], now=700_000)
    assert lateness.quantile(0.999) == 1_000


@given(st.lists(st.integers(0, 119_000), min_size=1, max_size=50))
def test_the_whole_quantile_is_the_worst_lateness_in_full_seconds(latenesses: list[int]) -> None:
    lateness = Lateness(span=600_000, longest=120_000)
    lateness.note([event(str(n), 0, late) for n, late in enumerate(latenesses)], now=0)
    assert lateness.quantile(1.0) == -(-max(latenesses) // 1000) * 1000


@given(st.lists(st.integers(1, 90_000), min_size=1, max_size=60), st.data())
def test_no_poll_asks_for_what_was_forgotten(pauses: list[int], data: st.DataObject) -> None:
    w = window(low=NOW - RULES.overlap)
    now, forgotten = NOW, 0
    for number, pause in enumerate(pauses):
        now += pause
        assert w.begin(now) >= forgotten
        lateness = data.draw(st.integers(0, 200_000))
        w.note((event(str(number), now, lateness),), now)
        if data.draw(st.booleans()) and w.complete(now):
            forgotten = w.oldest_needed


def test_the_pace_halves_when_hindered_and_recovers_by_tenths() -> None:
    pace = Pace(2.0, 10.0)
    for _ in range(5):
        pace.slower()
    assert pace.seconds == 10.0
    pace.recover()
    assert pace.seconds == 9.0
    for _ in range(50):
        pace.recover()
    assert pace.seconds == 2.0


def test_what_could_still_grow_when_older_lines_were_read_is_polled_again() -> None:
    w = window(floor=NOW - 1_000)
    w.complete(NOW + 1_000)
    w.deepen(NOW - 50_000, NOW + 2_000)
    assert w.floor == NOW - 50_000
    assert w.begin(NOW + 3_000) == NOW + 2_000 - RULES.overlap


def test_what_was_settled_when_older_lines_were_read_is_not_polled_again() -> None:
    w = window(floor=NOW - 100_000)
    w.complete(NOW + 1_000)
    w.deepen(NOW - 500_000, NOW - 10_000)
    assert w.begin(NOW + 3_000) == NOW + 1_000 - RULES.overlap


def test_a_poll_that_began_before_older_lines_were_read_does_not_move_the_window() -> None:
    w = window(floor=NOW - 1_000)
    w.begin(NOW + 2_000)
    w.deepen(NOW - 50_000, NOW + 1_000)
    assert not w.complete(NOW + 2_000)
    assert w.begin(NOW + 4_000) == NOW + 1_000 - RULES.overlap
