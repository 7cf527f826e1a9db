"""The ways to set a count that auto scaling would take back: alone, with bounds, or it suspended. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from ecstui.model.errors import AwsError
from ecstui.model.scaling import PAUSED, TargetChange, widened
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from ecstui.model.ecs import Service
    from ecstui.model.scaling import ScalableTarget

Way: TypeAlias = Literal["keep", "move", "suspend"]
WAYS: tuple[Way, ...] = ("keep", "move", "suspend")
"""The count alone; the bounds moved to hold it, too; dynamic scaling suspended, too."""


def target_change(
    asked: Way | TargetChange, target: ScalableTarget | AwsError | None, desired: int
) -> TargetChange:
    """What becomes of the target where the count is to be `desired`; nothing where it is so already.

    Refused where it is asked for, but what there is cannot be read.
    """
    if asked == "keep" or not asked or target is None:
        return TargetChange()
    if isinstance(target, AwsError):
        raise Refused(f"Auto scaling cannot be changed, for it cannot be read: {target.why}")
    change = {"move": widened(target, desired), "suspend": PAUSED}[asked] if isinstance(asked, str) else asked
    return change.needed(target)


def ways(service: Service, target: ScalableTarget | AwsError | None, desired: int) -> tuple[int, ...]:
    """The numbers of the ways that make sense: others than the first where auto scaling would interfere."""
    if target is None or isinstance(target, AwsError) or service.desired == desired:
        return (0,)
    outside = bool(widened(target, desired))
    pulled = outside or bool(target.policies or target.policies_unread)
    sensible = (True, outside, pulled and not PAUSED.holds(target))
    return tuple(number for number, makes_sense in enumerate(sensible) if makes_sense)
