"""Reading who uses images: before one is changed, for the lists on screen may be minutes old, and partial;
and to offer a new one to those who run its repository's."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.aws.paging import side_by_side
from ecstui.model.errors import AwsError
from ecstui.model.image_reference import ImageReference
from ecstui.model.image_use import Account

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Service, Task, TaskDefinition
    from ecstui.operations.desk import Desk

MOST = 200  # task definitions that are read to find who runs a repository's images
FRESH = 3.0  # seconds for which plans made together share one reading


class Usage:
    """What runs in the account and region, read anew but for what was read a moment ago."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reading = asyncio.Lock()
        self._known: tuple[float, Account] | None = None

    async def account(self) -> Account:
        """What runs; what cannot be read is among its gaps. Raises nothing."""
        async with self._reading:
            clock = self._desk.clock
            if self._known is None or clock.monotonic() - self._known[0] > FRESH:
                account = await read_account(self._desk.aws)
                self._known = clock.monotonic(), account  # a moment ago is since it was read whole
            return self._known[1]


async def read_account(aws: Aws) -> Account:
    """All services, their task definitions and all tasks; what cannot be read is a gap."""
    try:
        clusters = [cluster.name async for page in aws.ecs.clusters() for cluster in page]
    except AwsError:
        return Account(whole=False)
    services = await side_by_side(lambda name: _services(aws, name), clusters)
    tasks = dict(await side_by_side(lambda name: _tasks(aws, name), clusters))
    found = Account(
        tuple(service for service in services if service is not None), {}, tasks, None not in services
    )
    definitions = await side_by_side(lambda arn: _definition(aws, arn), found.wanted())
    return Account(found.services, {each.arn: each for each in definitions}, tasks, found.whole)


async def _services(aws: Aws, cluster: str) -> tuple[Service | None, ...]:
    """The services of a cluster; with a None among them where not all could be read."""
    found: list[Service | None] = []
    try:
        async for page in aws.ecs.services(cluster):
            found.extend(page)
    except AwsError:
        found.append(None)
    return tuple(found)


async def _tasks(aws: Aws, cluster: str) -> tuple[tuple[str, tuple[Task, ...] | None], ...]:
    try:
        found = [task async for page in aws.ecs.tasks(cluster) for task in page]
    except AwsError:
        return ((cluster, None),)
    return ((cluster, tuple(found)),)


async def _definition(aws: Aws, arn: str) -> tuple[TaskDefinition, ...]:
    try:
        return (await aws.ecs.task_definition(arn),)
    except AwsError:
        return ()


@dataclass(frozen=True, slots=True)
class User:
    """A container of a service that runs an image of a repository."""

    service: Service
    container: str
    image: str


async def users_of(aws: Aws, services: Iterable[Service], repository_uri: str) -> tuple[User, ...]:
    """The containers of `services` that run an image of it. What cannot be read is left out."""
    found = tuple(services)
    revisions = list(dict.fromkeys(service.task_definition for service in found))[:MOST]
    read = await side_by_side(lambda arn: _definition(aws, arn), revisions)
    definitions = {definition.arn: definition for definition in read}
    return tuple(
        User(service, container.name, container.image)
        for service in found
        if (definition := definitions.get(service.task_definition))
        for container in definition.containers
        if ImageReference.parse(container.image).place == repository_uri
    )
