"""The facts of a task: how it is or why it stopped, its containers, its times and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.health import task_health
from ecstui.model.humane import date_time, since
from ecstui.model.stops import never_started
from ecstui.ui.facts.limits import container_limits, limits, task_size
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.rows.listing import MARKS, STYLES
from ecstui.ui.rows.tasks import container_state

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.model.ecs import Container, Task


def task_facts(task: Task, now: datetime) -> tuple[Section, ...]:
    """The sections of the detail area."""
    health = task_health(task, now)
    verdict = [Fact("", f"{MARKS[health.level]} {health.word}", STYLES[health.level])]
    if why := task.stopped_reason or health.why:
        verdict.append(Fact("Why", why))
    if health.word == "out of memory":
        verdict.append(Fact("limits", limits(task)))
    if task.stop_code:
        verdict.append(Fact("stop code", task.stop_code))
    if never_started(task):
        verdict.append(Fact("logs", "no logs: its container never started"))
    containers = tuple(fact for container in task.containers for fact in _container(container))
    return (
        Section("", tuple(verdict)),
        Section("Containers", containers),
        Section("Times", tuple(_times(task, now))),
        Section("Task", _identity(task)),
    )


def _container(container: Container) -> Iterable[Fact]:
    bad = bool(container.exit_code) or container.health == "UNHEALTHY"
    state = container_state(container).removeprefix(container.name).strip()
    essential = "" if container.essential else ", not essential"
    yield Fact(container.name, state + essential, "broken" if bad else "")
    if container.reason:
        yield Fact("", " " * 2 + container.reason, "broken")
    if own := container_limits(container):
        yield Fact("", f"  limits: {own}")
    yield Fact("", " " * 2 + container.image, "dim")
    if container.image_digest:
        yield Fact("", " " * 2 + container.image_digest, "dim")


def _times(task: Task, now: datetime) -> Iterable[Fact]:
    moments = (
        ("created", task.created_at),
        ("started", task.started_at),
        ("stopping", task.stopping_at),
        ("stopped", task.stopped_at),
    )
    for label, moment in moments:
        if moment is not None:
            yield Fact(label, f"{date_time(moment)}, {since(moment, now)} ago")


def _identity(task: Task) -> tuple[Fact, ...]:
    status = task.last_status.lower()
    wanted = task.desired_status.lower()
    facts = (
        Fact("id", task.id),
        Fact("status", status if status == wanted else f"{status}, wanted {wanted}"),
        Fact("definition", task.revision),
        Fact("service", task.service),
        Fact("started by", task.started_by),
        Fact("runs on", " ".join(filter(None, (task.launch_type, task.capacity_provider)))),
        Fact("size", task_size(task)),
        Fact("zone", task.availability_zone),
        Fact("address", task.private_ip),
        Fact("instance", task.container_instance_arn),
        Fact("ARN", task.arn),
    )
    return tuple(fact for fact in facts if fact.text)
