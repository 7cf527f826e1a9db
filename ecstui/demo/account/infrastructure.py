"""Clusters, container instances, load balancers and target groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.network import SUBNETS, digits
from ecstui.demo.ecs.records import CapacityProvider

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Cluster
    from ecstui.demo.elbv2.state import Listener, LoadBalancer, TargetGroup
    from ecstui.demo.world import World

DAY = 86400.0
VPC = "vpc-0d94be2fd5a3c7e18"
SECURITY_GROUPS = ("sg-05c9a1b7e3d2f4860",)
NETWORK = {
    "awsvpcConfiguration": {
        "subnets": [subnet for subnet, _, _ in SUBNETS],
        "securityGroups": list(SECURITY_GROUPS),
        "assignPublicIp": "DISABLED",
    }
}


def tags(members: dict[str, str]) -> list[dict[str, str]]:
    """Tags as ECS has them."""
    return [{"key": key, "value": value} for key, value in members.items()]


def add_cluster(world: World, name: str, row: dict[str, Any]) -> Cluster:
    """A cluster of the table, with its container instances and capacity provider."""
    strategy = [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}]
    cluster = world.ecs.create_cluster(
        name,
        capacity_providers=list(row["providers"]),
        default_strategy=strategy,
        settings=[{"name": "containerInsights", "value": row["insights"]}],
        tags=tags(row["tags"]),
        exec_configuration=_exec_log(row["exec_log"]) if "exec_log" in row else None,
    )
    for provider in row["providers"]:
        if not provider.startswith("FARGATE"):
            add_instances(world, cluster, provider, row["instances"])
    return cluster


def _exec_log(group: str) -> dict[str, Any]:
    return {"logging": "OVERRIDE", "logConfiguration": {"cloudWatchLogGroupName": group}}


def add_instances(world: World, cluster: Cluster, provider: str, count: int) -> None:
    """Container instances of an Auto Scaling group behind a capacity provider."""
    group = world.arn("autoscaling", f"autoScalingGroup:{world.uuid()}:autoScalingGroupName/{provider}")
    arn = world.arn("ecs", f"capacity-provider/{provider}")
    world.ecs.providers[provider] = CapacityProvider(provider, arn, group, tags({"team": "platform"}))
    for index in range(count):
        _, prefix, zone = SUBNETS[index % len(SUBNETS)]
        world.ecs.create_instance(
            cluster,
            ec2_id="i-0" + digits(f"{provider}/{index}", 16),
            availability_zone=zone,
            private_ip=f"{prefix}.{20 + index}",
            registered_at=world.now - DAY * (11 + index % 3),
            capacity_provider=provider,
            tags=tags({"Name": f"{provider}-{index + 1}"}),
            instance_type="m6i.xlarge",
            cpu=4096,
            memory=15731,
        )


class Balancers:
    """The load balancers of the clusters, and their listeners."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._of: dict[str, tuple[LoadBalancer, Listener | None]] = {}

    def add(self, name: str, cluster: str) -> None:
        """A load balancer for the services of a cluster."""
        subnets = tuple((subnet, zone) for subnet, _, zone in SUBNETS)
        balancer = self.world.elbv2.create_load_balancer(
            name, VPC, at=self.world.now - 400 * DAY, subnets=subnets, security_groups=SECURITY_GROUPS
        )
        self._of[cluster] = (balancer, None)

    def add_group(self, cluster: str, service: str, port: int, path: str, bridged: bool) -> TargetGroup:
        """A target group reached by `path`; the first of a cluster takes what no other does."""
        balancer, listener = self._of[cluster]
        kind = "instance" if bridged else "ip"
        name = f"{cluster[:4]}-{service}"
        group = self.world.elbv2.create_group(name, port, VPC, target_type=kind)
        if listener is None:
            self._of[cluster] = (balancer, self.world.elbv2.add_listener(balancer, 443, "HTTPS", group))
        else:
            self.world.elbv2.add_rule(balancer, listener, group, path)
        return group

    def alternate(self, cluster: str, blue: TargetGroup, path: str) -> dict[str, str]:
        """A second group beside `blue` and a rule for test traffic to it: what blue/green shifts between."""
        elbv2, (balancer, listener) = self.world.elbv2, self._of[cluster]
        assert listener is not None  # noqa: S101 - `blue` has made it
        green = elbv2.create_group(f"{blue.name}-green", blue.port, VPC, target_type=blue.target_type)
        test = elbv2.add_rule(balancer, listener, green, f"/test{path}")
        production = next(rule for rule in listener.rules if rule.group == blue.arn)
        return {
            "alternateTargetGroupArn": green.arn,
            "productionListenerRule": production.arn,
            "testListenerRule": test.arn,
            "roleArn": self.world.arn("iam", "role/ecs-load-balancing").replace(":eu-west-1:", "::"),
        }
