"""Application Auto Scaling's answers as the model has them; one parser a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.aws.parse import NO_TIME, moment
from ecstui.model.scaling import Policy, ScalableTarget, ScalingActivity, ScheduledAction, why_not_scaled
from ecstui.model.text import safe

if TYPE_CHECKING:
    from types_aiobotocore_application_autoscaling import type_defs as t

_METRICS = {
    "ECSServiceAverageCPUUtilization": "CPU at {:g} %",
    "ECSServiceAverageCPUUtilizationHighResolution": "CPU at {:g} %",
    "ECSServiceAverageMemoryUtilization": "memory at {:g} %",
    "ECSServiceAverageMemoryUtilizationHighResolution": "memory at {:g} %",
    "ALBRequestCountPerTarget": "{:g} requests per target",
}
_KINDS = {"StepScaling": "steps", "PredictiveScaling": "prediction"}


def target_of(raw: t.ScalableTargetTypeDef) -> ScalableTarget:
    """A scalable target, without its policies."""
    suspended = raw.get("SuspendedState", {})
    _, cluster, service = (*safe(raw.get("ResourceId", "")).split("/"), "", "", "")[:3]
    return ScalableTarget(
        minimum=raw["MinCapacity"],
        maximum=raw["MaxCapacity"],
        scale_in_suspended=suspended.get("DynamicScalingInSuspended", False),
        scale_out_suspended=suspended.get("DynamicScalingOutSuspended", False),
        scheduled_suspended=suspended.get("ScheduledScalingSuspended", False),
        cluster=cluster,
        service=service,
    )


def policy_of(raw: t.ScalingPolicyTypeDef) -> Policy:
    """A policy; what moves the count by steps or forecasts has no target value."""
    name, kind = safe(raw["PolicyName"]), safe(raw["PolicyType"])
    alarms = tuple(safe(alarm["AlarmName"]) for alarm in raw.get("Alarms", ()))
    tracking = raw.get("TargetTrackingScalingPolicyConfiguration")
    if tracking is None:
        cooldown = raw.get("StepScalingPolicyConfiguration", {}).get("Cooldown")
        words = f"{_KINDS.get(kind, kind)} by {name}"
        return Policy(
            name, words, kind, scale_in_cooldown=cooldown, scale_out_cooldown=cooldown, alarms=alarms
        )
    predefined = str(tracking.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType", ""))
    own = tracking.get("CustomizedMetricSpecification", {}).get("MetricName", "")
    metric, value = safe(own or predefined), tracking["TargetValue"]
    return Policy(
        name=name,
        words=_METRICS.get(predefined, "{metric} at {:g}").format(value, metric=metric or name),
        kind=kind,
        metric=metric,
        value=value,
        scale_in_cooldown=tracking.get("ScaleInCooldown"),
        scale_out_cooldown=tracking.get("ScaleOutCooldown"),
        scales_in=not tracking.get("DisableScaleIn", False),
        alarms=alarms,
    )


def activity_of(raw: t.ScalingActivityTypeDef) -> ScalingActivity:
    """An activity; several reasons for leaving it undone stand in one line."""
    reasons = (
        why_not_scaled(
            safe(why["Code"]), why.get("MinCapacity"), why.get("MaxCapacity"), why.get("CurrentCapacity")
        )
        for why in raw.get("NotScaledReasons", ())
    )
    return ScalingActivity(
        id=safe(raw["ActivityId"]),
        at=moment(raw.get("StartTime")) or NO_TIME,
        description=safe(raw["Description"]),
        cause=safe(raw["Cause"]),
        status=safe(raw["StatusCode"]),
        message=safe(raw.get("StatusMessage", "")),
        why_not="; ".join(reasons),
    )


def scheduled_of(raw: t.ScheduledActionTypeDef) -> ScheduledAction:
    """A scheduled action."""
    bounds = raw.get("ScalableTargetAction", {})
    return ScheduledAction(
        name=safe(raw["ScheduledActionName"]),
        schedule=safe(raw["Schedule"]),
        zone=safe(raw.get("Timezone", "")),
        minimum=bounds.get("MinCapacity"),
        maximum=bounds.get("MaxCapacity"),
        starts_at=moment(raw.get("StartTime")),
        ends_at=moment(raw.get("EndTime")),
    )
