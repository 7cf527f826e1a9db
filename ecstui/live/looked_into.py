"""A service looked into once: with its stopped tasks, targets and newest deployment, which say why."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ecstui.model.errors import AwsError
from ecstui.model.surroundings import surrounded

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Service, ServiceDeployment, Task
    from ecstui.model.elb import TargetHealth

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class LookedInto:
    """A service with its surroundings; `unread` is why some of them could not be read."""

    service: Service
    unread: tuple[AwsError, ...] = ()


async def look_into(aws: Aws, service: Service) -> LookedInto:
    """Read what is around a service; what cannot be read is left out."""
    unread: list[AwsError] = []

    async def part(reading: Coroutine[Any, Any, tuple[Item, ...]]) -> tuple[Item, ...]:
        try:
            return await reading
        except AwsError as failure:
            unread.append(failure)
            return ()

    async with asyncio.TaskGroup() as reading:
        tasks = reading.create_task(part(_stopped_tasks(aws, service)))
        targets = reading.create_task(part(_targets(aws, service)))
        deployments = reading.create_task(part(_newest_deployment(aws, service)))
    known = surrounded(
        service, tasks=tasks.result(), targets=targets.result(), deployments=deployments.result()
    )
    return LookedInto(known, tuple(unread))


async def _stopped_tasks(aws: Aws, service: Service) -> tuple[Task, ...]:
    pages = aws.ecs.tasks(service.cluster, service=service.name, stopped=True)
    return tuple([task async for page in pages for task in page])


async def _newest_deployment(aws: Aws, service: Service) -> tuple[ServiceDeployment, ...]:
    """None where it cannot wait for anybody, which is all that it is read for."""
    if not service.shifting:
        return ()
    return await aws.ecs.service_deployments(service.cluster, service.name, limit=1)


async def _targets(aws: Aws, service: Service) -> tuple[TargetHealth, ...]:
    groups = service.target_groups
    return tuple([target for group in groups for target in await aws.elbv2.target_health(group)])
