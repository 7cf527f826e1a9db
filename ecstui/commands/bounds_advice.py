"""By which options of `ecstui scale` a count stays that auto scaling would take back. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.operations.plan import Consequence
from ecstui.operations.scale_ways import WAYS

if TYPE_CHECKING:
    from ecstui.operations.plan import Plan, Weight
    from ecstui.operations.scale_ways import Way

_ADVICE: dict[Way, str] = {
    "move": "--bounds move lets the bounds hold it",
    "suspend": "--bounds suspend suspends dynamic scaling until ecstui autoscaling --resume",
}


def with_bounds_advice(plan: Plan) -> Plan:
    """The plan with the other ways to do it that make sense, as options; as it is where there is none."""
    told = [_ADVICE[way] for number in plan.ways if (way := WAYS[number]) in _ADVICE]
    if not told:
        return plan
    weight: Weight = "warning" if _ADVICE["move"] in told else "note"  # certain to be taken back, or not
    advice = Consequence(weight, f"To keep the count: {'; '.join(told)}.")
    return replace(plan, consequences=(*plan.consequences, advice))
