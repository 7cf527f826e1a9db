"""The timeline of an incident: changes made from this machine beside what ECS and CloudWatch tell."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.errors import AwsError
from ecstui.model.health import Level
from ecstui.model.timeline import Moment, in_order, of_alarms, of_services, of_tasks
from ecstui.operations.audit_reading import Audited, read_log

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.model.ecs import Service
    from ecstui.operations.desk import Desk

_LEVELS = {"applied": Level.OK, "left": Level.OK, "refused": Level.WARNING}


@dataclass(frozen=True, slots=True)
class Scope:
    """What the timeline is of: a service of a cluster, all of a cluster, or (both empty) the region."""

    account: str
    region: str
    cluster: str = ""
    service: str = ""

    @property
    def words(self) -> str:
        """As a title has it."""
        return "/".join(filter(None, (self.cluster, self.service))) or f"all of {self.region}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The moments, the newest first, and in words what could not be read."""

    moments: tuple[Moment, ...]
    gaps: tuple[str, ...] = ()


async def read_timeline(desk: Desk, scope: Scope, services: Iterable[Service], start: datetime) -> Timeline:
    """All that is known from `start` on; `services` are those in scope, as last read. Raises nothing."""
    gaps: list[str] = []
    moments = of_services(services)
    async with asyncio.TaskGroup() as reading:
        sources = (_changes(desk, scope), _alarms(desk, scope, start), _tasks(desk, scope))
        tasks = [reading.create_task(source) for source in sources]
    for task in tasks:
        found = task.result()
        if isinstance(found, str):
            gaps.append(found)
        else:
            moments += found
    return Timeline(in_order(moments, start), tuple(gaps))


async def _changes(desk: Desk, scope: Scope) -> list[Moment] | str:
    try:
        reading = await asyncio.to_thread(read_log, desk.audit.path)
    except OSError as error:
        return f"the audit log {desk.audit.path} cannot be read: {error.strerror}"
    return [moment for change in reading.changes if _within(change, scope) for moment in of_change(change)]


def _within(change: Audited, scope: Scope) -> bool:
    if (change.account, change.region) != (scope.account, scope.region):
        return False
    if scope.cluster and change.cluster != scope.cluster:
        return False
    return not scope.service or scope.service in {change.service, short(change.resource)}


def of_change(change: Audited) -> list[Moment]:
    """A change when it was begun, and when it ended."""
    # A repository's name has slashes of its own.
    name = change.service or change.resource.partition(":repository/")[2] or short(change.resource)
    subject = f"{change.cluster}/{name}" if change.cluster else name
    by = change.who.rpartition("/")[2]
    begun = Moment(change.time, "change", subject, f"{change.verb}: {change.plan} (by {by})")
    if change.seconds is None:
        return [
            begun,
            Moment(change.time, "outcome", subject, "no outcome yet: under way or cut short", Level.WARNING),
        ]
    ended = change.time + timedelta(seconds=change.seconds)
    text = f"{change.verb} {change.outcome}" + (f": {change.reason}" if change.reason else "")
    return [begun, Moment(ended, "outcome", subject, text, _LEVELS.get(change.outcome, Level.BROKEN))]


async def _alarms(desk: Desk, scope: Scope, start: datetime) -> list[Moment] | str:
    """How alarms turned that watch what is in scope, or what is no service: a queue, a load balancer."""
    cloudwatch = desk.aws.cloudwatch
    try:
        turns = [t async for some in cloudwatch.alarm_turns(start, desk.aws.now()) for t in some]
        names = tuple(dict.fromkeys(turn.alarm for turn in turns))
        watched = await cloudwatch.alarms_of(names) if scope.cluster and names else {}
        return of_alarms(turn for turn in turns if _watches(watched.get(turn.alarm, ("", "")), scope))
    except AwsError as error:
        return f"alarms were not read: {error.why}"


def _watches(watched: tuple[str, str], scope: Scope) -> bool:
    pairs = zip(watched, (scope.cluster, scope.service), strict=True)
    return all(not found or not wanted or found == wanted for found, wanted in pairs)


async def _tasks(desk: Desk, scope: Scope) -> list[Moment] | str:
    """How tasks ended: of one service, for ECS is asked service by service."""
    if not scope.service:
        return []
    try:
        tasks = desk.aws.ecs.tasks(scope.cluster, service=scope.service, stopped=True)
        return of_tasks([task async for some in tasks for task in some])
    except AwsError as error:
        return f"stopped tasks were not read: {error.why}"
