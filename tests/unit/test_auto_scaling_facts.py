"""What the screen of auto scaling says, and what its plans warn of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import NOW, ago, service

from ecstui.model.errors import Denied
from ecstui.model.scaling import (
    Policy,
    ScalableTarget,
    ScalingActivity,
    ScheduledAction,
    TargetChange,
)
from ecstui.model.snapshot import Snapshot
from ecstui.operations.auto_scaling import parse_bounds
from ecstui.operations.auto_scaling_consequences import consequences
from ecstui.operations.scale_ways import WAYS, target_change, ways
from ecstui.ui.facts.auto_scaling import ScalingPicture, auto_scaling_facts
from ecstui.ui.facts.sections import lines

CPU = Policy("cpu", "CPU at 60 %", scale_in_cooldown=300, scale_out_cooldown=60)
TARGET = ScalableTarget(2, 10, policies=(CPU,))
TRACKING = (
    "monitor alarm TargetTracking-service/prod/web-Alarm{}-"
    + "0" * 8
    + ("-" + "0" * 4) * 3
    + "-"
    + ("0" * 12 + " in state ALARM triggered policy cpu")
)
counts = st.integers(0, 200)
targets = st.builds(
    lambda pair, *flags: ScalableTarget(*sorted(pair), *flags),
    st.tuples(counts, counts),
    *[st.booleans()] * 3,
)


def told(picture: ScalingPicture, width: int = 100) -> str:
    shown = lines(auto_scaling_facts(picture, NOW), width)
    return "\n".join("".join(text for text, _ in line.parts) for line in shown)


def activity(**given: str) -> ScalingActivity:
    plain = {"description": "Setting desired count to 8.", "cause": TRACKING.format("High")}
    return ScalingActivity(**{"id": "1", "at": ago(minutes=5), "status": "Successful", **plain, **given})


def shown(activity: ScalingActivity) -> str:
    seen = Snapshot((activity,), 0.0, True)
    return told(ScalingPicture(service(), Snapshot((TARGET,), 0.0, True), seen))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "5m ago        Setting desired count to 8; policy cpu, too high"),
        ({"cause": TRACKING.format("Low")}, "policy cpu, low for long"),
        (
            {"cause": "monitor alarm queue-deep in state ALARM triggered policy steps"},
            "policy steps, alarm queue-deep",
        ),
        ({"cause": "scheduled action name x was triggered"}, "to 8; scheduled action name x was triggered"),
        (
            {"status": "Unfulfilled", "why_not": "already at the maximum, 10"},
            "not scaled: already at the maximum, 10; policy cpu, too high",
        ),
        ({"status": "Failed", "message": "no capacity"}, "failed: Setting desired count to 8 (no capacity)"),
    ],
)
def test_an_activity_says_what_why_and_by_what(given, says) -> None:
    assert says in shown(activity(**given))


def test_a_count_outside_the_bounds_says_what_any_change_does() -> None:
    said = told(ScalingPicture(service(desired=12), Snapshot((TARGET,), 0.0, True)))
    assert "Outside of the bounds: any change made here brings it to 10." in said


def test_what_is_suspended_does_not_look_like_what_is_not() -> None:
    paused = ScalableTarget(2, 10, scale_in_suspended=True, scheduled_suspended=True)
    said = told(ScalingPicture(service(), Snapshot((paused,), 0.0, True)))
    assert "! SUSPENDED   scaling in, scheduled scaling: until somebody resumes it" in said
    assert "active" not in said
    said = told(ScalingPicture(service(), Snapshot((TARGET,), 0.0, True)))
    assert "state         ✓ active: nothing is suspended" in said


def test_what_is_being_read_and_what_is_not_there_are_told_apart() -> None:
    assert told(ScalingPicture(service())) == "loading…"
    assert told(ScalingPicture(service(), Snapshot((TARGET,), 0.0, True))).count("loading…") == 2
    assert "no scalable target" in told(ScalingPicture(service(), Snapshot((), 0.0, True)))
    denied = Snapshot(failure=Denied("you may not.", operation="application-autoscaling:Describe"))
    assert "you may not." in told(ScalingPicture(service(), denied))


@given(targets, targets, counts)
def test_a_plan_warns_of_a_clamped_count_and_of_no_other(before, after, desired) -> None:
    said = [c.text for c in consequences(service(desired=desired), before, after)]
    clamped = before != after and after.clamped(desired) != desired
    assert any("into the bounds at once" in text for text in said) == clamped
    assert any("No task will be left" in text for text in said) == (clamped and after.clamped(desired) == 0)


@given(targets, targets, counts)
def test_every_suspension_is_said_to_stay(before, after, desired) -> None:
    said = "\n".join(c.text for c in consequences(service(desired=desired), before, after))
    paused = set(after.suspended) - set(before.suspended)
    assert ("nothing does by itself" in said) == bool(paused)


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (ScalableTarget(5, 5, policies=(CPU,)), "No policy can act (CPU at 60 %): the bounds leave 5"),
        (
            ScalableTarget(2, 10, True, True, policies=(CPU,)),
            "No policy can act (CPU at 60 %): the count",
        ),
        (ScalableTarget(2, 10, False, True, policies=(CPU,)), "No policy can add tasks"),
        (ScalableTarget(2, 10, True, policies=(CPU,)), "No policy can take tasks away"),
        (ScalableTarget(1, 2, policies=(CPU,)), "at its maximum then"),
        (ScalableTarget(0, 10, policies=(CPU,)), "may stop the last task"),
        (ScalableTarget(1, 6000, policies=(CPU,)), "at most 5,000 tasks"),
        (ScalableTarget(1, 10), "It has no policy"),
        (ScalableTarget(1, 10, policies_unread="you may not."), "not known: you may not."),
    ],
)
def test_a_plan_says_which_policies_cannot_act_then(after, says) -> None:
    assert says in "\n".join(c.text for c in consequences(service(), TARGET, after))


def test_scheduled_actions_are_named_unless_they_are_suspended() -> None:
    sale = (ScheduledAction("sale", "at(2026-12-01T08:00:00)", maximum=40),)
    after = ScalableTarget(2, 12, policies=(CPU,))
    said = "\n".join(c.text for c in consequences(service(), TARGET, after, sale))
    assert "sale at most 40, at(2026-12-01T08:00:00) UTC" in said
    after = ScalableTarget(2, 12, scheduled_suspended=True)
    assert "sale" not in "\n".join(c.text for c in consequences(service(), TARGET, after, sale))


@given(targets, counts, counts)
def test_a_way_that_is_offered_changes_something_and_one_that_is_not_does_not(target, now, wanted) -> None:
    offered = ways(service(desired=now), target, wanted)
    assert offered[0] == 0
    for number, way in enumerate(WAYS[1:], 1):
        if number in offered:
            assert target_change(way, target, wanted)
    if now != wanted and 1 not in offered:
        assert not target_change("move", target, wanted)


@given(targets, counts)
def test_moved_bounds_leave_the_count_where_it_was_wanted(target, wanted) -> None:
    assert target_change("move", target, wanted).of(target).clamped(wanted) == wanted


@pytest.mark.parametrize("text", ["2 10", " 2  10 ", "2-10", "2..10", "2 to 10", "2, 10"])
def test_bounds_are_read_as_people_type_them(text) -> None:
    assert parse_bounds(text) == TargetChange(minimum=2, maximum=10)


@pytest.mark.parametrize("text", ["", "2", "10 2", "a b", "2 10 3", "-1 4", "2 9999999"])
def test_what_is_no_pair_of_bounds_says_why(text) -> None:
    with pytest.raises(ValueError, match=r"no pair of bounds|above the maximum"):
        parse_bounds(text)
