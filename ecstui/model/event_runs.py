"""Events of one kind that follow each other, as one, with how many there were and from when to when. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.ecs import ServiceEvent

FEW = 3
"""Fewer events in a run are worth a line each."""

_TASKS = re.compile(r"(\(task [^)\s]+\)[,\s]*)+")


@dataclass(frozen=True, slots=True)
class Run:
    """Events of one kind, the newest first; mostly a single one."""

    events: tuple[ServiceEvent, ...]

    @property
    def newest(self) -> ServiceEvent:
        """The one that stands for all."""
        return self.events[0]

    @property
    def oldest(self) -> ServiceEvent:
        """The one it began with."""
        return self.events[-1]

    @property
    def message(self) -> str:
        """What all of them say; the tasks are left out where they differ."""
        return self.newest.message if len(self.events) == 1 else _kind(self.newest)


def runs(events: Iterable[ServiceEvent]) -> tuple[Run, ...]:
    """The events, the newest first, with those folded that say the same of other tasks."""
    found: list[Run] = []
    for _, group in groupby(events, _kind):
        alike = tuple(group)
        found += [Run(alike)] if len(alike) >= FEW else [Run((event,)) for event in alike]
    return tuple(found)


def _kind(event: ServiceEvent) -> str:
    return _TASKS.sub("(task …)", event.message)
