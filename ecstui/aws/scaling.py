"""Application Auto Scaling: the bounds of a service's desired count, and what moves it within them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ecstui.aws.paging import pages
from ecstui.aws.scaling_parse import activity_of, policy_of, scheduled_of, target_of
from ecstui.model.arn import short
from ecstui.model.errors import Denied

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from types_aiobotocore_application_autoscaling import ApplicationAutoScalingClient

    from ecstui.aws.calls import Calls
    from ecstui.model.scaling import (
        Policy,
        ScalableTarget,
        ScalingActivity,
        ScheduledAction,
        TargetChange,
    )

_ACTIVITIES = 20  # the newest, of six weeks


class Scaling:
    """What the console asks of Application Auto Scaling; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def _call(
        self, operation: str, where: str, *, writing: bool = False
    ) -> AbstractAsyncContextManager[ApplicationAutoScalingClient]:
        return self._calls.call(f"application-autoscaling:{operation}", where, writing=writing)

    async def target(self, cluster: str, service: str) -> ScalableTarget | None:
        """The scalable target of a service with its policies, None if nothing scales it.

        Who may read the target but not its policies gets it without them, and why.
        """
        target = await self.target_alone(cluster, service)
        if target is None:
            return None
        try:
            return replace(target, policies=await self.policies(cluster, service))
        except Denied as denied:
            return replace(target, policies_unread=denied.why)

    async def target_alone(self, cluster: str, service: str) -> ScalableTarget | None:
        """The scalable target of a service without its policies, None if nothing scales it."""
        place = _place(cluster, service)
        async with self._call("DescribeScalableTargets", place) as client:
            answer = await client.describe_scalable_targets(
                ServiceNamespace="ecs",
                ResourceIds=[f"service/{place}"],
                ScalableDimension="ecs:service:DesiredCount",
            )
            targets = answer["ScalableTargets"]
        return target_of(targets[0]) if targets else None

    async def targets(self) -> AsyncIterator[tuple[ScalableTarget, ...]]:
        """All scalable services of the account and region in pages, without their policies."""

        async def fetch(token: str | None) -> tuple[tuple[ScalableTarget, ...], str | None]:
            async with self._call("DescribeScalableTargets", "") as client:
                answer = await client.describe_scalable_targets(
                    ServiceNamespace="ecs", ScalableDimension="ecs:service:DesiredCount", **_after(token)
                )
                return tuple(map(target_of, answer["ScalableTargets"])), answer.get("NextToken")

        async for page in pages(fetch):
            yield page

    async def policies(self, cluster: str, service: str) -> tuple[Policy, ...]:
        """What moves the count of a service."""
        place = _place(cluster, service)

        async def fetch(token: str | None) -> tuple[tuple[Policy, ...], str | None]:
            async with self._call("DescribeScalingPolicies", place) as client:
                answer = await client.describe_scaling_policies(
                    ServiceNamespace="ecs",
                    ResourceId=f"service/{place}",
                    ScalableDimension="ecs:service:DesiredCount",
                    **_after(token),
                )
                return tuple(map(policy_of, answer["ScalingPolicies"])), answer.get("NextToken")

        return tuple([policy async for page in pages(fetch) for policy in page])

    async def activities(self, cluster: str, service: str) -> tuple[ScalingActivity, ...]:
        """What was done to the count lately, newest first, and what was left undone and why."""
        place = _place(cluster, service)
        async with self._call("DescribeScalingActivities", place) as client:
            answer = await client.describe_scaling_activities(
                ServiceNamespace="ecs",
                ResourceId=f"service/{place}",
                ScalableDimension="ecs:service:DesiredCount",
                MaxResults=_ACTIVITIES,
                IncludeNotScaledActivities=True,
            )
            found = tuple(map(activity_of, answer["ScalingActivities"]))
        return tuple(sorted(found, key=lambda activity: activity.at, reverse=True))

    async def scheduled_actions(self, cluster: str, service: str) -> tuple[ScheduledAction, ...]:
        """What sets the bounds of a service at a time, by name."""
        place = _place(cluster, service)

        async def fetch(token: str | None) -> tuple[tuple[ScheduledAction, ...], str | None]:
            async with self._call("DescribeScheduledActions", place) as client:
                answer = await client.describe_scheduled_actions(
                    ServiceNamespace="ecs",
                    ResourceId=f"service/{place}",
                    ScalableDimension="ecs:service:DesiredCount",
                    **_after(token),
                )
                return tuple(map(scheduled_of, answer["ScheduledActions"])), answer.get("NextToken")

        found = [action async for page in pages(fetch) for action in page]
        return tuple(sorted(found, key=lambda action: action.name))

    async def register(self, cluster: str, service: str, change: TargetChange) -> str:
        """Change the scalable target of a service by exactly `change`; the request's id.

        AWS brings the service's desired count into the bounds, whatever the change is.
        """
        place = _place(cluster, service)
        async with self._call("RegisterScalableTarget", place, writing=True) as client:
            answer = await client.register_scalable_target(
                ServiceNamespace="ecs",
                ResourceId=f"service/{place}",
                ScalableDimension="ecs:service:DesiredCount",
                **members_of(change),
            )
            return answer["ResponseMetadata"].get("RequestId", "")


def members_of(change: TargetChange) -> dict[str, Any]:
    """The members of RegisterScalableTarget that say a change, and no others."""
    bounds = {"MinCapacity": change.minimum, "MaxCapacity": change.maximum}
    suspended = {
        "DynamicScalingInSuspended": change.scale_in_suspended,
        "DynamicScalingOutSuspended": change.scale_out_suspended,
        "ScheduledScalingSuspended": change.scheduled_suspended,
    }
    members: dict[str, Any] = _given(bounds)
    if state := _given(suspended):
        members["SuspendedState"] = state
    return members


def _given(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _place(cluster: str, service: str) -> str:
    return f"{short(cluster)}/{short(service)}"


def _after(token: str | None) -> Any:
    """The keyword that asks for the page after `token`, none for the first page."""
    return {"NextToken": token} if token else {}
