"""The arithmetic of a rolling deployment: how many tasks ECS keeps, allows and replaces at a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rollout:
    """What `desired` tasks and the healthy percentages of a service come to.

    A DAEMON never runs two tasks on one instance, so its ceiling is `desired`.
    """

    desired: int
    minimum_percent: int
    maximum_percent: int
    daemon: bool = False

    @property
    def floor(self) -> int:
        """The fewest healthy tasks ECS keeps: rounded up."""
        return -(-self.desired * self.minimum_percent // 100)

    @property
    def ceiling(self) -> int:
        """The most tasks ECS lets live at once: rounded down."""
        return self.desired if self.daemon else self.desired * self.maximum_percent // 100

    @property
    def at_a_time(self) -> int:
        """How many tasks are replaced at a time; 0 where nothing can move (or nothing is desired)."""
        return max(0, min(self.desired, self.ceiling - self.floor))

    @property
    def batches(self) -> int:
        """How many turns it takes to replace every task; 0 where it never ends or there is none."""
        return -(-self.desired // self.at_a_time) if self.at_a_time else 0

    @property
    def stuck(self) -> bool:
        """Whether no task may be started before one is stopped, nor stopped before one is started."""
        return self.desired > 0 and self.at_a_time == 0

    @property
    def starts_first(self) -> bool:
        """Whether new tasks start before old ones stop, so that capacity never falls below desired."""
        return self.floor >= self.desired and not self.stuck


def breaker_threshold(desired: int) -> int:
    """Failed tasks in a row after which the circuit breaker trips by default: half of desired, 3 to 200."""
    return max(3, min(200, -(-desired // 2)))
