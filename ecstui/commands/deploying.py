"""The verbs that bring a service another task definition or end a task: deploy, rollback, stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.commands.change import carry_out, change
from ecstui.commands.rollback_target import revision_before, typed_revision
from ecstui.commands.service_target import wanted_service
from ecstui.commands.task_target import the_task, wanted_task
from ecstui.live.log_target import find_service
from ecstui.model.arn import short
from ecstui.model.errors import UsageError
from ecstui.operations.deploy import Deploy
from ecstui.operations.deploy_images import DeployImages
from ecstui.operations.rollback import Rollback
from ecstui.operations.service_revision_rollback import ServiceRevisionRollback
from ecstui.operations.stop_task import StopTask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.commands.change import Asked, Planned
    from ecstui.commands.connection import Chosen
    from ecstui.operations.desk import Desk

_SERVICE_REVISION = ":service-revision/"  # in an ARN


def deploy(connection: Chosen, asked: Asked, images: Sequence[str], task_definition: str | None) -> int:
    """Deploy images or a task definition; the exit code. Raises EcsTuiError as `change` does."""
    if bool(images) == bool(task_definition):
        raise UsageError("say what to deploy: either --image, or --task-definition.")
    if task_definition:
        name = task_definition
        return change(connection, asked, lambda desk, of: Deploy(desk, of.cluster, of.name, name))
    given = _images(images)
    return change(connection, asked, lambda desk, of: DeployImages(desk, of.cluster, of.name, given))


def _images(typed: Sequence[str]) -> dict[str, str]:
    """The images by container; "" where none is named. Raises UsageError for two of one container."""
    images: dict[str, str] = {}
    for each in typed:
        head, equals, tail = each.partition("=")
        container, image = (head, tail) if equals else ("", each)
        if container in images:
            raise UsageError(f"--image: there are two for {container or 'no container by name'}.")
        images[container] = image
    return images


def rollback(connection: Chosen, asked: Asked, to: str | None) -> int:
    """Deploy an earlier revision, `to` or the newest before what runs; the exit code, as of `change`."""
    wanted = wanted_service(asked.target)

    async def planned(desk: Desk) -> Planned:
        service = await find_service(desk.aws, wanted)
        place = (desk, service.cluster, service.name)
        if to is not None and _SERVICE_REVISION in to:
            operation: Rollback = ServiceRevisionRollback(*place, to)
        else:
            revision = await revision_before(desk, service) if to is None else typed_revision(service, to)
            operation = Rollback(*place, revision)
        return operation, await operation.plan()

    return carry_out(connection, asked, planned, wanted.region)


def stop(connection: Chosen, asked: Asked, reason: str) -> int:
    """Stop a task; the exit code. Raises EcsTuiError as `change` does."""
    wanted = wanted_task(asked.target)

    async def planned(desk: Desk) -> Planned:
        task = await the_task(desk.aws, wanted)
        operation = StopTask(desk, short(task.cluster_arn), task.id, reason)
        return operation, await operation.plan()

    return carry_out(connection, asked, planned, wanted.region)
