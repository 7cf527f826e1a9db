"""The arithmetic of bounds and suspension."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ecstui.model.scaling import ScalableTarget, TargetChange, why_not_scaled, widened

counts = st.integers(0, 10_000)
bounds = st.tuples(counts, counts).map(sorted)
targets = st.builds(
    lambda pair, *flags: ScalableTarget(pair[0], pair[1], *flags), bounds, *[st.booleans()] * 3
)
changes = st.builds(TargetChange, *[st.none() | counts] * 2, *[st.none() | st.booleans()] * 3)


@given(targets, counts, counts)
def test_widened_bounds_hold_the_count_and_all_they_held(target, wanted, other) -> None:
    after = widened(target, wanted).of(target)
    assert after.minimum <= wanted <= after.maximum
    assert target.clamped(other) != other or after.clamped(other) == other


@given(targets, counts)
def test_no_bound_is_moved_further_than_the_count_needs(target, wanted) -> None:
    after = widened(target, wanted).of(target)
    assert after.minimum in {target.minimum, wanted}
    assert after.maximum in {target.maximum, wanted}
    assert bool(widened(target, wanted)) == (target.clamped(wanted) != wanted)


@given(targets, counts, counts)
def test_widening_never_moves_the_count_away_from_where_it_is_going(target, now, wanted) -> None:
    after = widened(target, wanted).of(target)
    least, most = sorted((now, wanted))
    assert least <= after.clamped(now) <= most


@given(targets, changes)
def test_a_change_reversed_brings_back_the_target(target, change) -> None:
    assert change.reverse(target).of(change.of(target)) == target


@given(targets, changes)
def test_what_is_needed_of_a_change_does_the_same_and_nothing_twice(target, change) -> None:
    needed = change.needed(target)
    assert needed.of(target) == change.of(target)
    assert change.holds(change.of(target))
    assert bool(needed) == (change.of(target) != target)


def test_a_reason_for_not_scaling_is_said_in_words_and_an_unknown_one_kept() -> None:
    assert why_not_scaled("AlreadyAtMaxCapacity", None, 1200, 1200) == "already at the maximum, 1,200"
    assert why_not_scaled("AlreadyAtMinCapacity", None, None, None) == "already at the minimum"
    assert why_not_scaled("Novelty", None, None, None) == "Novelty"
