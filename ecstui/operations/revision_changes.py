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


def revision_changes(now: TaskDefinition, after: TaskDefinition) -> tuple[Change, ...]:
    """Every difference of two revisions that a task would notice, a line each; none for equal ones."""
    return (
        *_fields(_of_task(now), _of_task(after)),
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
    yield from _fields({"image": was}, {"image": will}, prefix)
    yield from _fields(_of_container(now), _of_container(after), prefix)
    yield from _fields(_variables(now), _variables(after), prefix)
    yield from _masked(now, after, prefix)
    yield from _fields(
        {f"secret {name}": source for name, source in now.secrets},
        {f"secret {name}": source for name, source in after.secrets},
        prefix,
    )


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
        **({f"log {name}": value for name, value in log.options} if log else {}),
    }


def _variables(container: ContainerDefinition) -> dict[str, str]:
    """The variables that may be shown: names that sound like a secret are compared by `_masked`."""
    return {f"env {name}": value or "(empty)" for name, value in container.environment if not is_secret(name)}


def _masked(now: ContainerDefinition, after: ContainerDefinition, prefix: str) -> Iterator[Change]:
    mine = {name: value for name, value in now.environment if is_secret(name)}
    theirs = {name: value for name, value in after.environment if is_secret(name)}
    for name in {**mine, **theirs}:
        if mine.get(name) != theirs.get(name):
            was = MASKED if name in mine else NONE
            will = NONE if name not in theirs else f"{MASKED} (another value)" if name in mine else MASKED
            yield Change(f"{prefix}env {name}", was, will)


def is_secret(name: str) -> bool:
    """Whether a variable's name sounds like that of a secret, whose value is masked."""
    return bool(_SECRET.search(name))


def _fields(now: Mapping[str, str], after: Mapping[str, str], prefix: str = "") -> Iterator[Change]:
    for name in {**now, **after}:
        was, will = now.get(name) or NONE, after.get(name) or NONE
        if was != will:
            yield Change(f"{prefix}{name}", was, will)


def _number(value: int | None) -> str:
    return str(value) if value else ""
