"""What replacing the tasks of a service one by one means. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.humane import count
from ecstui.model.rollout import Rollout
from ecstui.operations.plan import Consequence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ecstui.model.ecs import Service, Task


def consequences(service: Service, tasks: Sequence[Task]) -> tuple[Consequence, ...]:
    """All that a person should know before."""
    return (
        *_meanwhile(service, tasks),
        *_other_revisions(service, tasks),
        *_in_flight(service),
        Consequence(
            "note", "Each is stopped first, and the next once the service is whole and healthy again."
        ),
        Consequence("note", "It ends at the first that does not come back; what is left stays as it is."),
        Consequence("note", "The images stay those of the deployment: a tag pushed again is not looked up."),
    )


def _meanwhile(service: Service, tasks: Sequence[Task]) -> Iterator[Consequence]:
    if not tasks:
        return
    left = len(tasks) - 1
    daemon = service.scheduling_strategy == "DAEMON"
    rollout = Rollout(service.desired, service.minimum_healthy_percent, service.maximum_percent, daemon)
    if left == 0 and not tasks[0].runs_well:
        yield Consequence("note", f"The only task of {service.name} does not run well: it is down already.")
    elif left == 0:
        text = f"It is the only task of {service.name}: it is down until another runs."
        yield Consequence("danger", text)
    elif left < rollout.floor:
        text = (
            f"Meanwhile {count(left)} of {count(service.desired)} run, below its minimum of {rollout.floor}."
        )
        yield Consequence("warning", f"{text} A redeployment starts the new ones first.")
    else:
        yield Consequence("note", f"Meanwhile {count(left)} of {count(service.desired)} run.")


def _other_revisions(service: Service, tasks: Sequence[Task]) -> Iterator[Consequence]:
    others = sorted({task.revision for task in tasks if task.task_definition != service.task_definition})
    if others:
        text = f"Some are of {', '.join(others)}; what comes in their place is of {service.revision}."
        yield Consequence("warning", text)


def _in_flight(service: Service) -> Iterator[Consequence]:
    primary = service.primary
    if len(service.deployments) > 1 or (primary is not None and primary.rollout_state == "IN_PROGRESS"):
        yield Consequence(
            "danger", "A deployment is in flight: it replaces the tasks anyway. Wait for its end."
        )
    elif service.running < service.desired:
        text = f"It is not whole now: {count(service.running)} of {count(service.desired)} run."
        yield Consequence("warning", text)
