"""A change of a scalable target as plans show it: the fields that change, and the call that does it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.humane import count
from ecstui.operations.plan import Call, Change

if TYPE_CHECKING:
    from ecstui.model.scaling import ScalableTarget, TargetChange

SUSPENDABLE = (
    ("scale_in_suspended", "scaling in", "DynamicScalingInSuspended"),
    ("scale_out_suspended", "scaling out", "DynamicScalingOutSuspended"),
    ("scheduled_suspended", "scheduled scaling", "ScheduledScalingSuspended"),
)
"""Fields of a target, their names in words, and as AWS has them."""

HOW_TO_RESUME = "A, or ecstui autoscaling --resume"
"""What brings back what is suspended, in the console and without it."""


def bounds(target: ScalableTarget) -> str:
    """The bounds in words: "2 to 10"."""
    return f"{count(target.minimum)} to {count(target.maximum)}"


def suspended(target: ScalableTarget) -> tuple[str, ...]:
    """What auto scaling does not do at present, in words."""
    return tuple(words for field, words, _ in SUSPENDABLE if getattr(target, field))


def target_verb(change: TargetChange) -> str:
    """What a change of a target is called, so that suspending and resuming are told apart at a glance."""
    switches = {switch for field, _, _ in SUSPENDABLE if (switch := getattr(change, field)) is not None}
    if len(switches) != 1 or change.minimum is not None or change.maximum is not None:
        return "auto scaling"
    return "suspend auto scaling" if True in switches else "resume auto scaling"


def target_words(target: ScalableTarget) -> str:
    """A target in one line: bounds, policies, what is suspended."""
    policies = (policy.words for policy in target.policies)
    return ", ".join((bounds(target), *policies, *(f"{what} suspended" for what in suspended(target))))


def target_changes(before: ScalableTarget, after: ScalableTarget) -> tuple[Change, ...]:
    """A line for every field that becomes another."""
    numbers = (
        Change("minimum", count(before.minimum), count(after.minimum)),
        Change("maximum", count(before.maximum), count(after.maximum)),
    )
    switches = (
        Change(words, _state(getattr(before, field)), _state(getattr(after, field)))
        for field, words, _ in SUSPENDABLE
    )
    return tuple(change for change in (*numbers, *switches) if change.now != change.after)


def _state(is_suspended: bool) -> str:
    return "suspended" if is_suspended else "active"


def register_call(cluster: str, service: str, change: TargetChange) -> Call:
    """The RegisterScalableTarget that makes `change`, with exactly the members sent."""
    numbers = (("MinCapacity", change.minimum), ("MaxCapacity", change.maximum))
    switches = ((f"SuspendedState.{name}", getattr(change, field)) for field, _, name in SUSPENDABLE)
    members: list[tuple[str, str | int | bool]] = [
        ("ServiceNamespace", "ecs"),
        ("ResourceId", f"service/{cluster}/{service}"),
        ("ScalableDimension", "ecs:service:DesiredCount"),
    ]
    members += [(name, value) for name, value in (*numbers, *switches) if value is not None]
    return Call("application-autoscaling:RegisterScalableTarget", tuple(members))
