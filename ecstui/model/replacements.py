"""Whether the tasks of a service keep dying, though it is steady in between. Pure.

ECS says nothing when a container exits; it only starts another task. What cannot be explained by tasks that
run now or were stopped by the scheduler has died. So neither scaling nor a deployment counts, at any speed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ecstui.model.humane import counted
from ecstui.model.stops import cause, deaths, died

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ecstui.model.ecs import Service, ServiceEvent

SEVERAL = 3  # a task or two may die without anything being wrong with the service
SPANS = tuple(timedelta(minutes=minutes) for minutes in (10, 30, 60))
LATELY = timedelta(minutes=15)  # the newest death must be that young, or it is over

_STARTED = re.compile(r"has started (\d+) tasks?")
_UNHEALTHY = re.compile(r"replaced (\d+) tasks? due to an unhealthy status")
_STOPPED = re.compile(r"(?:has )?stopped (\d+) (?:running |pending )?tasks?")
_ANOTHER_STORY = re.compile(r"deployment completed|deployment failed|rolling back")
_TASK = re.compile(r"\(task ([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Replacements:
    """That many tasks were replaced in that span; `cause` of the newest, "" where no task was read."""

    number: int
    span: timedelta
    cause: str = ""

    def __str__(self) -> str:
        """ "3 tasks replaced in the last 10 min: out of memory (exit 137)"."""
        minutes = int(self.span.total_seconds()) // 60
        said = f"{counted(self.number, 'task')} replaced in the last {minutes} min"
        return f"{said}: {self.cause}" if self.cause else said


def replacements(service: Service, now: datetime) -> Replacements | None:
    """How its tasks keep dying; None where they do not, or no more."""
    return _by_tasks(service, now) or _by_events(service, now)


def _by_tasks(service: Service, now: datetime) -> Replacements | None:
    dead = deaths(service)
    moments = [task.stopped_at for task in dead if task.stopped_at is not None]
    if not moments or now - moments[0] > LATELY:
        return None
    for span in SPANS:
        number = sum(now - moment <= span for moment in moments)
        if number >= SEVERAL:
            return Replacements(number, span, cause(dead[0]))
    return None


def _by_events(service: Service, now: datetime) -> Replacements | None:
    starts = [event for event in _own_events(service) if _STARTED.search(event.message)]
    if not starts or now - starts[0].created_at > LATELY:
        return None
    dead = deaths(service)
    for span in SPANS:
        certain, likely = _dead(service, now - span)
        if certain >= SEVERAL:
            return Replacements(likely, span, cause(dead[0]) if dead else "")
    return None


def _dead(service: Service, since: datetime) -> tuple[int, int]:
    """How many tasks have certainly died since, and how many if the count wanted has not grown."""
    started = stopped = unhealthy = 0
    innocent = {task.id for task in service.stopped if not died(task)}
    for event in _own_events(service):
        if event.created_at < since:
            break
        if found := _STARTED.search(event.message):
            started += int(found[1]) - sum(task in innocent for task in _TASK.findall(event.message))
            if replaced := _UNHEALTHY.search(event.message):
                unhealthy += int(replaced[1])
        elif found := _STOPPED.search(event.message):
            stopped += int(found[1])
    if _loses_hosts(service):
        return unhealthy, unhealthy
    unexplained = started - stopped
    certain = max(unhealthy, unexplained - service.running - service.pending)
    return certain, max(unhealthy, unexplained)


def _own_events(service: Service) -> Iterator[ServiceEvent]:
    """The events since the wanted deployment began or ended, the newest first."""
    begun = service.primary.created_at if service.primary else None
    for event in service.events:
        if _ANOTHER_STORY.search(event.message) or (begun is not None and event.created_at < begun):
            return
        yield event


def _loses_hosts(service: Service) -> bool:
    """Whether tasks are replaced in its everyday life: spot capacity goes, daemons follow instances."""
    spot = any("SPOT" in share.provider.upper() for share in service.capacity_providers)
    return spot or service.scheduling_strategy == "DAEMON"
