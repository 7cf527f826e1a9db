"""How much CPU and memory a task and its containers may take, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.model.ecs import Container, Task


def task_size(task: Task) -> str:
    """Of the task as a whole; "" where it has no size of its own, as on EC2."""
    return f"{task.cpu} CPU units, {task.memory} MiB" if task.cpu or task.memory else ""


def container_limits(container: Container) -> str:
    """Of a container; "" where the task's size alone limits it."""
    parts = (
        f"{container.cpu} CPU units" if container.cpu.strip("0") else "",
        f"{container.memory} MiB at most" if container.memory else "",
        f"{container.memory_reservation} MiB reserved" if container.memory_reservation else "",
    )
    return ", ".join(filter(None, parts))


def limits(task: Task) -> str:
    """Of the task and each container that has its own: what an exit for memory is judged by."""
    of_containers = ((container.name, container_limits(container)) for container in task.containers)
    size = task_size(task)
    parts = (f"task {size}" if size else "", *(f"{name} {own}" for name, own in of_containers if own))
    return "; ".join(filter(None, parts))
