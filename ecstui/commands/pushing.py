"""`ecstui push`: an image of the container engine, built first where asked, to ECR and to a service."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ecstui.commands import consent
from ecstui.commands.applying import Applying
from ecstui.commands.at_a_desk import at_a_desk
from ecstui.commands.log_stdout import tell
from ecstui.commands.revision_target import with_known_revision
from ecstui.commands.service_target import wanted_service
from ecstui.engine.endpoint import find_endpoint
from ecstui.engine.engine import Engine
from ecstui.engine.git import git_tags
from ecstui.live.log_target import find_service
from ecstui.model.errors import UsageError
from ecstui.model.image_reference import ImageReference
from ecstui.model.local_image import BuildRequest
from ecstui.operations.deploy_images import DeployImages
from ecstui.operations.push_image import PushImage
from ecstui.operations.push_target import push_target
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from ecstui.commands.change import Asked
    from ecstui.commands.connection import Chosen
    from ecstui.commands.log_stdout import Stdout
    from ecstui.live.log_target import Wanted
    from ecstui.model.ecs import Service
    from ecstui.operations.desk import Desk
    from ecstui.operations.operation import Operation
    from ecstui.operations.push_target import PushTarget


@dataclass(frozen=True, slots=True)
class Given:
    """What is pushed, how it is made and what becomes of it, as given; `confirm` are names of plans."""

    image: str
    build: bool = False
    dockerfile: str = ""
    build_target: str = ""
    build_args: tuple[str, ...] = ()
    platform: str = ""
    create: bool = False
    deploy_to: str | None = None
    confirm: tuple[str, ...] = ()


GIVEN = tuple(field.name for field in fields(Given))


def push(connection: Chosen, asked: Asked, given: Given) -> int:
    """Push, then deploy where asked; the exit code. Raises EcsTuiError as `change` does, and EngineError.

    Both are in the region of the service where that is given as an ARN. What keeps the image from being
    deployed is told before it is built or pushed.
    """
    request = _request(given)
    wanted = wanted_service(given.deploy_to) if given.deploy_to else None

    async def work(desk: Desk, stdout: Stdout) -> int:
        engine = Engine(find_endpoint(os.environ, Path.home()))
        target = await _target(asked.target, given)
        operation = PushImage(desk, engine, str(target) if request else given.image, target)
        await operation.check_registry()
        service = await _deployable(desk, wanted, target) if wanted else None
        names = (str(target), *((service.name,) if service else ()))
        _check_consent(desk, asked, given, names)
        if request is not None:
            await _build(engine, replace(request, tag=str(target)))

        async def carry_out(operation: Operation, asked: Asked, name: str) -> int:
            plan = await with_known_revision(desk.aws, operation.plan())
            asked = replace(asked, confirm=name if name in given.confirm else None)
            return await Applying(operation, desk.guard(plan), asked, stdout).to_its_end()

        code = await carry_out(operation, replace(asked, wait=True, timeout=None), names[0])
        if operation.failure is not None:
            return operation.failure.exit_code  # begun or not, a lost registry is the same to a script
        if code or service is None:
            return code
        if asked.dry_run:
            tell(f"then: its digest would be deployed to {service.cluster}/{service.name}.")
            return code
        deploy = DeployImages(desk, service.cluster, service.name, {"": operation.pushed})
        return await carry_out(deploy, asked, service.name)

    return at_a_desk(connection, work, dry_run=asked.dry_run, region=wanted.region if wanted else "")


async def _deployable(desk: Desk, wanted: Wanted, target: PushTarget) -> Service:
    """The service that the image can be deployed to. Raises UsageError, Refused and AwsError."""
    service = await find_service(desk.aws, wanted)
    login = await desk.aws.ecr_push.login()
    image = f"{login.registry}/{target}"
    await with_known_revision(desk.aws, DeployImages(desk, service.cluster, service.name, {"": image}).plan())
    return service


def _check_consent(desk: Desk, asked: Asked, given: Given, names: tuple[str, ...]) -> None:
    """Refuse before anything is done what could be pushed and then not be deployed, for want of a word.

    `names` are those of the plans: of the image, and of the service where there is one.
    """
    for name in given.confirm:
        if name not in names:
            both = " and ".join(names)
            raise Refused(f"--confirm names {name!r}, but this is about {both}. Nothing was done.")
    if asked.dry_run or consent.can_ask() or set(names[1:]) <= set(given.confirm):
        return
    if desk.protected:
        options = " ".join(f"--confirm {name}" for name in names)
        raise Refused(f"This asks for its names: give {options}. Nothing was done.")
    if not asked.yes:
        raise Refused(consent.NOBODY_TO_ASK)


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
