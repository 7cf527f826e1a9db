"""CloudWatch: how many tasks ran when, and the alarms that watch the metrics made of it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.demo.cloudwatch.alarm import Alarm, Turn, judge

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Service
    from ecstui.demo.world import World

EVERY = 60.0  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Counts:
    """Tasks of a service at one moment."""

    running: int
    desired: int
    pending: int


class History:
    """The counts of a service over time: only their changes are kept. Before the first, it was the first."""

    def __init__(self, since: float, first: Counts) -> None:
        self.since = since
        self._times = [since]
        self._counts = [first]

    @property
    def first(self) -> Counts:
        """What there was at first."""
        return self._counts[0]

    def note(self, at: float, counts: Counts) -> None:
        """Add what there is at `at`."""
        if counts != self._counts[-1]:
            self._times.append(at)
            self._counts.append(counts)

    def at(self, at: float) -> Counts:
        """What there was at `at`."""
        return self._counts[max(0, bisect_right(self._times, at) - 1)]


class CloudWatch:
    """Counts of services by ARN, alarms by name; once a minute it looks, and lets scaling act."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alarms: dict[str, Alarm] = {}
        self.turns: list[Turn] = []  # changes of alarms' states, oldest first
        self._histories: dict[str, History] = {}
        world.timers.after(EVERY, self._look)

    def counts(self, service: Service) -> History:
        """The counts of a service, from when it was first looked at."""
        history = self._histories.get(service.arn)
        if history is None:
            history = self._histories[service.arn] = History(self.world.now, _count(service))
        return history

    def add_alarm(self, alarm: Alarm) -> None:
        """Add or replace an alarm, and judge it at once."""
        self.alarms[alarm.name] = alarm
        self._judge(alarm)

    def look(self) -> None:
        """Note the counts and judge every alarm."""
        now = self.world.now
        for service in self.world.ecs.services.values():
            self.counts(service).note(now, _count(service))
        for alarm in self.alarms.values():
            self._judge(alarm)

    def _look(self) -> None:
        self.world.timers.after(EVERY, self._look)
        self.look()
        self.world.scaling.act()

    def _judge(self, alarm: Alarm) -> None:
        now = self.world.now
        state, reason, data = judge(self.world, alarm, now)
        if state == alarm.state:
            return
        self.turns.append(Turn(alarm.name, now, alarm.state, state, reason, data))
        del self.turns[:-1000]
        alarm.state, alarm.reason, alarm.data, alarm.since = state, reason, data, now


def _count(service: Service) -> Counts:
    tasks = service.tasks.values()
    return Counts(
        running=sum(task.running for task in tasks),
        desired=service.desired_count,
        pending=sum(task.pending for task in tasks),
    )
