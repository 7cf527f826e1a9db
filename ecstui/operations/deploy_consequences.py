"""What deploying another task definition or image means for a service. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.operations import redeploy_consequences as deploying
from ecstui.operations.plan import Consequence
from ecstui.operations.rollback_consequences import load_balancers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.outlook import Outlook


@dataclass(frozen=True, slots=True)
class Source:
    """What a new revision is made from: the one that runs, the family's newest (None where not known), and
    the one that has been registered so already (None where there is none)."""

    running: TaskDefinition
    newest: TaskDefinition | None = None
    registered: TaskDefinition | None = None

    @property
    def expected(self) -> str:
        """The name that the new revision will have, unless somebody else registers one before; "" unknown."""
        return f"{self.newest.family}:{self.newest.revision + 1}" if self.newest else ""


def of_revision(
    service: Service, now: TaskDefinition, after: TaskDefinition, ahead: Outlook
) -> tuple[Consequence, ...]:
    """All that a person should know before an existing revision is deployed."""
    if now.arn == after.arn:
        return (Consequence("note", f"{short(after.arn)} is what the service has already."),)
    return (
        *_direction(now, after),
        *load_balancers(service, after),
        *deploying.consequences(service, after, ahead),
        Consequence("note", "Commands, health checks and volumes are not compared."),
    )


def _direction(now: TaskDefinition, after: TaskDefinition) -> Iterator[Consequence]:
    if after.family != now.family:
        yield Consequence("warning", f"{after.family} is another family than {now.family}.")
    elif after.revision < now.revision:
        yield Consequence("warning", f"{short(after.arn)} is older than what runs: this is a way back.")


def of_images(
    service: Service, source: Source, after: TaskDefinition, ahead: Outlook
) -> tuple[Consequence, ...]:
    """All that a person should know before a copy with other images is deployed."""
    return (
        *_copying(source),
        *load_balancers(service, after),
        *deploying.consequences(service, after, ahead),
    )


def nothing_new(running: TaskDefinition) -> Consequence:
    """What is said where nothing would change."""
    return Consequence(
        "note", f"{short(running.arn)} has this image already; to start it anew is to redeploy."
    )


def _copying(source: Source) -> Iterator[Consequence]:
    running, newest, registered = source.running, source.newest, source.registered
    if registered is not None:
        text = f"{short(registered.arn)} is registered with this already: it is used, and no other made."
        yield Consequence("note", text)
        return
    text = f"A copy of {short(running.arn)} is registered first; all else of it is kept, its tags too."
    yield Consequence("note", text)
    if newest is not None and newest.revision > running.revision:
        text = f"{short(newest.arn)} is newer than {short(running.arn)}: what it brought is not in the copy."
        yield Consequence("warning", text)
