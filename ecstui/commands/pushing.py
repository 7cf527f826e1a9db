"""`ecstui push`: an image of the container engine, built first where asked, to ECR and to a service."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ecstui.commands import change
from ecstui.commands.deploying import deploy
from ecstui.commands.log_stdout import tell
from ecstui.commands.service_target import wanted_service
from ecstui.engine.endpoint import find_endpoint
from ecstui.engine.engine import Engine
from ecstui.engine.git import git_tags
from ecstui.model.errors import UsageError
from ecstui.model.image_reference import ImageReference
from ecstui.model.local_image import BuildRequest
from ecstui.operations.push_image import PushImage
from ecstui.operations.push_target import push_target

if TYPE_CHECKING:
    from ecstui.commands.change import Asked, Planned
    from ecstui.commands.connection import Chosen
    from ecstui.operations.desk import Desk
    from ecstui.operations.push_target import PushTarget


@dataclass(frozen=True, slots=True)
class Given:
    """What is pushed, and how it is made, as given."""

    image: str
    build: bool = False
    dockerfile: str = ""
    build_target: str = ""
    build_args: tuple[str, ...] = ()
    platform: str = ""
    create: bool = False
    deploy_to: str | None = None


GIVEN = tuple(field.name for field in fields(Given))


def push(connection: Chosen, asked: Asked, given: Given) -> int:
    """Push, then deploy where asked; the exit code. Raises EcsTuiError as `change` does, and EngineError."""
    request = _request(given)
    if given.deploy_to:
        wanted_service(given.deploy_to)  # what names no service is told before anything is pushed
    pushed: list[PushImage] = []

    async def planned(desk: Desk) -> Planned:
        engine = Engine(find_endpoint(os.environ, Path.home()))
        target = await _target(asked.target, given)
        image = given.image
        if request is not None:
            image = str(target)
            await _build(engine, replace(request, tag=image))
        operation = PushImage(desk, engine, image, target)
        pushed.append(operation)
        return operation, await operation.plan()

    confirm = None if given.deploy_to else asked.confirm
    code = change.carry_out(connection, replace(asked, wait=True, timeout=None, confirm=confirm), planned)
    if code or not given.deploy_to:
        return code
    if asked.dry_run:
        tell(f"then: its digest would be deployed to {given.deploy_to}.")
        return code
    return deploy(connection, replace(asked, target=given.deploy_to), (pushed[-1].pushed,), None)


def _request(given: Given) -> BuildRequest | None:
    """What to build. Raises UsageError where options of a build are given without one."""
    options = (given.dockerfile, given.build_target, *given.build_args, given.platform)
    if not given.build:
        if any(options):
            raise UsageError("--dockerfile, --build-target, --build-arg and --platform are for --build.")
        return None
    arguments = []
    for each in given.build_args:
        name, equals, value = each.partition("=")
        if not (name and equals):
            raise UsageError(f"--build-arg: {each!r} is not NAME=VALUE.")
        arguments.append((name, value))
    return BuildRequest(
        given.image, "", given.dockerfile, given.build_target, tuple(arguments), given.platform
    )


async def _target(typed: str, given: Given) -> PushTarget:
    """Where to push; the tag from git or the image's own where none is given."""
    if given.build:
        suggested = next((each.tag for each in await git_tags(given.image)), "")
    else:
        suggested = ImageReference.parse(given.image).tag
    return push_target(typed, suggested or "latest", create=given.create)


async def _build(engine: Engine, request: BuildRequest) -> None:
    async for line in engine.build(request):
        tell(line)
