"""What is wrong with a service in a few words that make sense alone, the cause first. Pure.

A status line has room for 78 characters; the whole of what ECS said stays in the facts and the events.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecstui.model.humane import count, counted
from ecstui.model.shortening import shortened, target_group
from ecstui.model.stops import cause, deaths

if TYPE_CHECKING:
    from ecstui.model.ecs import Service, ServiceEvent

_SUBJECT = re.compile(
    r"^\(service [^)]*\),?\s*(?:\((?:deployment|taskSet) [^)]*\),?\s*)?(?:(?:was|is|has) )?"
)
_REFERENCE = re.compile(r"\s*For more information, see .*$")
_INCONSISTENT = re.compile(r"unable to consistently start tasks")
_UNHEALTHY = re.compile(r"is unhealthy in \(target-group .*due to \(reason (.+)\)\.?$")
_NO_ROOM = re.compile(
    r"unable to place a task because no container instance met all of its requirements\."
    r" The closest matching \(container-instance \S+\) (.+?)\.?$"
)


def headline(service: Service, event: ServiceEvent | None) -> str:
    """The cause of the trouble that `event` speaks of, or that tasks fail in a row (None)."""
    message = _REFERENCE.sub("", event.message if event else "")
    if event is None or _INCONSISTENT.search(message):
        return _failing_to_start(service)
    if unhealthy := _UNHEALTHY.search(message):
        reason = unhealthy[1].replace("Health checks failed with these codes: ", "codes ")
        return f"ELB health checks fail in {target_group(message)}: {shortened(reason)}"
    if no_room := _NO_ROOM.search(message):
        lack = no_room[1].removeprefix("has ")
        return f"{lack}: no container instance takes a task"
    return shortened(_SUBJECT.sub("", message))


def _failing_to_start(service: Service) -> str:
    failed = service.primary.failed if service.primary else 0
    dead = deaths(service)
    if not dead:
        return "tasks keep failing to start" + (f", {count(failed)} in a row" if failed else "")
    return cause(dead[0]) + (f"; {counted(failed, 'task')} failed to start in a row" if failed else "")
