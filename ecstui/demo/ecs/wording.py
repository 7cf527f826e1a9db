"""Service events and stop reasons in the wording of ECS."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.demo.ecs.records import Task

GUIDE = "see the Troubleshooting section of the Amazon ECS Developer Guide."


def named(tasks: Iterable[Task]) -> str:
    """`(task a) (task b)`"""
    return " ".join(f"(task {task.id})" for task in tasks)


def started(name: str, tasks: list[Task], replaced: int) -> str:
    text = f"(service {name}) has started {len(tasks)} tasks: {named(tasks)}."
    return f"{text} Amazon ECS replaced {replaced} tasks due to an unhealthy status." if replaced else text


def stopped(name: str, tasks: list[Task]) -> str:
    state = "running" if all(task.running for task in tasks) else "pending"
    return f"(service {name}) has stopped {len(tasks)} {state} tasks: {named(tasks)}."


def registered(name: str, count: int, group: str) -> str:
    return f"(service {name}) registered {count} targets in (target-group {group})"


def deregistered(name: str, count: int, group: str) -> str:
    return f"(service {name}) deregistered {count} targets in (target-group {group})"


def draining(name: str, tasks: list[Task]) -> str:
    return f"(service {name}) has begun draining connections on {len(tasks)} tasks."


def steady(name: str) -> str:
    return f"(service {name}) has reached a steady state."


def completed(name: str, deployment: str) -> str:
    return f"(service {name}) (deployment {deployment}) deployment completed."


def failed(name: str, deployment: str) -> str:
    return f"(service {name}) (deployment {deployment}) deployment failed: tasks failed to start."


def rolling_back(name: str, deployment: str) -> str:
    return f"(service {name}) rolling back to deployment {deployment}."


def inconsistent(name: str) -> str:
    return (
        f"(service {name}) is unable to consistently start tasks successfully. For more information, {GUIDE}"
    )


def unplaced(name: str, closest: str | None, lacks: str) -> str:
    begin = (
        f"(service {name}) was unable to place a task because no container instance met all of its "
        "requirements."
    )
    why = "Reason: No Container Instances were found in your cluster."
    if closest is not None:
        why = f"The closest matching (container-instance {closest}) {lacks}."
    return f"{begin} {why} For more information, {GUIDE}"


def unhealthy(name: str, task: Task, port: int, group: str, cause: str) -> str:
    return (
        f"(service {name}) (task {task.id}) (port {port}) is unhealthy in (target-group {group}) "
        f"due to (reason {cause})."
    )


def protected(name: str, count: int) -> str:
    return f"(service {name}) was unable to scale in due to (reason {count} tasks under protection)."


def stuck(name: str) -> str:
    return (
        f"(service {name}) was unable to stop or start tasks during a deployment because of the service "
        "deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
    )


def scaled(deployment: str) -> str:
    """The stopped reason of a task the scheduler no longer wants."""
    return f"Scaling activity initiated by (deployment {deployment})"


def cannot_pull(image: str) -> str:
    return (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
        f"failed to resolve ref {image}: {image}: not found"
    )
