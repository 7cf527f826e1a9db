"""The container that a session is wanted with: a task by what a person types, and one of its containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.log_target import Wanted, find_service, find_task, known_tasks
from ecstui.model.errors import UsageError
from ecstui.model.text import safe
from ecstui.operations.container_session import containers_of, is_of_aws

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Task


async def wanted_task(aws: Aws, wanted: Wanted) -> Task:
    """The task meant: the one named, or the likeliest of its service. Raises UsageError, and AwsError."""
    service = await find_service(aws, wanted) if wanted.service else None
    if wanted.task:
        task = await find_task(aws, wanted, service)
        if task is None:
            raise UsageError(f"there is no task {wanted.task} there (any more).")
        return task
    assert service is not None  # noqa: S101 - a target names a service or a task
    task = likeliest(await known_tasks(aws, service))
    if task is None:
        raise UsageError(f"no task of {service.cluster}/{service.name} runs.")
    return task


def likeliest(tasks: Iterable[Task]) -> Task | None:
    """Of several tasks the one to go into: it runs, its agent does, it is healthy, and it is the newest."""
    running = [task for task in tasks if task.last_status == "RUNNING" and task.desired_status == "RUNNING"]
    return max(
        running, key=lambda task: (_reached(task), task.health != "UNHEALTHY", task.created_at), default=None
    )


def _reached(task: Task) -> bool:
    agents = (container.exec_agent for container in task.containers)
    return any(agent is not None and agent.last_status == "RUNNING" for agent in agents)


def wanted_container(task: Task, named: str | None) -> str:
    """The container meant: the one named, or the only one that AWS has not put there. Raises UsageError."""
    names = containers_of(task)
    if named in names:
        return str(named)
    there = ", ".join(names)
    if named is not None:
        raise UsageError(f"the task has no container {safe(named)}; there are {there}.")
    own = [name for name in names if not is_of_aws(name)]
    if len(own) != 1:
        raise UsageError(f"the task has several containers: say which by --container: {there}.")
    return own[0]
