"""What another revision of a task definition changes: images, limits, variables, secrets by name. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.operations.plan import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ecstui.model.ecs import ContainerDefinition, TaskDefinition

NONE = "none"
MASKED = "••••"
_SECRET = re.compile(r"pass|secret|token|key|credential|dsn|auth|private", re.IGNORECASE)
_WITH_PASSWORD = re.compile(r"://[^/\s]*:[^/\s]*@")


def revision_changes(now: TaskDefinition, after: TaskDefinition) -> tuple[Change, ...]:
    """The differences of two revisions in what the console reads of them, a line each.

    Commands, health checks and volumes are not among it.
    """
    return (
        *fields(_of_task(now), _of_task(after)),
        *_containers({c.name: c for c in now.containers}, {c.name: c for c in after.containers}),
    )


def _of_task(definition: TaskDefinition) -> dict[str, str]:
    return {
        "task cpu": definition.cpu,
        "task memory": definition.memory,
        "network mode": definition.network_mode,
        "task role": short(definition.task_role),
        "execution role": short(definition.execution_role),
    }


def _containers(
    now: Mapping[str, ContainerDefinition], after: Mapping[str, ContainerDefinition]
) -> Iterator[Change]:
    for name in {**now, **after}:
        if name not in after:
            yield Change(f"container {name}", now[name].image, "removed")
        elif name not in now:
            yield Change(f"container {name}", NONE, after[name].image)
        else:
            prefix = f"{name} " if len(after) > 1 else ""
            yield from _container(now[name], after[name], prefix)


def _container(now: ContainerDefinition, after: ContainerDefinition, prefix: str) -> Iterator[Change]:
    was, will = _images(now.image, after.image)
    yield from fields({"image": was}, {"image": will}, prefix)
    yield from fields(_of_container(now), _of_container(after), prefix)
    yield from fields(_log_options(now), _log_options(after), f"{prefix}log ", hide=True)
    yield from fields(_variables(now), _variables(after), f"{prefix}env ", hide=True)
    yield from fields(dict(now.secrets), dict(after.secrets), f"{prefix}secret ")


def _images(now: str, after: str) -> tuple[str, str]:
    """Both images; without the registry and path that they share."""
    same_place = now.rpartition("/")[0] == after.rpartition("/")[0]
    return (short(now), short(after)) if same_place else (now, after)


def _of_container(container: ContainerDefinition) -> dict[str, str]:
    log = container.log
    return {
        "cpu": _number(container.cpu),
        "memory": _number(container.memory),
        "memory reservation": _number(container.memory_reservation),
        "essential": "yes" if container.essential else "no",
        "ports": ", ".join(map(str, container.ports)),
        "log driver": log.driver if log else "",
    }


def _log_options(container: ContainerDefinition) -> dict[str, str]:
    return dict(container.log.options) if container.log else {}


def _variables(container: ContainerDefinition) -> dict[str, str]:
    return {name: value or "(empty)" for name, value in container.environment}


def is_secret(name: str, value: str) -> bool:
    """Whether a name sounds like that of a secret, or a URL has a password in it: then it is masked."""
    return bool(_SECRET.search(name) or _WITH_PASSWORD.search(value))


def fields(
    now: Mapping[str, str], after: Mapping[str, str], prefix: str = "", *, hide: bool = False
) -> Iterator[Change]:
    """The fields that differ; with `hide` the values of those that hold secrets are masked."""
    for name in {**now, **after}:
        was, will = now.get(name) or NONE, after.get(name) or NONE
        if was == will:
            continue
        if hide and (is_secret(name, was) or is_secret(name, will)):
            was, will = _masked(was), _masked(will)
            will = f"{will} (another value)" if was == will else will
        yield Change(f"{prefix}{name}", was, will)


def _masked(value: str) -> str:
    return value if value == NONE else MASKED


def _number(value: int | None) -> str:
    return str(value) if value else ""
