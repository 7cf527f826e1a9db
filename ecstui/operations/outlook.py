"""Reading what awaits a deployment: its images in ECR, and how long the last one took.

Nothing of it is needed: what may not be read is said to be not known.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn
from ecstui.model.errors import AwsError, NotFound
from ecstui.model.image_reference import ImageReference
from ecstui.model.shifting import waiting_hook
from ecstui.operations.image_consequences import Checked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ecstui.model.ecr import PlatformImage
    from ecstui.model.ecs import Service, ServiceDeployment, TaskDefinition
    from ecstui.operations.desk import Desk

_RECORDS = 10  # of deployments, looked through for one that got there


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was read at `at`: an image a container, and what the records of the deployments tell.

    `took` is how many seconds the last good one took, `pauses` whether the present one waits for somebody.
    """

    at: datetime
    images: tuple[Checked, ...] = ()
    took: float | None = None
    pauses: bool = False

    @property
    def facts(self) -> dict[str, str]:
        """What a plan rests on."""
        return {f"image of {checked.container}": checked.word for checked in self.images}

    @property
    def doubtful(self) -> bool:
        """Whether tasks of one of the images can hardly start."""
        return any(checked.doubtful for checked in self.images)


async def outlook(
    desk: Desk, service: Service, after: TaskDefinition, now: TaskDefinition | None = None
) -> Outlook:
    """What awaits a deployment of `after`; `now` is what the service has, where that is another revision."""
    present = {container.name: container.image for container in (now or after).containers}
    async with asyncio.TaskGroup() as reading:
        digests = reading.create_task(running_digests(desk, service))
        past = reading.create_task(_records_of(desk, service))
        images = [
            reading.create_task(_checked(desk, service, c.name, c.image)) for c in after.containers if c.image
        ]
    architecture = after.architecture or ("X86_64" if service.runs_on.startswith("FARGATE") else "")
    checked = tuple(
        Checked(
            read.container,
            read.image,
            present.get(read.container, ""),
            read.found,
            read.platforms,
            read.unread,
            digests.result().get(read.container, ()),
            architecture,
        )
        for read in (image.result() for image in images)
    )
    records = past.result()
    pauses = bool(records) and waiting_hook(records[0]) is not None
    return Outlook(desk.aws.now(), checked, _took(records), pauses)


async def running_digests(desk: Desk, service: Service) -> Mapping[str, tuple[str, ...]]:
    """The image digests that run in each container of the service, of its first 100 tasks; none if denied."""
    found: dict[str, dict[str, None]] = {}
    try:
        async for tasks in desk.aws.ecs.tasks(service.cluster, service=service.name):
            for task in tasks:
                for container in task.containers:
                    if container.image_digest and task.last_status == "RUNNING":
                        found.setdefault(container.name, {})[container.image_digest] = None
            break
    except AwsError:
        return {}
    return {name: tuple(digests) for name, digests in found.items()}


async def _records_of(desk: Desk, service: Service) -> tuple[ServiceDeployment, ...]:
    """The last deployments, newest first; none if denied."""
    try:
        return await desk.aws.ecs.service_deployments(service.cluster, service.name, limit=_RECORDS)
    except AwsError:
        return ()


def _took(records: tuple[ServiceDeployment, ...]) -> float | None:
    for record in records:
        if record.status == "SUCCESSFUL" and record.started_at and record.finished_at:
            return (record.finished_at - record.started_at).total_seconds()
    return None


async def _checked(desk: Desk, service: Service, container: str, image: str) -> Checked:
    reference = ImageReference.parse(image)
    name = reference.ecr
    if name is None or name.account != Arn.parse(service.arn).account:
        return Checked(container, image, unread="not in this account's ECR")
    tag = "" if reference.digest else reference.tag or "latest"
    ecr = desk.aws.ecr
    try:
        found = await ecr.image(name.repository, tag=tag, digest=reference.digest, region=name.region)
    except NotFound:
        return Checked(container, image)
    except AwsError as error:
        return Checked(container, image, unread=f"{error.operation} {error.word}")
    platforms: tuple[PlatformImage, ...] = ()
    if found is not None and found.is_index:
        with suppress(AwsError):  # not permitted: nothing is said of its platforms
            platforms = await ecr.platforms(name.repository, found.digest, region=name.region)
    return Checked(container, image, found=found, platforms=platforms)
