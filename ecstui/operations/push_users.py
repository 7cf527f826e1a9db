"""Which services run images of a repository, so that a new one can be deployed to them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError
from ecstui.model.image_reference import ImageReference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.desk import Desk

MOST = 200  # task definitions that are read
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class User:
    """A container of a service that runs an image of the repository."""

    service: Service
    container: str
    image: str


async def users(desk: Desk, services: Iterable[Service], repository_uri: str) -> tuple[User, ...]:
    """The containers of `services` that run an image of it. What cannot be read is left out."""
    found = tuple(services)
    revisions = list(dict.fromkeys(service.task_definition for service in found))[:MOST]
    gate = asyncio.Semaphore(AT_ONCE)

    async def read(revision: str) -> TaskDefinition | None:
        async with gate:
            try:
                return await desk.aws.ecs.task_definition(revision)
            except AwsError:
                return None

    definitions = dict(zip(revisions, await asyncio.gather(*map(read, revisions)), strict=True))
    return tuple(
        User(service, container.name, container.image)
        for service in found
        if (definition := definitions.get(service.task_definition))
        for container in definition.containers
        if ImageReference.parse(container.image).place == repository_uri
    )
