"""Elastic Load Balancing: what a target group thinks of its targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.elb import TargetHealth
from ecstui.model.text import safe

if TYPE_CHECKING:
    from types_aiobotocore_elbv2 import ElasticLoadBalancingv2Client
    from types_aiobotocore_elbv2 import type_defs as t

    from ecstui.aws.calls import Calls


class Elbv2:
    """What the console asks of Elastic Load Balancing; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def target_health(self, group_arn: str) -> tuple[TargetHealth, ...]:
        """Every target of a group."""
        client: ElasticLoadBalancingv2Client
        group = group_arn.rsplit(":", 1)[-1]
        async with self._calls.call("elasticloadbalancing:DescribeTargetHealth", group) as client:
            answer = await client.describe_target_health(TargetGroupArn=group_arn)
            return tuple(_target(raw) for raw in answer["TargetHealthDescriptions"])


def _target(raw: t.TargetHealthDescriptionTypeDef) -> TargetHealth:
    target, health = raw["Target"], raw.get("TargetHealth", {})
    return TargetHealth(
        id=safe(target["Id"]),
        port=target.get("Port"),
        availability_zone=safe(target.get("AvailabilityZone", "")),
        state=safe(health.get("State", "")),
        reason=safe(health.get("Reason", "")),
        description=safe(health.get("Description", "")),
    )
