"""Amazon ECS: clusters, services, tasks and what describes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ecstui.aws import ecs_parse as parse
from ecstui.aws.paging import after, chunks, pages, side_by_side
from ecstui.model.arn import family_revision, short
from ecstui.model.errors import NotFound
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence
    from contextlib import AbstractAsyncContextManager

    from types_aiobotocore_ecs import ECSClient

    from ecstui.aws.calls import Calls
    from ecstui.model.ecs import (
        Cluster,
        Service,
        ServiceDeployment,
        ServiceRevision,
        Task,
        TaskDefinition,
        TaskProtection,
    )

StopType: TypeAlias = Literal["ROLLBACK", "ABORT"]
HookAction: TypeAlias = Literal["CONTINUE", "ROLLBACK"]

LIST_PAGE = 100
SERVICES_A_CALL = 10
DEPLOYMENTS_A_CALL = 20
DEFINITIONS_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Updated:
    """The answer to a change: the service as ECS then has it, and the request's id for the record."""

    service: Service
    request_id: str


class Ecs:
    """What the console asks of ECS. A cluster is named or given by ARN; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._definitions: dict[str, TaskDefinition] = {}  # by ARN: a revision never changes

    def _call(
        self, operation: str, where: str = "", *, writing: bool = False
    ) -> AbstractAsyncContextManager[ECSClient]:
        return self._calls.call(f"ecs:{operation}", where, writing=writing)

    async def clusters(self) -> AsyncIterator[tuple[Cluster, ...]]:
        """Every cluster of the region, up to 100 at a time."""

        async def page(token: str | None) -> tuple[tuple[str, ...], str | None]:
            async with self._call("ListClusters") as ecs:
                answer = await ecs.list_clusters(maxResults=LIST_PAGE, **after(token))
                return tuple(answer["clusterArns"]), answer.get("nextToken")

        async for arns in pages(page):
            yield await self.describe_clusters(arns)

    async def describe_clusters(self, clusters: Sequence[str]) -> tuple[Cluster, ...]:
        """Up to 100 clusters; those that do not exist are left out."""
        async with self._call("DescribeClusters") as ecs:
            answer = await ecs.describe_clusters(clusters=list(clusters))
            return tuple(parse.cluster(raw) for raw in answer["clusters"])

    async def service_arns(self, cluster: str) -> AsyncIterator[tuple[str, ...]]:
        """The ARN of every service of a cluster, up to 100 at a time."""

        async def page(token: str | None) -> tuple[tuple[str, ...], str | None]:
            async with self._call("ListServices", short(cluster)) as ecs:
                answer = await ecs.list_services(cluster=cluster, maxResults=LIST_PAGE, **after(token))
                return tuple(answer["serviceArns"]), answer.get("nextToken")

        async for arns in pages(page):
            yield arns

    async def services(self, cluster: str) -> AsyncIterator[tuple[Service, ...]]:
        """Every service of a cluster, up to 100 at a time."""
        async for arns in self.service_arns(cluster):
            if services := await self.describe_services(cluster, arns):
                yield services

    async def describe_services(self, cluster: str, names: Sequence[str]) -> tuple[Service, ...]:
        """The services given by name or ARN, with their newest events; what does not exist is left out."""

        async def describe(some: tuple[str, ...]) -> tuple[Service, ...]:
            place = f"{short(cluster)}/{short(some[0])}" if len(some) == 1 else short(cluster)
            async with self._call("DescribeServices", place) as ecs:
                answer = await ecs.describe_services(cluster=cluster, services=list(some))
                return tuple(parse.service(raw) for raw in answer["services"])

        return await side_by_side(describe, chunks(names, SERVICES_A_CALL))

    async def describe_service(self, cluster: str, name: str) -> Service:
        """One service; NotFound if there is none of that name."""
        found = await self.describe_services(cluster, (name,))
        if not found:
            place = f"{short(cluster)}/{short(name)}"
            raise NotFound("there is no such service.", operation="ecs:DescribeServices", where=place)
        return found[0]

    async def tasks(
        self, cluster: str, *, service: str | None = None, stopped: bool = False
    ) -> AsyncIterator[tuple[Task, ...]]:
        """The tasks that are to run, up to 100 at a time; with `stopped` those that are not.

        ECS keeps a stopped task for about an hour.
        """
        wanted: dict[str, Any] = {"desiredStatus": "STOPPED" if stopped else "RUNNING"}
        if service is not None:
            wanted["serviceName"] = short(service)

        async def page(token: str | None) -> tuple[tuple[str, ...], str | None]:
            async with self._call("ListTasks", short(cluster)) as ecs:
                answer = await ecs.list_tasks(cluster=cluster, maxResults=LIST_PAGE, **wanted, **after(token))
                return tuple(answer["taskArns"]), answer.get("nextToken")

        async for arns in pages(page):
            if tasks := await self.describe_tasks(cluster, arns):
                yield tasks

    async def describe_tasks(self, cluster: str, tasks: Sequence[str]) -> tuple[Task, ...]:
        """The tasks given by id or ARN; those that ECS has forgotten are left out."""

        async def describe(some: tuple[str, ...]) -> tuple[Task, ...]:
            async with self._call("DescribeTasks", short(cluster)) as ecs:
                answer = await ecs.describe_tasks(cluster=cluster, tasks=list(some))
                return tuple(parse.task(raw) for raw in answer["tasks"])

        return await side_by_side(describe, chunks(tasks, LIST_PAGE))

    async def task_definition(self, name: str) -> TaskDefinition:
        """One revision by ARN or `family:revision`, or a family's newest; an ARN is asked for only once."""
        if (known := self._definitions.get(name)) is not None:
            return known
        async with self._call("DescribeTaskDefinition", short(name)) as ecs:
            answer = await ecs.describe_task_definition(taskDefinition=name)
            definition = parse.task_definition(answer["taskDefinition"])
        if len(self._definitions) >= DEFINITIONS_KEPT:
            self._definitions.pop(next(iter(self._definitions)))
        self._definitions[definition.arn] = definition
        return definition

    async def revisions(self, family: str, *, limit: int = LIST_PAGE) -> tuple[str, ...]:
        """The ARNs of a family's active revisions, newest first; `limit` is at most 100."""
        async with self._call("ListTaskDefinitions", family) as ecs:
            answer = await ecs.list_task_definitions(
                familyPrefix=family, status="ACTIVE", sort="DESC", maxResults=limit
            )
            # The prefix is the whole family's name, but for ECS's own word on it.
            return tuple(
                safe(arn) for arn in answer["taskDefinitionArns"] if family_revision(arn)[0] == family
            )

    async def task_definitions(self, names: Sequence[str]) -> tuple[TaskDefinition, ...]:
        """Several revisions, in the order given."""

        async def describe(name: str) -> tuple[TaskDefinition, ...]:
            return (await self.task_definition(name),)

        return await side_by_side(describe, names)

    async def service_deployments(
        self, cluster: str, service: str, *, limit: int = DEPLOYMENTS_A_CALL
    ) -> tuple[ServiceDeployment, ...]:
        """A service's last deployments, newest first; `limit` is at most 100."""
        place = f"{short(cluster)}/{short(service)}"
        async with self._call("ListServiceDeployments", place) as ecs:
            listed = await ecs.list_service_deployments(cluster=cluster, service=service, maxResults=limit)
            briefs = sorted(listed["serviceDeployments"], key=lambda raw: raw["createdAt"], reverse=True)
            arns = [raw["serviceDeploymentArn"] for raw in briefs[:limit]]

        async def describe(some: tuple[str, ...]) -> tuple[ServiceDeployment, ...]:
            async with self._call("DescribeServiceDeployments", place) as ecs:
                answer = await ecs.describe_service_deployments(serviceDeploymentArns=list(some))
                return tuple(parse.service_deployment(raw) for raw in answer["serviceDeployments"])

        found = await side_by_side(describe, chunks(arns, DEPLOYMENTS_A_CALL))
        return tuple(sorted(found, key=lambda deployment: deployment.created_at, reverse=True))

    async def service_revisions(self, arns: Sequence[str]) -> tuple[ServiceRevision, ...]:
        """The service revisions of up to 20 ARNs; those that ECS does not know are left out."""
        async with self._call("DescribeServiceRevisions") as ecs:
            answer = await ecs.describe_service_revisions(serviceRevisionArns=list(arns))
            return tuple(parse.service_revision(raw) for raw in answer["serviceRevisions"])

    async def task_protection(self, cluster: str, task: str) -> TaskProtection | None:
        """Whether a task is kept from scaling in; None where that cannot be, as for one without a service."""
        async with self._call("GetTaskProtection", short(cluster)) as ecs:
            answer = await ecs.get_task_protection(cluster=cluster, tasks=[task])
            found = [parse.task_protection(raw) for raw in answer["protectedTasks"]]
        return found[0] if found else None

    async def update_service(
        self,
        cluster: str,
        service: str,
        *,
        desired: int | None = None,
        task_definition: str = "",
        force_new_deployment: bool = False,
        members: Iterable[tuple[str, str]] = (),
    ) -> Updated:
        """Change a service, sending only what is given, and once; `members` are further ones, as JSON.

        Unreachable and BadAnswer leave open whether it was applied.
        """
        change: dict[str, Any] = {name: json.loads(value) for name, value in members}
        if desired is not None:
            change["desiredCount"] = desired
        if task_definition:
            change["taskDefinition"] = task_definition
        if force_new_deployment:
            change["forceNewDeployment"] = True
        place = f"{short(cluster)}/{short(service)}"
        async with self._call("UpdateService", place, writing=True) as ecs:
            answer = await ecs.update_service(cluster=cluster, service=service, **change)
            request_id = answer["ResponseMetadata"].get("RequestId", "")
            return Updated(parse.service(answer["service"]), safe(request_id))

    async def stop_service_deployment(self, deployment: str, stop_type: StopType) -> str:
        """Stop a deployment by its record's ARN, once; the request's id.

        Unreachable and BadAnswer leave open whether it was applied.
        """
        async with self._call("StopServiceDeployment", short(deployment), writing=True) as ecs:
            answer = await ecs.stop_service_deployment(serviceDeploymentArn=deployment, stopType=stop_type)
            answer["serviceDeploymentArn"]  # an answer without it is none
            return safe(answer["ResponseMetadata"].get("RequestId", ""))

    async def continue_service_deployment(self, deployment: str, hook: str, action: HookAction) -> str:
        """Let a deployment that waits at the hook go on or roll back, once; the request's id.

        Unreachable and BadAnswer leave open whether it was applied.
        """
        async with self._call("ContinueServiceDeployment", short(deployment), writing=True) as ecs:
            answer = await ecs.continue_service_deployment(
                serviceDeploymentArn=deployment, hookId=hook, action=action
            )
            answer["serviceDeploymentArn"]  # an answer without it is none
            return safe(answer["ResponseMetadata"].get("RequestId", ""))

    async def stop_task(self, cluster: str, task: str, reason: str) -> str:
        """Stop a task by its id, once; the request's id.

        Unreachable and BadAnswer leave open whether it was applied.
        """
        async with self._call("StopTask", f"{short(cluster)}/{short(task)}", writing=True) as ecs:
            answer = await ecs.stop_task(cluster=cluster, task=task, reason=reason)
            answer["task"]  # an answer without it is none
            return safe(answer["ResponseMetadata"].get("RequestId", ""))
