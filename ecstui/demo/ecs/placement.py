"""Where a task finds room among the container instances of a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Cluster, Instance, Task, TaskDefinition


@dataclass(frozen=True, slots=True)
class Refusal:
    """No room: the instance that came closest, what it lacks in words, and the reason as RunTask gives it."""

    closest: Instance | None
    lacks: str
    reason: str


def _lack(instance: Instance, definition: TaskDefinition) -> tuple[int, str, str]:
    """How far from fitting (0: it fits), in words, as RunTask's reason."""
    if instance.memory_left < definition.memory:
        return (
            definition.memory - instance.memory_left,
            "has insufficient memory available",
            "RESOURCE:MEMORY",
        )
    if instance.cpu_left < definition.cpu:
        return definition.cpu - instance.cpu_left, "has insufficient CPU units available", "RESOURCE:CPU"
    if instance.ports.intersection(definition.host_ports):
        return 1, "is already using a port required by your task", "RESOURCE:PORTS"
    return 0, "", ""


def place(cluster: Cluster, definition: TaskDefinition, provider: str | None) -> Instance | Refusal:
    """The instance with the fewest tasks that has room (of one capacity provider, if given)."""
    able = [
        instance
        for instance in cluster.instances.values()
        if instance.status == "ACTIVE" and provider in (None, instance.capacity_provider)
    ]
    if not able:
        return Refusal(None, "", "RESOURCE:CPU" if cluster.instances else "AGENT")
    lacks = [(_lack(instance, definition), instance) for instance in able]
    fitting = [instance for (short, _, _), instance in lacks if not short]
    if fitting:
        return min(fitting, key=lambda instance: (len(instance.tasks), instance.id))
    (_, words, reason), closest = min(lacks, key=lambda pair: (pair[0][0], pair[1].id))
    return Refusal(closest, words, reason)


def occupy(instance: Instance, task: Task) -> None:
    """Take the task's resources on the instance."""
    instance.tasks[task.id] = task
    instance.cpu_left -= task.task_definition.cpu
    instance.memory_left -= task.task_definition.memory
    instance.ports.update(task.task_definition.host_ports)


def release(task: Task) -> None:
    """Give them back."""
    instance = task.instance
    if instance is None or instance.tasks.pop(task.id, None) is None:
        return
    instance.cpu_left += task.task_definition.cpu
    instance.memory_left += task.task_definition.memory
    instance.ports.difference_update(task.task_definition.host_ports)
