"""What was set up before anyone looked: scaling policies and the alarms people are woken by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.cloudwatch.alarm import Alarm
from ecstui.demo.cloudwatch.metrics import chance
from ecstui.demo.scaling import schedule

if TYPE_CHECKING:
    from ecstui.demo.scaling.state import Policy, Target
    from ecstui.demo.world import World

DAY = 86_400.0
CPU = {
    "TargetValue": 60.0,
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
    "ScaleOutCooldown": 60,
    "ScaleInCooldown": 300,
    "DisableScaleIn": False,
}
MEMORY_HIGH = 75.0  # percent


def remember(world: World) -> None:
    """A CPU policy for every scalable target, a sale to come, and a memory alarm for all of production."""
    for target in world.scaling.targets.values():
        policy = world.scaling.put_policy(target, f"{target.service}-cpu", CPU, at=target.created_at)
        _scaled(world, target, policy)
        if target.service == "checkout":
            sale = schedule.at(world.now + 3 * DAY)
            world.scaling.put_scheduled(target, "winter-sale", sale, "", 10, 40)
    world.scaling.activities.sort(key=lambda activity: activity.at)
    for cluster in list(world.ecs.clusters.values())[:1]:
        for name in cluster.services:
            world.cloudwatch.add_alarm(_memory_alarm(world, cluster.name, name))
    world.cloudwatch.turns.clear()
    for alarm in world.cloudwatch.alarms.values():
        alarm.since = world.now - chance(alarm.name) * DAY / 4


def _scaled(world: World, target: Target, policy: Policy) -> None:
    """The target came to its present count some hours ago."""
    service = world.ecs.service_named(target.cluster, target.service)
    if service is not None:
        at = world.now - DAY * (0.1 + 0.8 * chance(target.resource))
        world.scaling.record(target, policy.high, policy, service.desired_count, at=at)


def _memory_alarm(world: World, cluster: str, service: str) -> Alarm:
    name = f"{cluster}-{service}-memory-high"
    return Alarm(
        name=name,
        arn=world.arn("cloudwatch", f"alarm:{name}"),
        description=f"Memory of {service} above {MEMORY_HIGH:.0f} %",
        cluster=cluster,
        service=service,
        metric="MemoryUtilization",
        threshold=MEMORY_HIGH,
        periods=1,
        actions=[world.arn("sns", "oncall")],
        created_at=world.now - 200 * DAY,
    )
