"""Every operation of ECS: importing this registers them all."""

from __future__ import annotations

from ecstui.demo.ecs.calls import (
    changes,
    clusters,
    executions,
    instances,
    one_off_tasks,
    protection,
    rollouts,
    services,
    tags,
    task_definitions,
    tasks,
)

__all__ = [
    "changes",
    "clusters",
    "executions",
    "instances",
    "one_off_tasks",
    "protection",
    "rollouts",
    "services",
    "tags",
    "task_definitions",
    "tasks",
]
