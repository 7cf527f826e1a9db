"""What one reading of a service says of a change: going on, done, or failed and why. Pure.

A steady service proves nothing, for after a rollback it is steady too: each change is judged by what is its
own, its deployment or its count.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.aws_words import in_words
from ecstui.model.health import trouble
from ecstui.model.humane import count, counted
from ecstui.operations.plan import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.model.ecs import Deployment, Service, ServiceDeployment
    from ecstui.model.elb import TargetHealth

_SUBJECT = re.compile(r"^\(service [^)]*\),?\s*")
_GROUP = re.compile(r"arn:aws[\w-]*:elasticloadbalancing:[^\s)]*:targetgroup/([^/\s)]+)(?:/\w+)?")
_ROLLING_BACK = {"STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"}


def newest_event(service: Service, before: Service) -> str:
    """The newest event since `before` was read, without the service's name; "" if there is none."""
    known = {event.id for event in before.events}
    fresh = (event for event in service.events if event.id not in known)
    newest = max(fresh, key=lambda event: event.created_at, default=None)
    return _plain(newest.message) if newest else ""


def _plain(message: str) -> str:
    """An event without the service it is about, which is known, and with names for ARNs."""
    return _GROUP.sub(r"\1", _SUBJECT.sub("", message))


def hindrance(service: Service, before: Service, now: datetime) -> str:
    """What keeps the service from getting there, from its events since `before`; "" where nothing does."""
    event = trouble(service, now)
    if event is None or event.id in {known.id for known in before.events}:
        return ""
    return _plain(event.message)


def of_ending(service: Service) -> str:
    """Why no change of the service can go on; "" while it is active."""
    return (
        "" if service.status == "ACTIVE" else f"The service is {service.status.lower()}: it is being deleted."
    )


def of_count(service: Service, wanted: int, before: Service, now: datetime) -> Progress:
    """How far a service is on its way to `wanted` tasks."""
    running, event = service.running, newest_event(service, before)
    if service.desired != wanted:
        by = "by another change made here, somebody else or auto scaling"
        text = f"The count was moved on to {count(service.desired)}, {by}."
        return Progress("failed", text, running, wanted, event)
    if running == wanted and not service.pending:
        return Progress("done", f"{counted(wanted, 'task')} running.", running, wanted, event)
    if failure := _failed_since(service, before):
        return Progress("failed", f"The deployment failed: {failure}", running, wanted, event)
    text = f"{count(running)} of {counted(wanted, 'task')} running, {count(service.pending)} pending."
    held_up = hindrance(service, before, now)
    failed = service.primary.failed if service.primary and wanted > running else 0
    return Progress(
        "converging",
        _with(text, held_up),
        running,
        wanted,
        event,
        pending=service.pending,
        failed=failed,
        held_up=held_up,
    )


def of_deployment(
    service: Service, own: Deployment, record: ServiceDeployment | None, before: Service, now: datetime
) -> Progress:
    """How far the deployment `own` is, as last seen; `record` is what ECS wrote of it, where that was read.

    Only the primary deployment that has not failed can be judged without its record.
    """
    event = newest_event(service, before)
    primary = service.primary
    if primary is not None and primary.id == own.id:
        return _of_primary(service, own, hindrance(service, before, now), event)
    status = record.status if record else ""
    if status == "SUCCESSFUL":
        return Progress("done", f"Deployed {own.revision}; replaced since.", own.running, own.desired, event)
    why = own.rollout_reason if own.rollout_state == "FAILED" else ""
    if status.startswith("ROLLBACK") or (why and primary and primary.created_at <= own.created_at):
        return _of_rollback(primary, status, why or (record.status_reason if record else ""), event)
    return Progress("failed", _replaced(primary, own, record), 0, own.desired, event)


def _of_primary(service: Service, own: Deployment, held_up: str, event: str) -> Progress:
    running, wanted = own.running, own.desired
    if own.rollout_state == "FAILED":
        return Progress("failed", f"The deployment failed: {own.rollout_reason}", running, wanted, event)
    others = sum(d.running + d.pending for d in service.deployments if d.id != own.id)
    alone = not others and running == service.desired and not service.pending
    if own.rollout_state == "COMPLETED" or (not own.rollout_state and alone):
        return Progress("done", f"{counted(running, 'task')} replaced by new ones.", running, wanted, event)
    parts = [f"{count(running)} of {counted(wanted, 'new task')} running"]
    if others:
        parts.append(f"{count(others)} old to stop")
    if own.failed:
        parts.append(f"{count(own.failed)} failed")
    return Progress(
        "converging",
        _with(f"{', '.join(parts)}.", held_up),
        running,
        wanted,
        event,
        new=True,
        pending=own.pending,
        old=others,
        failed=own.failed,
        held_up=held_up,
    )


def of_targets(targets: Iterable[TargetHealth], running: int) -> str:
    """What a target group still waits for, for `running` tasks; "" where enough are healthy."""
    states = Counter(target.state for target in targets)
    healthy = states["healthy"]
    if healthy >= running:
        return ""
    waiting = [f"{count(states[state])} {state}" for state in ("initial", "unhealthy") if states[state]]
    enough = f"{count(healthy)} of {counted(running, 'target')} healthy"
    return ", ".join((enough, *waiting)) if waiting else ""


def _of_rollback(primary: Deployment | None, status: str, why: str, event: str) -> Progress:
    """A rollback, on its way or ended: either way the change has failed."""
    back = f" to {primary.revision}" if primary else ""
    running, wanted = (primary.running, primary.desired) if primary else (0, 0)
    going_on = not status or status in _ROLLING_BACK
    if going_on and primary is not None and primary.rollout_state != "COMPLETED":
        return Progress("converging", f"It failed and rolls back{back} now: {why}", running, wanted, event)
    if status == "ROLLBACK_FAILED":
        return Progress("failed", f"It failed, and so did the rollback{back}: {why}", running, wanted, event)
    return Progress("failed", f"It failed and was rolled back{back}: {why}", running, wanted, event)


def _replaced(primary: Deployment | None, own: Deployment, record: ServiceDeployment | None) -> str:
    if primary is not None and primary.created_at > own.created_at:
        return f"Somebody else's deployment replaced it: {short(primary.id)}, {primary.revision}."
    why = (record.status_reason or in_words(record.status)) if record else own.rollout_reason
    return f"The deployment was stopped: {why or 'no reason is given'}."


def _failed_since(service: Service, before: Service) -> str:
    known = {d.id for d in before.deployments if d.rollout_state == "FAILED"}
    return next(
        (d.rollout_reason for d in service.deployments if d.rollout_state == "FAILED" and d.id not in known),
        "",
    )


def _with(text: str, more: str) -> str:
    return f"{text} Held up: {more}" if more else text
