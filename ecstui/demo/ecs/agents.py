"""The agent of ECS Exec in a container: whether it runs, and whether Systems Manager reaches it.

It needs enableExecuteCommand at the task's launch and a root file system it can write; a task role without
ssmmessages lets it run, but not connect (https://github.com/aws-containers/amazon-ecs-exec-checker).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.ecs import network

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Container, Task
    from ecstui.demo.ecs.wire import Wire
    from ecstui.demo.world import World

CANNOT_START = "CannotStartManagedAgentError: failed to start managed agent inside container"


def runtime_id(task: Task, container: Container) -> str | None:
    """The id of the container's runtime; None until it has been started."""
    if task.started_at is None:
        return None
    if task.instance:
        return network.digits(f"runtime/{task.id}/{container.name}", 64)
    digits = network.digits(f"{task.id}/{container.name}", 10)
    return f"{task.id}-{int(digits, 16) % 10**10:010d}"


def agents_form(world: World, task: Task, container: Container) -> list[Wire] | None:
    """The managedAgents of a container; None where the task was launched without any."""
    status = status_of(world, task, container)
    if status is None:
        return None
    agent: Wire = {"name": "ExecuteCommandAgent", "lastStatus": status}
    if status == "STOPPED":
        agent["reason"] = CANNOT_START
    return [agent | ({"lastStartedAt": task.started_at} if task.started_at else {})]


def status_of(world: World, task: Task, container: Container) -> str | None:
    """PENDING, RUNNING or STOPPED; None without an agent."""
    if not task.settings.get("enableExecuteCommand"):
        return None
    if task.started_at is None:
        return "PENDING"
    definition = next(d for d in task.task_definition.containers if d["name"] == container.name)
    if definition.get("readonlyRootFilesystem") or container.last_status != "RUNNING":
        return "STOPPED"
    return world.ecs.repertoire.of(container.image).exec_agent


def connected(world: World, task: Task, container: Container) -> bool:
    """Whether Systems Manager reaches the agent."""
    role = task.task_definition.body.get("taskRoleArn", "")
    allowed = bool(role) and world.iam.allows(role, "ssmmessages:CreateDataChannel")
    return status_of(world, task, container) == "RUNNING" and allowed
