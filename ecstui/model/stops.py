"""Why a task stopped, in words short enough for a headline; the whole reason stays with the task. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.shortening import reason_in_short, target_group

if TYPE_CHECKING:
    from ecstui.model.ecs import Deployment, Service, Task


def never_started(task: Task) -> bool:
    """Whether it ended before any of its containers ran, so that it can have written no logs."""
    ended = task.last_status in {"STOPPED", "DELETED"} or task.desired_status == "STOPPED"
    ran = any(container.runtime_id or container.exit_code is not None for container in task.containers)
    return ended and task.started_at is None and not ran


def died(task: Task) -> bool:
    """Whether it ended by itself or failed its checks: not for scaling, a person or a lost host."""
    if task.stopped_at is None:
        return False
    unhealthy = task.stop_code == "ServiceSchedulerInitiated" and "health check" in task.stopped_reason
    return unhealthy or task.stop_code in {"TaskFailedToStart", "EssentialContainerExited"}


def deaths(service: Service) -> tuple[Task, ...]:
    """The tasks of the wanted deployment that are known to have died, the newest first."""
    return tuple(task for task in _dead(service) if _of_wanted_deployment(task, service.primary))


def deaths_before(service: Service) -> tuple[Task, ...]:
    """Tasks of the wanted task definition that died under an earlier deployment, the newest first."""
    primary = service.primary
    return tuple(
        task
        for task in _dead(service)
        if primary is not None
        and task.task_definition == primary.task_definition
        and not _of_wanted_deployment(task, primary)
    )


def _dead(service: Service) -> tuple[Task, ...]:
    dead = filter(died, service.stopped)
    return tuple(sorted(dead, key=lambda task: task.stopped_at or task.created_at, reverse=True))


def _of_wanted_deployment(task: Task, primary: Deployment | None) -> bool:
    """Whether the task is of this deployment, whose id ECS writes into `startedBy`."""
    if primary is None:
        return True
    if task.started_by.startswith("ecs-svc/"):
        return task.started_by == primary.id
    return task.created_at >= primary.created_at


def cause(task: Task) -> str:
    """What ended it, the telling part first: "out of memory (exit 137)", "exit 1 (essential container)"."""
    code = next((c.exit_code for c in task.containers if c.exit_code), 0)
    if any("OutOfMemory" in container.reason for container in task.containers):
        return f"out of memory (exit {code or 137})"
    if task.stop_code == "EssentialContainerExited":
        return f"exit {code} (essential container)"
    reason = task.stopped_reason
    if task.stop_code == "ServiceSchedulerInitiated" and "health check" in reason:
        kind = "container" if "container health" in reason else "ELB"
        group = target_group(reason)
        return f"{kind} health checks fail" + (f" in {group}" if group else "")
    return reason_in_short(reason)
