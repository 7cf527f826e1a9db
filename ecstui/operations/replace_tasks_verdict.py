"""Whether a service is whole again after one of its tasks was stopped, or somebody else changed it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.humane import count, counted
from ecstui.model.stops import never_started

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.model.ecs import Service, Task


def changed_since(before: Service, now: Service) -> str:
    """What somebody else has changed since; "" where nothing."""
    if now.status != "ACTIVE":
        return f"{now.name} is {now.status.lower()}: it is being deleted."
    was, primary = before.primary, now.primary
    if was is not None and primary is not None and was.id != primary.id:
        return f"somebody else has begun a deployment, of {primary.revision}."
    if now.desired < before.desired:
        return f"the count was lowered from {count(before.desired)} to {count(now.desired)}."
    return ""


def not_whole(service: Service, tasks: Sequence[Task], stopped: Task) -> str:
    """What is still missing after `stopped` was told to stop, in words; "" where nothing is.

    `tasks` are those that are to run.
    """
    if any(task.arn == stopped.arn for task in tasks):
        return "it is still to stop."
    unhealthy = [task for task in tasks if task.health == "UNHEALTHY"]
    if unhealthy:
        return f"{counted(len(unhealthy), 'task')} unhealthy."
    running = [task for task in tasks if task.last_status == "RUNNING" and not never_started(task)]
    if len(running) < service.desired or service.running < service.desired:
        reached = min(len(running), service.running)
        return f"{count(reached)} of {counted(service.desired, 'task')} running."
    if stopped.health == "HEALTHY" and (waiting := [t for t in tasks if t.health != "HEALTHY"]):
        return f"{counted(len(waiting), 'task')} not healthy yet."
    return ""
