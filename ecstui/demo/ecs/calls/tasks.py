"""Looking at tasks, and stopping them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import batch, cluster_of, invalid, missing, service_of, short
from ecstui.demo.ecs.task_form import task_form
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.demo.ecs.records import Cluster, Task
    from ecstui.demo.world import World

Params = dict[str, Any]
FILTERS = ("containerInstance", "family", "startedBy", "serviceName", "desiredStatus", "launchType")


@serves("ecs", "ListTasks")
def list_tasks(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    if "startedBy" in params and any(name in params for name in FILTERS if name != "startedBy"):
        raise invalid("When you specify startedBy, it must be the only filter.")
    status = params.get("desiredStatus", "RUNNING")
    candidates = _candidates(world, cluster, params, wanted=status == "RUNNING")
    # ECS never wants a task to be PENDING, so that filter finds none
    arns = [task.arn for task in candidates if status != "PENDING" and _matches(task, params)]
    shown, more = page(arns, params, "nextToken", "maxResults", 100, 100)
    return {"taskArns": list(shown), **more}


def _candidates(world: World, cluster: Cluster, params: Params, wanted: bool) -> Iterable[Task]:
    """The tasks of the smallest index that holds all that match."""
    if "serviceName" in params:
        service = service_of(world, params, params["serviceName"])
        tasks = [task for task in service.tasks.values() if task.wanted == wanted]
        return tasks if wanted else [*tasks, *service.gone.values()]
    return cluster.tasks.values() if wanted else cluster.stopped.values()


def _matches(task: Task, params: Params) -> bool:
    instance = params.get("containerInstance")
    return (
        params.get("family", task.task_definition.family) == task.task_definition.family
        and params.get("startedBy", task.started_by) == task.started_by
        and params.get("launchType", task.launch_type) == task.launch_type
        and (instance is None or (task.instance is not None and task.instance.id == short(instance)))
    )


def task_of(world: World, cluster: Cluster, name: str) -> Task | None:
    """The task of an id or ARN in a cluster."""
    return cluster.tasks.get(short(name)) or cluster.stopped.get(short(name))


@serves("ecs", "DescribeTasks")
def describe_tasks(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    names = batch(params.get("tasks"), 100, "Tasks")
    found = {name: task_of(world, cluster, name) for name in names}
    include = params.get("include", [])
    return {
        "tasks": [task_form(world, task, include) for task in found.values() if task],
        "failures": [
            missing(world, f"task/{cluster.name}", name) for name, task in found.items() if task is None
        ],
    }


@serves("ecs", "StopTask")
def stop_task(world: World, params: Params) -> Params:
    task = task_of(world, cluster_of(world, params), params.get("task", ""))
    if task is None:
        raise invalid("The referenced task was not found.")
    world.ecs.lifecycle.stop(task, "UserInitiated", params.get("reason", "Task stopped by user"))
    return {"task": task_form(world, task, [])}
