"""Whose lines are meant: a service or a task, found by what a person types."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.aws.paging import side_by_side
from ecstui.model.arn import SHORT_ID, Arn, short, short_id
from ecstui.model.errors import AwsError, NotFound, UsageError
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Cluster, Service, Task

NAMED = 8  # names listed where none is near
_TASK_ID = re.compile(r"[0-9a-f][0-9a-f-]*")
_FULL_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FORMS = "CLUSTER/SERVICE, CLUSTER/SERVICE/TASK, SERVICE, or the ARN of a service or task"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, taken apart; "" for what it does not say."""

    cluster: str = ""
    service: str = ""
    task: str = ""
    region: str = ""

    @classmethod
    def parse(cls, typed: str) -> Wanted:
        """Take a target apart. Raises UsageError, in words."""
        if typed.startswith("arn:"):
            return cls._of_arn(typed)
        parts = typed.split("/")
        if not all(parts) or len(parts) > 3:
            raise UsageError(f"{safe(typed)!r} names no service and no task: {_FORMS}.")
        cluster, service, task = ("", *parts, "") if len(parts) == 1 else (*parts, "")[:3]
        return cls(cluster, service, _task_id(task))

    @classmethod
    def _of_arn(cls, typed: str) -> Wanted:
        try:
            arn = Arn.parse(typed)
        except ValueError as error:
            raise UsageError(f"{error}.") from None
        match arn.resource.split("/"):
            case ["service", service]:  # the form of before 2018
                return cls("", service, region=arn.region)
            case ["service", cluster, service]:
                return cls(cluster, service, region=arn.region)
            case ["service", cluster, service, task]:
                return cls(cluster, service, _task_id(task), arn.region)
            case ["task", cluster, task]:
                return cls(cluster, "", _task_id(task), arn.region)
        raise UsageError(f"{safe(typed)} is the ARN of neither a service nor a task.")


def _task_id(typed: str) -> str:
    if typed and not _TASK_ID.fullmatch(typed):
        raise UsageError(f"{safe(typed)!r} is no task: give its id, or the beginning of it.")
    return typed


def near_names(typed: str, names: Iterable[str]) -> str:
    """What may have been meant: "did you mean web?", or the first of all names there are."""
    known = sorted(set(names))
    near = difflib.get_close_matches(typed, known, n=3, cutoff=0.6)
    near += [name for name in known if typed in name and name not in near][: 3 - len(near)]
    if near:
        return f"did you mean {' or '.join(near)}?"
    if not known:
        return "there are none at all."
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return f"there are {', '.join(known[:NAMED])}{more}."


async def find_service(aws: Aws, wanted: Wanted) -> Service:
    """The service meant. Raises UsageError where there is none or more than one, and `AwsError`."""
    if not wanted.cluster:
        return await _find_anywhere(aws, wanted.service)
    try:
        return await aws.ecs.describe_service(wanted.cluster, wanted.service)
    except NotFound as failure:
        if failure.code == "ClusterNotFoundException":
            named = near_names(wanted.cluster, [c.name for c in await _clusters(aws)])
            raise UsageError(f"there is no cluster {safe(wanted.cluster)}; {named}") from None
        named = near_names(wanted.service, await _services(aws, [wanted.cluster]))
        place = f"in cluster {short(failure.where.partition('/')[0].split(' ')[-1])}"
        raise UsageError(f"there is no service {safe(wanted.service)} {place}; {named}") from None


async def find_task(aws: Aws, wanted: Wanted, service: Service | None) -> Task | None:
    """The task meant, also one that has stopped; None where ECS does not know it (any more).

    Raises UsageError where more than one begins like that, and `AwsError`.
    """
    cluster = service.cluster_arn if service is not None else wanted.cluster
    if _FULL_ID.fullmatch(wanted.task):
        found = await aws.ecs.describe_tasks(cluster, (wanted.task,))
    else:
        found = tuple(
            [task async for task in _tasks(aws, cluster, service) if task.id.startswith(wanted.task)]
        )
    if len(found) > 1:
        raise UsageError(
            f"more than one task begins with {wanted.task}: {_with_services(found, wanted.task)}."
        )
    if found and service is not None and found[0].service not in {"", service.name}:
        raise UsageError(
            f"task {short_id(wanted.task)} is of service {found[0].service}, not {service.name}."
        )
    return found[0] if found else None


def _with_services(tasks: Iterable[Task], typed: str) -> str:
    """The first tasks by service, with more of their ids than the beginning `typed` that they share."""
    shown = max(SHORT_ID, len(typed) + 1)
    named = sorted((task.service, task.id[:shown]) for task in tasks)
    words = [f"{task} of {service}" if service else task for service, task in named[:NAMED]]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return f"{', '.join(words)}{more}"


async def known_tasks(aws: Aws, service: Service) -> tuple[Task, ...]:
    """The tasks of a service that ECS knows: those that are to run, then those that stopped lately."""
    return tuple([task async for task in _tasks(aws, service.cluster_arn, service)])


async def _tasks(aws: Aws, cluster: str, service: Service | None) -> AsyncIterator[Task]:
    for stopped in (False, True):
        name = service.name if service is not None else None
        async for page in aws.ecs.tasks(cluster, service=name, stopped=stopped):
            for task in page:
                yield task


async def _find_anywhere(aws: Aws, name: str) -> Service:
    clusters = await _clusters(aws)

    async def look(cluster: str) -> tuple[Service, ...]:
        return await aws.ecs.describe_services(cluster, (name,))

    found = await side_by_side(look, [cluster.arn for cluster in clusters])
    living = [service for service in found if service.status != "INACTIVE"] or list(found)
    if len(living) == 1:
        return living[0]
    if living:
        places = ", ".join(f"{service.cluster}/{service.name}" for service in living)
        raise UsageError(f"more than one cluster has a service {safe(name)}: say which of {places}.")
    named = near_names(name, await _services(aws, [cluster.arn for cluster in clusters]))
    raise UsageError(f"there is no service {safe(name)} in any cluster of {aws.region}; {named}")


async def _clusters(aws: Aws) -> list[Cluster]:
    return [cluster async for page in aws.ecs.clusters() for cluster in page]


async def _services(aws: Aws, clusters: Iterable[str]) -> list[str]:
    """The names to suggest; as many as may be listed."""
    names: list[str] = []
    try:
        for cluster in clusters:
            names += [short(arn) async for page in aws.ecs.service_arns(cluster) for arn in page]
    except AwsError:
        pass
    return [safe(name) for name in names]
