"""What stopping a running deployment means, rolled back or aborted. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.aws_words import in_words, strategy_name
from ecstui.model.humane import age, count, counted
from ecstui.model.shifting import ALL, percent, waiting_hook, waits_until
from ecstui.operations.plan import Consequence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ecstui.model.ecs import Service, ServiceDeployment, ServiceRevision

DIGEST = 12  # digits of a digest that are enough to tell two images apart


@dataclass(frozen=True, slots=True)
class Halt:
    """A deployment to be stopped: its record, the revision it goes to, and the one that rolling back returns
    to (None if there is none)."""

    record: ServiceDeployment
    target: ServiceRevision
    back: ServiceRevision | None


def revision_back(records: Sequence[ServiceDeployment], running: ServiceDeployment) -> str:
    """The ARN of the service revision that a rollback returns to; "" if there is none.

    That is the last one deployed with success. `records` are the service's deployments, newest first.
    """
    earlier = (record for record in records if record.created_at < running.created_at)
    good = (_left_running(record) for record in earlier)
    backs = (*filter(None, good), *running.source_revisions)
    return next((revision for revision in backs if revision != running.target_revision), "")


def name_of(revision: ServiceRevision) -> str:
    """`family:revision`; the service revision's own number where it could not be read."""
    return revision.revision or f"service revision {short(revision.arn)}"


def _left_running(record: ServiceDeployment) -> str:
    if record.status == "SUCCESSFUL":
        return record.target_revision
    return record.rollback_revision if record.status == "ROLLBACK_SUCCESSFUL" else ""


def consequences(service: Service, halt: Halt, now: datetime, *, rollback: bool) -> tuple[Consequence, ...]:
    """All that a person should know before."""
    return (
        _standing(service),
        *traffic(halt),
        *resting(halt, now),
        *(_rolled_back(service, halt) if rollback else _aborted(service, halt)),
        *_shifting(service, halt, rollback=rollback),
    )


def new_and_old(service: Service) -> tuple[int, int]:
    """How many tasks of the deployment under way run, and how many of those before it."""
    new = service.primary.running if service.primary else 0
    return new, sum(d.running for d in service.deployments if d.status != "PRIMARY")


def traffic(halt: Halt) -> Iterator[Consequence]:
    """Who gets the traffic now, where it is shifted."""
    target = halt.record.target
    if target is None or target.production is None:
        return
    old = f", {percent(ALL - target.production)} to the old tasks"
    test = f"; of the test traffic {percent(target.test)}" if target.test else ""
    new = f"{percent(target.production)} to {name_of(halt.target)}"
    yield Consequence("note", f"Production traffic goes {new}{old}{test}.")


def resting(halt: Halt, now: datetime) -> Iterator[Consequence]:
    """The bake time left, or the pause it waits at and what becomes of that by itself."""
    if (until := waits_until(halt.record)) is not None:
        left = age((until - now).total_seconds())
        yield Consequence("note", f"It bakes, for {left} more at most.")
    hook = waiting_hook(halt.record)
    if hook is not None and hook.expires_at is not None:
        left = age((hook.expires_at - now).total_seconds())
        what = "rolls it back" if hook.timeout_action == "ROLLBACK" else "lets it go on"
        yield Consequence("note", f"It waits at a pause: left alone, ECS {what} in {left}.")


def _standing(service: Service) -> Consequence:
    new, old = new_and_old(service)
    text = f"{count(new)} new and {count(old)} old of {counted(service.desired, 'task')} wanted run now."
    return Consequence("note", text)


def _rolled_back(service: Service, halt: Halt) -> Iterator[Consequence]:
    if halt.back is None:
        return
    _, old = new_and_old(service)
    yield Consequence("note", f"It returns to {name_of(halt.back)}{_images(halt.back)}.")
    if halt.target.task_definition and halt.target.task_definition == halt.back.task_definition:
        yield Consequence("note", "Of the same task definition: only image digests or settings may differ.")
    if missing := max(0, service.desired - old):
        text = f"{counted(missing, 'task')} of it must start anew."
        yield Consequence("note", text) if old else Consequence("warning", f"{text} No old one is left.")


def _images(revision: ServiceRevision) -> str:
    shown = [
        image.image.rsplit("/", 1)[-1].partition("@")[0] + _digest(image.digest) for image in revision.images
    ]
    return f" ({', '.join(shown[:3])}{' …' if len(shown) > 3 else ''})" if shown else ""


def _digest(digest: str) -> str:
    return f"@{digest.removeprefix('sha256:')[:DIGEST]}" if digest else ""


def _aborted(service: Service, halt: Halt) -> Iterator[Consequence]:
    new, old = new_and_old(service)
    if halt.back is None:
        yield Consequence("warning", "There is nothing to roll back to: it can only be aborted.")
    text = f"It stops where it is: {count(new)} new and {count(old)} old stay, and nothing is rolled back."
    yield Consequence("warning", text)
    if new + old < service.desired:
        short_of = counted(service.desired - new - old, "task")
        yield Consequence("danger", f"The service stays {short_of} short until it is deployed again.")


def _shifting(service: Service, halt: Halt, *, rollback: bool) -> Iterator[Consequence]:
    if service.deployment_strategy == "ROLLING":
        return
    kind = strategy_name(service.deployment_strategy)
    stage = in_words(halt.record.lifecycle_stage)
    at = f", at the stage {stage}" if stage else ""
    if rollback:
        yield Consequence("warning", f"A {kind} deployment{at}: traffic goes back to the old tasks.")
    else:
        yield Consequence("danger", f"A {kind} deployment{at}: traffic stays as it is split now.")
