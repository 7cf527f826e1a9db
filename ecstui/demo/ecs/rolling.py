"""How a rolling deployment goes on: pure arithmetic over counts of tasks."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

OPEN = frozenset({"PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"})
"""The states of a service deployment that has not ended."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Tasks ECS wants running, of the primary deployment (new) and of all others (old)."""

    new: int
    new_healthy: int
    old: int
    old_healthy: int


@dataclass(frozen=True, slots=True)
class Move:
    """What to do now: tasks to start, to stop of the old, and to stop of the new."""

    start: int = 0
    stop_old: int = 0
    stop_new: int = 0


def bounds(desired: int, minimum: int, maximum: int) -> tuple[int, int]:
    """The fewest healthy tasks and the most tasks a deployment may have, from percentages."""
    return ceil(desired * minimum / 100), floor(desired * maximum / 100)


def threshold(desired: int) -> int:
    """Failures after which the circuit breaker trips: half the desired count, 3 to 200."""
    return min(200, max(3, ceil(desired / 2)))


def move(desired: int, least: int, most: int, have: Counts) -> Move:
    """The next move that keeps at least `least` healthy and at most `most` tasks while the old remain.

    Without old tasks it is plain scaling, for which the bounds do not matter.
    """
    if have.old == 0:
        return Move(start=max(0, desired - have.new), stop_new=max(0, have.new - desired))
    unhealthy = have.old - have.old_healthy
    spare = max(0, have.new_healthy + have.old_healthy - least)
    surplus = have.new + have.old - desired
    lack = desired + have.old - most  # to make room for the new tasks still to come
    stop_old = min(unhealthy + min(have.old_healthy, spare), max(surplus, lack, unhealthy))
    start = max(0, min(desired - have.new, most - have.new - have.old))
    return Move(start=start, stop_old=stop_old, stop_new=max(0, have.new - desired))
