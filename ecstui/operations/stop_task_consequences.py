"""What stopping a task means for it and its service. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.humane import count, counted
from ecstui.model.rollout import Rollout
from ecstui.operations.plan import Consequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecs import Service, Task, TaskProtection


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is around a task: its service (None for a task run on its own), how many of the service's other
    tasks run and are not unhealthy, its protection (None where not known), and how many more run and are not
    unhealthy but are stopped together with it."""

    service: Service | None = None
    others: int = 0
    protection: TaskProtection | None = None
    fellows: int = 0


def consequences(task: Task, around: Circumstances) -> tuple[Consequence, ...]:
    """All that a person should know before."""
    return (
        *_replaced(task, around.service),
        *_left(task, around),
        *_protected(around),
        Consequence("note", "Its containers get SIGTERM, then SIGKILL after stopTimeout (30 s by default)."),
    )


def protection_words(protection: TaskProtection | None) -> str:
    """The protection in words, which are a fact of the plan."""
    if protection is None:
        return "not known"
    if not protection.enabled:
        return "none"
    return f"until {protection.until:%Y-%m-%d %H:%M %Z}" if protection.until else "on"


def _replaced(task: Task, service: Service | None) -> Iterator[Consequence]:
    if service is None:
        yield Consequence("warning", "No service runs it: nothing starts it again.")
    elif service.scheduling_strategy == "DAEMON":
        yield Consequence("note", f"{service.name} starts another on the same instance.")
    elif len(service.deployments) == 1 and service.running + service.pending > service.desired:
        text = f"{service.name} runs more than the {count(service.desired)} wanted: it starts no other."
        yield Consequence("note", text)
    else:
        yield Consequence("note", f"{service.name} starts another in its place.")
    if service is not None and task.task_definition != service.task_definition:
        text = f"It is of {task.revision}; the service wants {service.revision} now, and starts that."
        yield Consequence("warning", text)


def _left(task: Task, around: Circumstances) -> Iterator[Consequence]:
    service = around.service
    if service is None or task.last_status != "RUNNING":
        return
    daemon = service.scheduling_strategy == "DAEMON"
    rollout = Rollout(service.desired, service.minimum_healthy_percent, service.maximum_percent, daemon)
    together = f"With {counted(around.fellows, 'other')} stopped too, " if around.fellows else ""
    meanwhile = f"{together or 'Meanwhile '}{count(around.others)} of {count(service.desired)} run well"
    if around.others == 0 and not task.runs_well and not around.fellows:
        yield Consequence("note", f"No task of {service.name} runs well now: it is down already.")
    elif around.others == 0:
        none = f"{together}none" if together else "No other task"
        text = f"{none} of {service.name} runs well: it is down until another runs."
        yield Consequence("danger", text)
    elif around.others < rollout.floor:
        text = f"{meanwhile}, fewer than its minimum of {count(rollout.floor)}."
        yield Consequence("warning", text)
    else:
        yield Consequence("note", f"{meanwhile}.")


def _protected(around: Circumstances) -> Iterator[Consequence]:
    if around.service is None:
        return
    if around.protection is None:
        yield Consequence("note", "Whether it is protected from scaling in could not be read.")
    elif around.protection.enabled:
        words = protection_words(around.protection)
        text = f"It is protected from scaling in ({words}): it may be at work. This stops it all the same."
        yield Consequence("warning", text)
