"""What there is to deploy to a service: the images of its repositories, the revisions of its family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn, family_revision
from ecstui.model.image_reference import ImageReference
from ecstui.operations.outlook import running_digests
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecstui.model.ecr import Image
    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.desk import Desk

REVISIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Present:
    """What a service has: its revision, and the image digests that run by container."""

    definition: TaskDefinition
    digests: Mapping[str, tuple[str, ...]]


class DeployChoices:
    """Reads them, each list when it is asked for."""

    def __init__(self, desk: Desk, service: Service) -> None:
        self._desk = desk
        self._service = service

    @property
    def task_definition(self) -> str:
        """The ARN of the revision that the service has."""
        return self._service.task_definition

    async def present(self) -> Present:
        """What the service has now. Raises AwsError; digests that may not be read are none."""
        definition = await self._desk.aws.ecs.task_definition(self._service.task_definition)
        return Present(definition, await running_digests(self._desk, self._service))

    async def images(self, image: str) -> tuple[Image, ...]:
        """The images of the repository that `image` is of, newest first.

        Raises AwsError, and Refused where that is not in the ECR of the service's account.
        """
        reference = ImageReference.parse(image)
        name = reference.ecr
        if name is None or name.account != Arn.parse(self._service.arn).account:
            raise Refused(f"{reference.place} is not in this account's ECR: type the image.")
        return await self._desk.aws.ecr.images(name.repository, region=name.region)

    async def revisions(self) -> tuple[TaskDefinition, ...]:
        """The family's active revisions, newest first, at most 20; AwsError."""
        ecs = self._desk.aws.ecs
        family = family_revision(self._service.task_definition)[0]
        return await ecs.task_definitions((await ecs.revisions(family))[:REVISIONS_SHOWN])
