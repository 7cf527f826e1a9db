"""What a person asks to be run, and the request that becomes of it where it is to run. Pure."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.ecs import CapacityProviderShare, Network
from ecstui.model.errors import UsageError
from ecstui.model.run_request import MOST, Overrides, RunRequest
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.ecs import Service, Task, TaskDefinition

_NAME = re.compile(r"[^\s=]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A run as asked for; "" and () for what the task definition, service or task it is like decides.

    `service` (a name) lends its task definition, network and launch type, `like` is a task that does.
    `network` goes before theirs. UsageError where the count is none.
    """

    cluster: str
    task_definition: str = ""
    service: str = ""
    like: Task | None = None
    container: str = ""
    command: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    cpu: int | None = None  # units, of the whole task
    memory: int | None = None  # MiB, of the whole task
    count: int = 1
    network: Network | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST:
            raise UsageError(f"From 1 to {MOST} tasks can be run at once, not {self.count}.")


def parse_command(typed: str) -> tuple[str, ...]:
    """The words of a command as a shell takes them apart. Raises UsageError."""
    try:
        return tuple(shlex.split(typed))
    except ValueError as error:
        raise UsageError(f"The command cannot be read: {str(error).lower()}.") from None


def parse_environment(pairs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """KEY=VALUE each. Raises UsageError."""
    found = []
    for pair in pairs:
        name, is_pair, value = pair.partition("=")
        if not is_pair or not _NAME.fullmatch(name):
            raise UsageError(f"{pair!r} is no variable: give KEY=VALUE.")
        found.append((name, value))
    return tuple(found)


def main_container(definition: TaskDefinition, wanted: str = "") -> str:
    """The container whose end counts: the one wanted, or the first essential one. UsageError if unknown."""
    names = [container.name for container in definition.containers]
    if wanted and wanted not in names:
        raise UsageError(f"{short(definition.arn)} has no container {wanted}; there is {', '.join(names)}.")
    return wanted or next(iter((*definition.essential, *names)), "")


def request_of(asked: Asked, token: str, definition: TaskDefinition, service: Service | None) -> RunRequest:
    """The call that runs it. UsageError for an unknown container, Refused for a revision deregistered."""
    if definition.status == "INACTIVE":
        raise Refused(f"{short(definition.arn)} is deregistered: nothing can be run from it.")
    launch_type, shares = _runs_on(asked, definition, service)
    own_network = definition.network_mode == "awsvpc"
    return RunRequest(
        asked.cluster,
        definition.arn,
        token,
        count=asked.count,
        launch_type=launch_type,
        capacity_providers=shares,
        platform_version=_platform(asked, service),
        network=_network(asked, service) if own_network else None,
        overrides=Overrides(
            main_container(definition, asked.container),
            asked.command,
            asked.environment,
            asked.cpu,
            asked.memory,
        ),
        execute_command=service is not None and service.enable_execute_command,
        propagate_tags=service is not None and service.propagate_tags not in {"", "NONE"},
    )


def _runs_on(
    asked: Asked, definition: TaskDefinition, service: Service | None
) -> tuple[str, tuple[CapacityProviderShare, ...]]:
    like = asked.like
    if service is not None:
        return service.launch_type, service.capacity_providers
    if like is not None and like.capacity_provider:
        return "", (CapacityProviderShare(like.capacity_provider, 1, 0),)
    if like is not None:
        return like.launch_type, ()
    fargate_alone = "FARGATE" in definition.requires and "EC2" not in definition.requires
    return "FARGATE" if fargate_alone else "", ()


def _platform(asked: Asked, service: Service | None) -> str:
    if service is not None:
        return service.platform_version
    return asked.like.platform_version if asked.like is not None else ""


def _network(asked: Asked, service: Service | None) -> Network | None:
    if asked.network is not None or service is not None:
        return asked.network or (service.network if service else None)
    # The security groups of a task alone do not stand in what ECS tells of it.
    return Network((asked.like.subnet,)) if asked.like is not None and asked.like.subnet else None
