"""EC2 Auto Scaling: the groups behind the capacity providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.network import SUBNETS
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import CapacityProvider, Instance
    from ecstui.demo.world import World

DAY = 86_400.0


@serves("autoscaling", "DescribeAutoScalingGroups")
def describe_auto_scaling_groups(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Groups by name, 50 a page."""
    names = params.get("AutoScalingGroupNames")
    groups = [
        _group(world, provider)
        for _, provider in sorted(world.ecs.providers.items())
        if provider.group_arn is not None
    ]
    found = [group for group in groups if not names or group["AutoScalingGroupName"] in names]
    shown, more = page(
        found, params, "NextToken", "MaxRecords", 50, 100, key=lambda group: group["AutoScalingGroupName"]
    )
    return {"AutoScalingGroups": list(shown), **more}


def _group(world: World, provider: CapacityProvider) -> dict[str, Any]:
    arn = str(provider.group_arn)
    name = arn.rsplit("/", 1)[-1]
    instances = [
        instance
        for cluster in world.ecs.clusters.values()
        for instance in cluster.instances.values()
        if instance.capacity_provider == provider.name
    ]
    return {
        "AutoScalingGroupName": name,
        "AutoScalingGroupARN": arn,
        "MinSize": 1,
        "MaxSize": len(instances) + 2,
        "DesiredCapacity": len(instances),
        "DefaultCooldown": 300,
        "AvailabilityZones": [zone for _, _, zone in SUBNETS],
        "HealthCheckType": "EC2",
        "HealthCheckGracePeriod": 120,
        "CreatedTime": min((i.registered_at for i in instances), default=world.now) - 200 * DAY,
        "VPCZoneIdentifier": ",".join(subnet for subnet, _, _ in SUBNETS),
        "NewInstancesProtectedFromScaleIn": True,
        "Instances": [_instance(instance) for instance in instances],
        "Tags": [
            {
                "ResourceId": name,
                "ResourceType": "auto-scaling-group",
                "Key": "AmazonECSManaged",
                "Value": "true",
                "PropagateAtLaunch": True,
            }
        ],
    }


def _instance(instance: Instance) -> dict[str, Any]:
    return {
        "InstanceId": instance.ec2_id,
        "InstanceType": instance.instance_type,
        "AvailabilityZone": instance.availability_zone,
        "LifecycleState": "InService",
        "HealthStatus": "Healthy",
        "ProtectedFromScaleIn": bool(instance.tasks),
    }
