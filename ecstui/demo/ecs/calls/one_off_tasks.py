"""RunTask: tasks without a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import cluster_of, count_of, definition_of, invalid
from ecstui.demo.ecs.calls.repetition import repeatable
from ecstui.demo.ecs.placement import Refusal, place
from ecstui.demo.ecs.task_form import task_form
from ecstui.demo.operations import serves

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Cluster, Task, TaskDefinition
    from ecstui.demo.world import World

Params = dict[str, Any]
KEPT = ("enableExecuteCommand", "overrides", "networkConfiguration")


@serves("ecs", "RunTask")
def run_task(world: World, params: Params) -> Params:
    return repeatable(world, "RunTask", params, _run)


def _run(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    count = count_of(params, "count", 1, 1, 10)
    definition = definition_of(world, params["taskDefinition"], usable=True)
    strategy = params.get("capacityProviderStrategy") or (
        [] if "launchType" in params else cluster.default_strategy
    )
    if "capacityProviderStrategy" in params and "launchType" in params:
        raise invalid("Specifying both a launch type and capacity provider strategy is not supported.")
    provider = strategy[0]["capacityProvider"] if strategy else None
    fargate = provider.startswith("FARGATE") if provider else params.get("launchType") == "FARGATE"
    if definition.network_mode == "awsvpc" and "networkConfiguration" not in params:
        raise invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    known = {container["name"] for container in definition.containers}
    for override in params.get("overrides", {}).get("containerOverrides", []):
        name = override.get("name")
        if name not in known:
            raise invalid(f"Override for container named {name} is not a container in the TaskDefinition.")
    tasks, failures = [], []
    for _ in range(count):
        made = _one(world, cluster, definition, params, provider, fargate)
        if isinstance(made, Refusal):
            failures.append(
                {"arn": made.closest.arn, "reason": made.reason} if made.closest else {"reason": made.reason}
            )
        else:
            tasks.append(made)
    answer = {"tasks": [task_form(world, task, ["TAGS"]) for task in tasks], "failures": failures}
    for task in tasks:
        world.ecs.lifecycle.start(task)
    return answer


def _one(
    world: World,
    cluster: Cluster,
    definition: TaskDefinition,
    params: Params,
    provider: str | None,
    fargate: bool,
) -> Task | Refusal:
    room = None if fargate else place(cluster, definition, provider)
    if isinstance(room, Refusal):
        return room
    return world.ecs.add_task(
        definition=definition,
        cluster=cluster.name,
        instance=room,
        group=params.get("group", f"family:{definition.family}"),
        launch_type="FARGATE" if fargate else "EC2",
        capacity_provider=provider,
        started_by=params.get("startedBy"),
        settings={name: params[name] for name in KEPT if name in params},
        tags=params.get("tags", []),
    )
