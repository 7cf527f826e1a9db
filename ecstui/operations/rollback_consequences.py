"""What going back to an earlier revision means for a service. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.operations import redeploy_consequences as deploying
from ecstui.operations.plan import Consequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.outlook import Outlook


def consequences(
    service: Service,
    now: TaskDefinition,
    after: TaskDefinition,
    ahead: Outlook | None = None,
    *,
    alone: bool = True,
) -> tuple[Consequence, ...]:
    """All that a person should know before; `alone`: the task definition is all that may change."""
    if now.arn == after.arn and alone:
        return (Consequence("note", f"{short(after.arn)} is what the service has already."),)
    return (
        *_direction(now, after),
        *load_balancers(service, after),
        *deploying.consequences(service, after, ahead),
        *_not_compared(now, after),
    )


def _not_compared(now: TaskDefinition, after: TaskDefinition) -> Iterator[Consequence]:
    if now.arn != after.arn:
        yield Consequence("note", "Commands, health checks and volumes are not compared.")


def _direction(now: TaskDefinition, after: TaskDefinition) -> Iterator[Consequence]:
    if after.family != now.family:
        yield Consequence("warning", f"{after.family} is another family than {now.family}.")
    elif after.revision > now.revision:
        yield Consequence("warning", f"{short(after.arn)} is newer than what runs: this rolls forward.")


def load_balancers(service: Service, after: TaskDefinition) -> Iterator[Consequence]:
    """ECS refuses a task definition without the container and port that a load balancer names."""
    ports = {(container.name, port) for container in after.containers for port in container.ports}
    for balancer in service.load_balancers:
        if balancer.container and (balancer.container, balancer.port) not in ports:
            missing = f"{balancer.container}:{balancer.port}"
            text = f"The load balancer wants {missing}, which {short(after.arn)} has not: ECS will refuse it."
            yield Consequence("danger", text)
