"""What happened, from several sources, in one order; and as Markdown for a post-mortem. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from ecstui.model.health import Level
from ecstui.model.humane import date_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.ecs import Service, Task

Kind: TypeAlias = Literal["change", "outcome", "deployment", "event", "task", "alarm"]

_SUBJECT = re.compile(r"^\(service [^)]*\),?\s*")
_SPECIAL = re.compile(r"([\\`*_\[\]<|~&])")  # what begins something inside of a cell
_HEADS = ("time (UTC)", "what", "of", "")


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when, of which kind, to what, and in words what it was."""

    time: datetime
    kind: Kind
    subject: str
    text: str
    level: Level = Level.OK


@dataclass(frozen=True, slots=True)
class AlarmTurn:
    """That a CloudWatch alarm went into another state: "OK", "ALARM" or "INSUFFICIENT_DATA"."""

    time: datetime
    alarm: str
    before: str
    after: str
    reason: str


def of_services(services: Iterable[Service]) -> list[Moment]:
    """The events of services, and the deployments that they still have."""
    found: list[Moment] = []
    for service in services:
        name = f"{service.cluster}/{service.name}"
        found += [Moment(e.created_at, "event", name, _SUBJECT.sub("", e.message)) for e in service.events]
        found += [
            Moment(d.created_at, "deployment", name, f"deployment of {d.revision} begun")
            for d in service.deployments
        ]
    return found


def of_tasks(tasks: Iterable[Task]) -> list[Moment]:
    """How tasks ended."""
    return [
        Moment(
            task.stopped_at,
            "task",
            f"{task.service or task.group}/{task.id[:8]}",
            " ".join((f"stopped: {task.stopped_reason or 'no reason is given'}", *_exits(task))),
            Level.WARNING if any(container.exit_code for container in task.containers) else Level.OK,
        )
        for task in tasks
        if task.stopped_at is not None
    ]


def _exits(task: Task) -> list[str]:
    exits = (f"{c.name} exit code {c.exit_code}" for c in task.containers if c.exit_code is not None)
    told = ", ".join(exits)
    return [f"({told})"] if told else []


def of_alarms(turns: Iterable[AlarmTurn]) -> list[Moment]:
    """How alarms turned."""
    return [
        Moment(
            turn.time,
            "alarm",
            turn.alarm,
            f"{turn.before} -> {turn.after}: {turn.reason}",
            Level.BROKEN if turn.after == "ALARM" else Level.OK,
        )
        for turn in turns
    ]


def in_order(moments: Iterable[Moment], start: datetime) -> tuple[Moment, ...]:
    """Those from `start` on, the newest first; a repeated one once."""
    return tuple(sorted({m for m in moments if m.time >= start}, key=lambda m: m.time, reverse=True))


def markdown(title: str, about: Iterable[str], moments: Iterable[Moment]) -> str:
    """A heading, lines about it, and a table in order of time; what Markdown would obey is escaped."""
    rows = [_HEADS, ("---",) * len(_HEADS)]
    rows += [
        (date_time(m.time, UTC), m.kind, _escaped(m.subject), _escaped(m.text))
        for m in sorted(moments, key=lambda m: m.time)
    ]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return f"# {_escaped(title)}\n\n" + "".join(f"{_escaped(line)}  \n" for line in about) + f"\n{table}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
