"""The feeds: one frozen value a list of things in AWS, which knows how it is read and how often.

A feed is a key: two equal feeds are the same list. `load` returns the whole list, in an order that does not
change from one reading to the next, and reports the batches as they come.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from ecstui.model.errors import Denied, NotFound

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Cluster, Service, Task
    from ecstui.model.errors import AwsError
    from ecstui.model.scaling import ScalableTarget

CALM = 60.0  # seconds between two readings of what seldom changes
CLUSTERS_AT_ONCE = 4

Publish = Callable[[tuple[Any, ...], int | None], Awaitable[None]]
"""Takes the items read so far and how many there will be (None: unknown); returns when more may be read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole list as read; `failure` tells of a part that could not be read at all."""

    items: tuple[Any, ...]
    failure: AwsError | None = None


class Feed(ABC):
    """One list of things in AWS."""

    __slots__ = ()
    operations: ClassVar[tuple[str, ...]]  # what reading it calls most

    @abstractmethod
    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """Read the list, publishing what is known after each batch. Raises `AwsError`."""

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Seconds to rest after a reading that brought `items`; `every` is the pace of what changes fast."""
        del items
        return every


@dataclass(frozen=True, slots=True)
class Clusters(Feed):
    """The clusters of the account and region, by name."""

    operations = ("ecs:ListClusters", "ecs:DescribeClusters")

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """ListClusters, DescribeClusters."""
        return Reading(await _gather(aws.ecs.clusters(), publish))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Clusters come and go seldom; their counts matter less than their services."""
        del items
        return every * 5


@dataclass(frozen=True, slots=True)
class Services(Feed):
    """The services of one cluster, or of all of them (None), by cluster and name."""

    operations = ("ecs:ListServices", "ecs:DescribeServices")

    cluster: str | None

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """ListServices, DescribeServices; for all clusters ListClusters and DescribeClusters before."""
        if self.cluster is not None:
            return Reading(await _gather(aws.ecs.services(self.cluster), publish))
        clusters = [cluster async for batch in aws.ecs.clusters() for cluster in batch]
        return await _AllServices(aws, publish, clusters).read()

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """While one service is converging, as fast as may be."""
        return every if any(converging(service) for service in items) else every * 2


@dataclass(frozen=True, slots=True)
class OneService(Feed):
    """One service: an item, or none where it is gone."""

    operations = ("ecs:DescribeServices",)

    cluster: str
    service: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeServices."""
        del publish
        return Reading(await aws.ecs.describe_services(self.cluster, (self.service,)))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """While it is converging, as fast as may be."""
        return every if any(converging(service) for service in items) else every * 2


@dataclass(frozen=True, slots=True)
class Tasks(Feed):
    """The tasks of a cluster, or of one of its services: running ones and those stopped lately, by ARN."""

    operations = ("ecs:ListTasks", "ecs:DescribeTasks")

    cluster: str
    service: str | None = None

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """ListTasks and DescribeTasks, first of running tasks, then of stopped ones.

        In this order a task that stops in between is seen twice, never missed; the later sight counts.
        """
        found: dict[str, Task] = {}
        for stopped in (False, True):
            async for batch in aws.ecs.tasks(self.cluster, service=self.service, stopped=stopped):
                found.update((task.arn, task) for task in batch)
                await publish(_in_order(found.values()), None)
        return Reading(_in_order(found.values()))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """While a task is on its way from one state to another, as fast as may be."""
        moving = any(
            task.last_status != task.desired_status for task in items if task.last_status != "STOPPED"
        )
        return every if moving else every * 2


@dataclass(frozen=True, slots=True)
class ServiceDeployments(Feed):
    """ECS's records of a service's newest deployments, newest first."""

    operations = ("ecs:ListServiceDeployments", "ecs:DescribeServiceDeployments")

    cluster: str
    service: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """ListServiceDeployments, DescribeServiceDeployments."""
        del publish
        return Reading(await aws.ecs.service_deployments(self.cluster, self.service))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """As fast as may be while a deployment runs."""
        return every if any(deployment.finished_at is None for deployment in items) else every * 5


@dataclass(frozen=True, slots=True)
class ServiceRevisions(Feed):
    """The service revisions of these ARNs, 20 at most, in any order."""

    operations = ("ecs:DescribeServiceRevisions",)

    arns: tuple[str, ...]

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeServiceRevisions."""
        del publish
        return Reading(await aws.ecs.service_revisions(self.arns))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """A revision never changes, but for the digests of images that its first task resolves."""
        del items
        return max(CALM, every)


@dataclass(frozen=True, slots=True)
class TaskDefinitions(Feed):
    """The revisions of task definitions of these ARNs, in their order."""

    operations = ("ecs:DescribeTaskDefinition",)

    arns: tuple[str, ...]

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeTaskDefinition, for each once."""
        del publish
        return Reading(await aws.ecs.task_definitions(self.arns))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """They never change."""
        del items
        return max(CALM, every)


