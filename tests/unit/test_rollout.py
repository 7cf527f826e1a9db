"""The arithmetic of a rolling deployment holds for every count and percentage."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ecstui.model.rollout import Rollout, breaker_threshold

desired = st.integers(min_value=0, max_value=20_000)
minimum = st.integers(min_value=0, max_value=100)
maximum = st.integers(min_value=100, max_value=300)


@given(desired, minimum, maximum)
def test_floor_is_rounded_up_and_ceiling_down(count: int, low: int, high: int) -> None:
    rollout = Rollout(count, low, high)
    assert rollout.floor == math.ceil(Fraction(count * low, 100))
    assert rollout.ceiling == math.floor(Fraction(count * high, 100))
    assert 0 <= rollout.floor <= count <= rollout.ceiling


def _steps(count: int, floor: int, ceiling: int) -> int | None:
    """Roll as ECS does, greedily: turns until only new tasks run; None where it never ends."""
    old, new, turns = count, 0, 0
    while old or new < count:
        stopped = max(0, min(old, old + new - floor))
        started = max(0, min(count - new, ceiling - (old - stopped) - new))
        if not stopped and not started:
            return None
        old, new, turns = old - stopped, new + started, turns + 1
    return turns


@given(st.integers(min_value=1, max_value=300), minimum, maximum)
def test_it_is_stuck_exactly_when_a_simulated_roll_never_ends(count: int, low: int, high: int) -> None:
    rollout = Rollout(count, low, high)
    assert rollout.stuck == (_steps(count, rollout.floor, rollout.ceiling) is None)


@given(st.integers(min_value=1, max_value=20_000), minimum, maximum)
def test_the_batches_replace_every_task_and_none_is_idle(count: int, low: int, high: int) -> None:
    rollout = Rollout(count, low, high)
    assume(not rollout.stuck)
    assert rollout.at_a_time * (rollout.batches - 1) < count <= rollout.at_a_time * rollout.batches
    assert rollout.at_a_time <= count


@given(st.integers(min_value=1, max_value=20_000), minimum, maximum)
def test_starting_first_means_capacity_never_falls(count: int, low: int, high: int) -> None:
    rollout = Rollout(count, low, high)
    assert rollout.starts_first == (not rollout.stuck and rollout.floor == count)


@given(st.integers(min_value=1, max_value=20_000), minimum, maximum)
def test_a_daemon_never_has_more_tasks_than_instances(count: int, low: int, high: int) -> None:
    rollout = Rollout(count, low, high, daemon=True)
    assert rollout.ceiling == count
    assert rollout.stuck == (rollout.floor >= count)


@pytest.mark.parametrize(
    ("rollout", "at_a_time", "batches", "stuck"),
    [
        (Rollout(4, 100, 200), 4, 1, False),
        (Rollout(4, 50, 100), 2, 2, False),
        (Rollout(4, 75, 125), 2, 2, False),
        (Rollout(3, 100, 125), 0, 0, True),
        (Rollout(0, 100, 200), 0, 0, False),
        (Rollout(5, 0, 100, daemon=True), 5, 1, False),
    ],
)
def test_the_cases_people_meet(rollout: Rollout, at_a_time: int, batches: int, stuck: bool) -> None:
    assert (rollout.at_a_time, rollout.batches, rollout.stuck) == (at_a_time, batches, stuck)


@given(desired)
def test_the_circuit_breaker_counts_half_of_desired_between_3_and_200(count: int) -> None:
    threshold = breaker_threshold(count)
    assert 3 <= threshold <= 200
    assert threshold in {3, 200, math.ceil(count / 2)}
