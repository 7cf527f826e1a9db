"""Amazon ECS: the container instances of a cluster and what is left on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.aws.paging import after, pages
from ecstui.model.arn import short
from ecstui.model.placement import ContainerInstance
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from types_aiobotocore_ecs import ECSClient
    from types_aiobotocore_ecs import type_defs as t

    from ecstui.aws.calls import Calls

PAGE = 100


class ContainerInstances:
    """What the console asks of container instances; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def of_cluster(self, cluster: str) -> tuple[ContainerInstance, ...]:
        """Every container instance of a cluster, read 100 at a time."""

        async def page(token: str | None) -> tuple[tuple[str, ...], str | None]:
            client: ECSClient
            async with self._calls.call("ecs:ListContainerInstances", short(cluster)) as client:
                answer = await client.list_container_instances(
                    cluster=cluster, maxResults=PAGE, **after(token)
                )
                return tuple(answer["containerInstanceArns"]), answer.get("nextToken")

        found: list[ContainerInstance] = []
        async for arns in pages(page):
            found += await self._describe(cluster, arns)
        return tuple(found)

    async def one(self, cluster: str, arn: str) -> ContainerInstance | None:
        """A container instance by its ARN; None where ECS knows none such."""
        return next(iter(await self._describe(cluster, (arn,))), None)

    async def _describe(self, cluster: str, arns: Sequence[str]) -> list[ContainerInstance]:
        client: ECSClient
        async with self._calls.call("ecs:DescribeContainerInstances", short(cluster)) as client:
            answer = await client.describe_container_instances(cluster=cluster, containerInstances=list(arns))
            return [_instance(raw) for raw in answer["containerInstances"]]


def _instance(raw: t.ContainerInstanceTypeDef) -> ContainerInstance:
    left = {resource["name"]: resource for resource in raw.get("remainingResources", ())}
    ports = (port for name in ("PORTS", "PORTS_UDP") for port in left.get(name, {}).get("stringSetValue", ()))
    return ContainerInstance(
        id=safe(short(raw["containerInstanceArn"])),
        capacity_provider=safe(raw.get("capacityProviderName", "")),
        status=safe(raw.get("status", "")),
        agent_connected=raw.get("agentConnected", False),
        cpu_left=left.get("CPU", {}).get("integerValue", 0),
        memory_left=left.get("MEMORY", {}).get("integerValue", 0),
        ports_taken=frozenset(int(port) for port in ports if port.isdigit()),
        agent_version=safe(raw.get("versionInfo", {}).get("agentVersion", "")),
        ec2_id=safe(raw.get("ec2InstanceId", "")),
    )