@dataclass(frozen=True, slots=True)
class TargetHealth(Feed):
    """The health of the targets of a target group."""

    operations = ("elasticloadbalancing:DescribeTargetHealth",)

    group: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeTargetHealth."""
        del publish
        return Reading(await aws.elbv2.target_health(self.group))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Health checks run seconds apart."""
        del items
        return every * 2


@dataclass(frozen=True, slots=True)
class Scaling(Feed):
    """The scalable target of a service: one item, or none."""

    operations = ("application-autoscaling:DescribeScalableTargets",)

    cluster: str
    service: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeScalableTargets, DescribeScalingPolicies."""
        del publish
        target = await aws.scaling.target(self.cluster, self.service)
        return Reading(() if target is None else (target,))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Bounds change by hand."""
        del items
        return max(CALM / 2, every)


@dataclass(frozen=True, slots=True)
class ScalingActivities(Feed):
    """What auto scaling did to a service's count lately or left undone, newest first."""

    operations = ("application-autoscaling:DescribeScalingActivities",)

    cluster: str
    service: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeScalingActivities."""
        del publish
        return Reading(await aws.scaling.activities(self.cluster, self.service))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Alarms look once a minute."""
        del items
        return max(CALM / 4, every)


@dataclass(frozen=True, slots=True)
class ScheduledActions(Feed):
    """What sets the bounds of a service at a time, by name."""

    operations = ("application-autoscaling:DescribeScheduledActions",)

    cluster: str
    service: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeScheduledActions."""
        del publish
        return Reading(await aws.scaling.scheduled_actions(self.cluster, self.service))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Schedules are made by hand."""
        del items
        return max(CALM, every)


@dataclass(frozen=True, slots=True)
class SuspendedTargets(Feed):
    """The scalable targets of the account of which something is suspended, by cluster and service."""

    operations = ("application-autoscaling:DescribeScalableTargets",)

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeScalableTargets, 50 services a page."""
        found: list[ScalableTarget] = []
        async for page in aws.scaling.targets():
            found.extend(target for target in page if target.suspended)
            await publish(tuple(found), None)
        return Reading(tuple(sorted(found, key=lambda target: (target.cluster, target.service))))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Suspended by hand, and resumed by hand."""
        del items
        return max(CALM, every)


@dataclass(frozen=True, slots=True)
class Repositories(Feed):
    """The repositories of the registry, by name; their images are feeds of their own."""

    operations = ("ecr:DescribeRepositories",)

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeRepositories."""
        return Reading(await _gather(aws.ecr.repositories(), publish))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Repositories are made by hand."""
        del items
        return max(CALM, every)


@dataclass(frozen=True, slots=True)
class Images(Feed):
    """The images of a repository, newest first."""

    operations = ("ecr:DescribeImages",)

    repository: str

    async def load(self, aws: Aws, publish: Publish) -> Reading:
        """DescribeImages."""
        del publish
        return Reading(await aws.ecr.images(self.repository))

    def pause(self, every: float, items: tuple[Any, ...]) -> float:
        """Images are pushed minutes apart."""
        del items
        return max(CALM, every)


def converging(service: Service) -> bool:
    """Whether ECS still works on the service: counts differ, or a deployment is not complete."""
    primary = service.primary
    return (
        service.running != service.desired
        or service.pending > 0
        or len(service.deployments) > 1
        or (primary is not None and primary.rollout_state == "IN_PROGRESS")
    )


@dataclass(slots=True)
class _AllServices:
    """One reading of the services of every cluster."""

    aws: Aws
    publish: Publish
    clusters: list[Cluster]
    found: list[Service] = field(default_factory=list)
    failure: AwsError | None = None

    async def read(self) -> Reading:
        turns = asyncio.Semaphore(CLUSTERS_AT_ONCE)
        try:
            async with asyncio.TaskGroup() as group:
                for cluster in self.clusters:
                    group.create_task(self._read_cluster(cluster, turns))
        except ExceptionGroup as failures:
            first = failures.exceptions[0]
        else:
            if self.failure is None or self.found:
                return Reading(_in_order(self.found), self.failure)
            first = self.failure  # nothing may be seen, which is not the same as that nothing is there
        raise first

    async def _read_cluster(self, cluster: Cluster, turns: asyncio.Semaphore) -> None:
        async with turns:
            try:
                async for batch in self.aws.ecs.services(cluster.arn):
                    self.found.extend(batch)
                    await self.publish(_in_order(self.found), self._expected)
            except NotFound:
                return  # deleted since the clusters were listed
            except Denied as denied:
                self.failure = denied  # the other clusters are still worth showing

    @property
    def _expected(self) -> int:
        return max(len(self.found), sum(cluster.active_services for cluster in self.clusters))


async def _gather(batches: AsyncIterator[tuple[Any, ...]], publish: Publish) -> tuple[Any, ...]:
    found: list[Any] = []
    async for batch in batches:
        found.extend(batch)
        await publish(_in_order(found), None)
    return _in_order(found)


def _in_order(items: Iterable[Any]) -> tuple[Any, ...]:
    """By ARN, which is by cluster and name too; AWS gives lists in any order."""
    return tuple(sorted(items, key=lambda item: item.arn))
