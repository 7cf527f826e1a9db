"""Application Auto Scaling: the bounds of a service's desired count, and what moves it within them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.errors import Denied
from ecstui.model.scaling import ScalableTarget
from ecstui.model.text import safe

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from types_aiobotocore_application_autoscaling import ApplicationAutoScalingClient
    from types_aiobotocore_application_autoscaling import type_defs as t

    from ecstui.aws.calls import Calls

_METRICS = {
    "ECSServiceAverageCPUUtilization": "CPU at {:g} %",
    "ECSServiceAverageMemoryUtilization": "memory at {:g} %",
    "ALBRequestCountPerTarget": "{:g} requests per target",
}


class Scaling:
    """What the console asks of Application Auto Scaling; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def _call(self, operation: str, where: str) -> AbstractAsyncContextManager[ApplicationAutoScalingClient]:
        return self._calls.call(f"application-autoscaling:{operation}", where)

    async def target(self, cluster: str, service: str) -> ScalableTarget | None:
        """The scalable target of a service, None if nothing scales it.

        Who may read the target but not its policies gets it without them.
        """
        place = f"{short(cluster)}/{short(service)}"
        resource = f"service/{place}"
        async with self._call("DescribeScalableTargets", place) as client:
            answer = await client.describe_scalable_targets(
                ServiceNamespace="ecs",
                ResourceIds=[resource],
                ScalableDimension="ecs:service:DesiredCount",
            )
            targets = answer["ScalableTargets"]
        if not targets:
            return None
        try:
            policies = await self._policies(resource, place)
        except Denied:
            policies = ()
        return _target(targets[0], policies)

    async def _policies(self, resource: str, place: str) -> tuple[str, ...]:
        async with self._call("DescribeScalingPolicies", place) as client:
            answer = await client.describe_scaling_policies(
                ServiceNamespace="ecs", ResourceId=resource, ScalableDimension="ecs:service:DesiredCount"
            )
            return tuple(_policy(raw) for raw in answer["ScalingPolicies"])


def _target(raw: t.ScalableTargetTypeDef, policies: tuple[str, ...]) -> ScalableTarget:
    suspended = raw.get("SuspendedState", {})
    return ScalableTarget(
        minimum=raw["MinCapacity"],
        maximum=raw["MaxCapacity"],
        scale_in_suspended=suspended.get("DynamicScalingInSuspended", False),
        scale_out_suspended=suspended.get("DynamicScalingOutSuspended", False),
        scheduled_suspended=suspended.get("ScheduledScalingSuspended", False),
        policies=policies,
    )


def _policy(raw: t.ScalingPolicyTypeDef) -> str:
    """A policy in words: "CPU at 60 %", "steps by high-cpu"."""
    tracking = raw.get("TargetTrackingScalingPolicyConfiguration")
    if tracking is None:
        kind = "steps" if raw["PolicyType"] == "StepScaling" else "prediction"
        return f"{kind} by {safe(raw['PolicyName'])}"
    metric = str(tracking.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType", ""))
    value = tracking["TargetValue"]
    if metric in _METRICS:
        return _METRICS[metric].format(value)
    own = tracking.get("CustomizedMetricSpecification", {}).get("MetricName", "")
    return f"{safe(own or metric or raw['PolicyName'])} at {value:g}"
