"""The call budget: how fast the console may call AWS, which throttles account and region as a whole.

The console takes at most half of the refill that AWS publishes, so that colleagues and pipelines keep theirs,
and most of the burst, once, for its first screen. It gives way further when AWS throttles: half as fast, then
a tenth faster with every clean reading.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

SHARE = 0.5
BURST_SHARE = 0.8
RESOLUTION = 0.001  # seconds; a shorter wait may not move the clock at all
SLOWEST = 0.2  # calls a second, however often AWS throttles


@dataclass(frozen=True, slots=True)
class Throttle:
    """One of AWS's token buckets: `burst` calls at once, then `refill` calls a second."""

    name: str
    burst: int
    refill: int


_CLUSTERS = Throttle("clusters", 50, 20)
_SERVICES = Throttle("services", 100, 20)
_TASKS = Throttle("tasks", 100, 20)
_DEFINITIONS = Throttle("task definitions", 50, 20)
_DEPLOYMENTS = Throttle("service deployments", 50, 20)
_LOGS = Throttle("log events", 5, 5)  # the lowest of the regions; fast ones give five times as much
_QUERIES = Throttle("log queries", 10, 10)
_OTHERS = Throttle("others", 20, 10)  # ECR, ELB and Application Auto Scaling publish no numbers

THROTTLES: Mapping[str, Throttle] = {
    "ecs:ListClusters": _CLUSTERS,
    "ecs:DescribeClusters": _CLUSTERS,
    "ecs:ListServices": _SERVICES,
    "ecs:DescribeServices": _SERVICES,
    "ecs:ListTasks": _TASKS,
    "ecs:DescribeTasks": _TASKS,
    "ecs:DescribeTaskDefinition": _DEFINITIONS,
    "ecs:ListServiceDeployments": _DEPLOYMENTS,
    "ecs:DescribeServiceDeployments": _DEPLOYMENTS,
    "logs:FilterLogEvents": _LOGS,
    "logs:StartQuery": _QUERIES,
    "logs:GetQueryResults": _QUERIES,
}


def throttle_of(operation: str) -> Throttle:
    """The bucket that `operation` ("ecs:ListTasks") draws from."""
    return THROTTLES.get(operation, _OTHERS)


class Bucket:
    """The console's share of a throttle. Calls are taken first and paid by waiting; times are seconds."""

    def __init__(self, throttle: Throttle) -> None:
        self.throttle = throttle
        self._capacity = throttle.burst * BURST_SHARE
        self._fastest = throttle.refill * SHARE
        self.refill = self._fastest
        self._tokens = self._capacity
        self._at = 0.0

    @property
    def slowed(self) -> bool:
        """Whether AWS's throttling made it slower than the console's share."""
        return self.refill < self._fastest

    def take(self, calls: int, now: float) -> None:
        """Note `calls` that were made."""
        self._fill(now)
        self._tokens -= calls

    def wait(self, now: float) -> float:
        """Seconds until another call may be made."""
        self._fill(now)
        wait = (1 - self._tokens) / self.refill
        return wait if wait > RESOLUTION else 0.0

    def give_way(self, now: float) -> None:
        """AWS throttled: nothing is left at the moment, and half as fast from here on."""
        self._fill(now)
        self._tokens = min(self._tokens, 0.0)
        self.refill = max(SLOWEST, self.refill / 2)

    def recover(self) -> None:
        """A reading went through: a tenth faster, up to the share."""
        self.refill = min(self._fastest, self.refill * 1.1)

    def _fill(self, now: float) -> None:
        self._tokens = min(self._capacity, self._tokens + max(0.0, now - self._at) * self.refill)
        self._at = max(self._at, now)


class Budget:
    """The buckets of one account and region.

    `calls` counts what was called so far, by operation; the budget reads it, so that whatever the gateways
    call (people's own operations too) is paid for, and holds back the reading that would overdraw.
    """

    def __init__(
        self,
        calls: Callable[[], Counter[str]],
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._monotonic = monotonic
        self._sleep = sleep
        self._paid: Counter[str] = Counter()
        self._buckets: dict[Throttle, Bucket] = {}

    async def ready(self, *operations: str) -> None:
        """Return when each of `operations` may be called once more."""
        while (wait := self._wait(operations)) > 0:
            await self._sleep(wait)

    def throttled(self, operation: str) -> None:
        """AWS throttled `operation`: its bucket gives way."""
        self._pay()
        self._bucket(operation).give_way(self._monotonic())

    def clean(self, *operations: str) -> None:
        """A reading that called `operations` went through."""
        for throttle in {throttle_of(operation) for operation in operations}:
            if throttle in self._buckets:
                self._buckets[throttle].recover()

    @property
    def slowed(self) -> tuple[str, ...]:
        """In words, what AWS's throttling has slowed: "services: 2.5 calls/s"; () while all runs freely."""
        slow = sorted((b for b in self._buckets.values() if b.slowed), key=lambda b: b.throttle.name)
        return tuple(f"{bucket.throttle.name}: {bucket.refill:.1f} calls/s" for bucket in slow)

    def _wait(self, operations: tuple[str, ...]) -> float:
        self._pay()
        now = self._monotonic()
        return max((self._bucket(operation).wait(now) for operation in operations), default=0.0)

    def _pay(self) -> None:
        now = self._monotonic()
        made = self._calls()
        for operation, number in made.items():
            if unpaid := number - self._paid[operation]:
                self._bucket(operation).take(unpaid, now)
        self._paid = Counter(made)

    def _bucket(self, operation: str) -> Bucket:
        throttle = throttle_of(operation)
        return self._buckets.setdefault(throttle, Bucket(throttle))
