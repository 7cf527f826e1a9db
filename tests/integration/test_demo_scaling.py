"""Application Auto Scaling of the embedded AWS, over HTTP: bounds, suspension, and what alarms do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

NAMED = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
WEB = {**NAMED, "ResourceId": "service/production/web"}
MINUTE = 60


@pytest.fixture
def world(aws_with: Callable[..., Any]) -> Any:
    return aws_with(speed=0, scenario="calm", start=1_790_000_000.0)


@pytest.fixture
async def scaling(world: Any, boto_client: Callable[..., Any]) -> AsyncIterator[Any]:
    async with boto_client(world, "application-autoscaling") as client:
        yield client


@pytest.fixture
async def ecs(world: Any, boto_client: Callable[..., Any]) -> AsyncIterator[Any]:
    async with boto_client(world, "ecs") as client:
        yield client


async def desired(ecs: Any) -> int:
    answer = await ecs.describe_services(cluster="production", services=["web"])
    count: int = answer["services"][0]["desiredCount"]
    return count


async def scale(ecs: Any, count: int) -> None:
    await ecs.update_service(cluster="production", service="web", desiredCount=count)


async def newest(scaling: Any, **params: Any) -> dict[str, Any]:
    answer = await scaling.describe_scaling_activities(**WEB, **params)
    activity: dict[str, Any] = answer["ScalingActivities"][0]
    return activity


async def test_targets_and_policies_are_described_in_pages(scaling: Any) -> None:
    whole = (await scaling.describe_scalable_targets(ServiceNamespace="ecs"))["ScalableTargets"]
    first = await scaling.describe_scalable_targets(ServiceNamespace="ecs", MaxResults=2)
    rest = await scaling.describe_scalable_targets(ServiceNamespace="ecs", NextToken=first["NextToken"])
    assert first["ScalableTargets"] + rest["ScalableTargets"] == whole
    assert len(whole) > 4
    (web,) = (
        await scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[WEB["ResourceId"]])
    )["ScalableTargets"]
    assert (web["MinCapacity"], web["MaxCapacity"]) == (4, 20)
    (policy,) = (await scaling.describe_scaling_policies(**WEB))["ScalingPolicies"]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 60
    assert ["AlarmHigh" in alarm["AlarmName"] for alarm in policy["Alarms"]] == [True, False]


async def test_registering_clamps_the_desired_count_even_if_it_only_suspends(scaling: Any, ecs: Any) -> None:
    await scaling.register_scalable_target(**WEB, MaxCapacity=6)
    assert await desired(ecs) == 6
    await scaling.register_scalable_target(**WEB, MinCapacity=2, MaxCapacity=20)
    await scale(ecs, 1)
    assert await desired(ecs) == 1
    await scaling.register_scalable_target(**WEB, SuspendedState={"ScheduledScalingSuspended": True})
    assert await desired(ecs) == 2


async def test_too_small_a_count_is_raised_after_three_minutes_of_high_cpu(
    world: Any, scaling: Any, ecs: Any
) -> None:
    await scale(ecs, 4)
    await world.control.advance(2 * MINUTE)
    assert await desired(ecs) == 4
    await world.control.advance(8 * MINUTE)
    assert await desired(ecs) == 8
    activity = await newest(scaling)
    assert activity["Description"] == "Setting desired count to 8."
    assert activity["Cause"].startswith("monitor alarm TargetTracking-service/production/web-AlarmHigh-")
    assert activity["Cause"].endswith("in state ALARM triggered policy web-cpu")
    assert activity["StatusCode"] == "Successful"


async def test_too_large_a_count_comes_down_after_fifteen_minutes_of_low_cpu(
    world: Any, scaling: Any, ecs: Any
) -> None:
    await scale(ecs, 16)
    await world.control.advance(12 * MINUTE)
    assert await desired(ecs) == 16
    await world.control.advance(25 * MINUTE)
    assert await desired(ecs) == 8
    assert "AlarmLow" in (await newest(scaling))["Cause"]


async def test_what_is_suspended_does_not_scale(world: Any, scaling: Any, ecs: Any) -> None:
    suspended = {"DynamicScalingOutSuspended": True, "DynamicScalingInSuspended": False}
    await scaling.register_scalable_target(**WEB, SuspendedState=suspended)
    await scale(ecs, 4)
    await world.control.advance(30 * MINUTE)
    assert await desired(ecs) == 4
    await scaling.register_scalable_target(**WEB, SuspendedState={"DynamicScalingOutSuspended": False})
    await world.control.advance(5 * MINUTE)
    assert await desired(ecs) > 4


async def test_an_alarm_at_the_maximum_is_listed_only_where_asked_for(
    world: Any, scaling: Any, ecs: Any
) -> None:
    before = await newest(scaling)
    await scaling.register_scalable_target(**WEB, MaxCapacity=5)
    await world.control.advance(20 * MINUTE)
    assert await desired(ecs) == 5
    assert await newest(scaling) == before
    activity = await newest(scaling, IncludeNotScaledActivities=True)
    assert activity["NotScaledReasons"] == [
        {"Code": "AlreadyAtMaxCapacity", "MaxCapacity": 5, "CurrentCapacity": 5}
    ]


async def test_a_policy_can_be_put_and_goes_with_its_target(
    world: Any, scaling: Any, boto_client: Any
) -> None:
    cart = {**NAMED, "ResourceId": "service/production/pricing"}
    with pytest.raises(ClientError, match="required for a new scalable target"):
        await scaling.register_scalable_target(**cart, MinCapacity=1)
    await scaling.register_scalable_target(**cart, MinCapacity=1, MaxCapacity=9)
    await scaling.put_scaling_policy(
        **cart,
        PolicyName="memory",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 70.0,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageMemoryUtilization"},
        },
    )
    async with boto_client(world, "cloudwatch") as cloudwatch:
        prefix = "TargetTracking-service/production/pricing-"
        alarms = (await cloudwatch.describe_alarms(AlarmNamePrefix=prefix))["MetricAlarms"]
        assert sorted(alarm["Threshold"] for alarm in alarms) == [63, 70]
        await scaling.deregister_scalable_target(**cart)
        assert (await cloudwatch.describe_alarms(AlarmNamePrefix=prefix))["MetricAlarms"] == []
    with pytest.raises(ClientError, match="ObjectNotFoundException"):
        await scaling.deregister_scalable_target(**cart)


async def test_a_scheduled_action_sets_the_bounds_once_and_clamps_the_count(
    world: Any, scaling: Any, ecs: Any
) -> None:
    when = datetime.fromtimestamp(world.world.now + 10 * MINUTE, UTC)
    sale = {"ScheduledActionName": "sale", "Schedule": f"at({when:%Y-%m-%dT%H:%M:%S})"}
    await scaling.put_scheduled_action(**WEB, **sale, ScalableTargetAction={"MinCapacity": 11})
    (action,) = (await scaling.describe_scheduled_actions(**WEB))["ScheduledActions"]
    assert (action["ScheduledActionName"], action["ScalableTargetAction"]) == ("sale", {"MinCapacity": 11})
    await world.control.advance(9 * MINUTE)
    assert await desired(ecs) == 8
    await world.control.advance(3 * MINUTE)
    assert await desired(ecs) == 11
    activity = await newest(scaling)
    assert activity["Cause"] == "scheduled action name sale was triggered"
    await scaling.register_scalable_target(**WEB, MinCapacity=4)
    await world.control.advance(3 * MINUTE)
    (target,) = (
        await scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[WEB["ResourceId"]])
    )["ScalableTargets"]
    assert target["MinCapacity"] == 4


async def test_a_scheduled_action_passes_while_scheduled_scaling_is_suspended(
    world: Any, scaling: Any, ecs: Any
) -> None:
    when = datetime.fromtimestamp(world.world.now + MINUTE, UTC)
    sale = {"ScheduledActionName": "sale", "Schedule": f"at({when:%Y-%m-%dT%H:%M:%S})"}
    await scaling.put_scheduled_action(**WEB, **sale, ScalableTargetAction={"MinCapacity": 11})
    await scaling.register_scalable_target(**WEB, SuspendedState={"ScheduledScalingSuspended": True})
    await world.control.advance(5 * MINUTE)
    assert await desired(ecs) == 8
