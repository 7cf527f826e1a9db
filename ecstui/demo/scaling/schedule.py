"""Scheduled actions: the bounds of a target set at a time, whatever they were before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ecstui.demo.ecs.network import digits
from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from ecstui.demo.scaling.state import Scaling, Target

_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")


@dataclass(slots=True, eq=False)
class ScheduledAction:
    """What is to happen to the bounds once, `due` at (seconds since the epoch); None leaves a bound."""

    name: str
    arn: str
    schedule: str
    zone: str
    due: float
    created_at: float
    minimum: int | None
    maximum: int | None
    done: bool = False


def due_at(schedule: str, zone: str) -> float:
    """When "at(2026-12-01T08:00:00)" is in a time zone; AwsError for what is none, or repeats."""
    found = _AT.fullmatch(schedule)
    try:
        if found is not None:
            return datetime.fromisoformat(found[1]).replace(tzinfo=ZoneInfo(zone or "UTC")).timestamp()
    except (ValueError, ZoneInfoNotFoundError):
        pass
    raise AwsError("ValidationException", f"Only a schedule of one time is supported here: {schedule}")


def at(seconds: float) -> str:
    """The schedule that is due then, in UTC."""
    return f"at({datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S})"


def arn_of(scaling: Scaling, target: Target, name: str) -> str:
    """The ARN of a scheduled action; made of names, so that it takes nothing from the world's chance."""
    key = digits(f"{target.resource}/{name}", 32)
    own = "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))
    return scaling.world.arn(
        "autoscaling", f"scheduledAction:{own}:resource/ecs/{target.resource}:scheduledActionName/{name}"
    )


def fire(scaling: Scaling, target: Target) -> None:
    """Set the bounds of every action that is due, unless scheduled scaling is suspended: then it passes."""
    for action in target.scheduled.values():
        if action.done or action.due > scaling.world.now:
            continue
        action.done = True
        if not target.suspended["ScheduledScalingSuspended"]:
            least = target.minimum if action.minimum is None else action.minimum
            most = target.maximum if action.maximum is None else action.maximum
            scaling.register(target.cluster, target.service, least, max(least, most))
            scaling.record_schedule(target, action.name, least, most)
