"""Commands in the containers of running tasks (ECS Exec)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.agents import connected, runtime_id, status_of
from ecstui.demo.ecs.calls.asking import cluster_of, invalid
from ecstui.demo.ecs.calls.tasks import task_of
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Container, Task
    from ecstui.demo.world import World

Params = dict[str, Any]
NO_AGENT = (
    "The execute command failed because execute command was not enabled when the task was run or the execute "
    "command agent isn\N{RIGHT SINGLE QUOTATION MARK}t running. Wait and try again or run a new task with "
    "execute command enabled and try again."
)
NOT_REACHED = "The execute command failed due to an internal error. Try again later."


@serves("ecs", "ExecuteCommand")
def execute_command(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    task = task_of(world, cluster, params["task"])
    if task is None:
        raise invalid("The referenced task was not found.")
    if not params["interactive"]:
        raise invalid("Interactive is the only mode supported currently.")
    container = _container(task, params.get("container"))
    if not task.running or status_of(world, task, container) != "RUNNING":
        raise invalid(NO_AGENT)
    if not connected(world, task, container):
        raise AwsError("TargetNotConnectedException", NOT_REACHED)
    target = f"ecs:{cluster.name}_{task.id}_{runtime_id(task, container)}"
    session = world.sessions.start(target, "ecs-execute-command")
    return {
        "clusterArn": cluster.arn,
        "containerArn": f"{task.arn.replace(':task/', ':container/')}/{world.uuid()}",
        "containerName": container.name,
        "interactive": True,
        "session": {
            "sessionId": session["session_id"],
            "streamUrl": session["stream_url"],
            "tokenValue": session["token"],
        },
        "taskArn": task.arn,
    }


def _container(task: Task, name: str | None) -> Container:
    if name is None and len(task.containers) > 1:
        raise invalid("A container name must be specified when a task has multiple containers.")
    found = next((c for c in task.containers if name in {None, c.name}), None)
    if found is None:
        raise invalid("The container name provided was not found in the task.")
    return found
