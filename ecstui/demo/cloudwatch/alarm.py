"""An alarm on a metric of a service: what it watches, and how it judges."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ecstui.demo.cloudwatch.metrics import MINUTE, of_service

if TYPE_CHECKING:
    from ecstui.demo.world import World

BREACHES = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
}
WORDS = {"GreaterThanThreshold": "greater than", "LessThanThreshold": "less than"}


@dataclass(slots=True, eq=False)
class Alarm:
    """An alarm over minutes: all of the last `periods` must breach. `since` in seconds since the epoch."""

    name: str
    arn: str
    description: str
    cluster: str
    service: str
    metric: str
    threshold: float
    periods: int
    comparison: str = "GreaterThanThreshold"
    actions: list[str] = field(default_factory=list)
    created_at: float = 0.0
    state: str = "INSUFFICIENT_DATA"
    reason: str = "Unchecked: Initial alarm creation"
    data: str = "{}"
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class Turn:
    """That an alarm went from one state into another."""

    alarm: str
    at: float
    before: str
    after: str
    reason: str
    data: str


def judge(world: World, alarm: Alarm, now: float) -> tuple[str, str, str]:
    """State, reason in CloudWatch's words, and reason data of an alarm at `now`."""
    service = world.ecs.service_named(alarm.cluster, alarm.service)
    minutes = [now // MINUTE * MINUTE - MINUTE * n for n in range(1, alarm.periods + 1)]
    values = [of_service(world, service, alarm.metric, at) if service else None for at in minutes]
    known = [(at, value) for at, value in zip(minutes, values, strict=True) if value is not None]
    if not known:
        reason = f"Insufficient Data: {alarm.periods} datapoints were unknown."
        return "INSUFFICIENT_DATA", reason, json.dumps({"version": "1.0", "recentDatapoints": []})
    breaching = [pair for pair in known if BREACHES[alarm.comparison](pair[1], alarm.threshold)]
    alarmed = len(breaching) == alarm.periods
    listed = breaching if alarmed else [pair for pair in known if pair not in breaching]
    points = ", ".join(
        f"{value} ({datetime.fromtimestamp(at, UTC):%d/%m/%y %H:%M:%S})" for at, value in listed
    )
    plural, verb = ("s", "were") if len(listed) > 1 else ("", "was")
    reason = (
        f"Threshold Crossed: {len(listed)} datapoint{plural} [{points}] {verb} {'' if alarmed else 'not '}"
        f"{WORDS[alarm.comparison]} the threshold ({alarm.threshold})."
    )
    data = {
        "version": "1.0",
        "statistic": "Average",
        "period": 60,
        "recentDatapoints": [value for _, value in known],
        "threshold": alarm.threshold,
    }
    return "ALARM" if alarmed else "OK", reason, json.dumps(data)
