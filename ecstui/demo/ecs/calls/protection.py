"""Task scale-in protection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import cluster_of, count_of, invalid, missing
from ecstui.demo.ecs.calls.tasks import task_of
from ecstui.demo.operations import serves

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Task
    from ecstui.demo.world import World

Params = dict[str, Any]


def _form(world: World, task: Task) -> Params:
    if not task.protected(world.now):
        return {"taskArn": task.arn, "protectionEnabled": False}
    return {"taskArn": task.arn, "protectionEnabled": True, "expirationDate": task.protected_until}


@serves("ecs", "GetTaskProtection")
def get_task_protection(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    names = params.get("tasks") or [t.id for t in cluster.tasks.values() if t.service is not None][:100]
    if len(names) > 100:
        raise invalid("Tasks can have at most 100 items.")
    return _answer(world, params, names)


def _answer(world: World, params: Params, names: list[str]) -> Params:
    cluster = cluster_of(world, params)
    forms, failures = [], []
    for name in names:
        task = task_of(world, cluster, name)
        if task is None or not task.wanted:
            failures.append(missing(world, f"task/{cluster.name}", name))
        elif task.service is None:
            failures.append({"arn": task.arn, "reason": "TASK_NOT_VALID"})
        else:
            forms.append(_form(world, task))
    return {"protectedTasks": forms, "failures": failures}


@serves("ecs", "UpdateTaskProtection")
def update_task_protection(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    names = params["tasks"]
    if len(names) > 10:
        raise invalid("Tasks can have at most 10 items.")
    minutes = count_of(params, "expiresInMinutes", 120, 1, 2880)
    for name in names:
        task = task_of(world, cluster, name)
        if task is not None and task.service is not None and task.wanted:
            task.protected_until = world.now + 60 * minutes if params["protectionEnabled"] else None
    return _answer(world, params, names)
