"""AWS's published token buckets: a burst, a refill a second, shared within a group of operations.

Buckets refill on the real clock, whatever the speed of the virtual one: they pace the client, which
lives in real time; a clock that stands still would refuse it for ever, a fast one never.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket's size, how many tokens a second come back, and the operations that share it."""

    burst: float
    refill: float
    service: str
    operations: tuple[str, ...]


LIMITS = (
    Limit(50, 20, "ecs", ("DescribeClusters", "ListClusters")),
    Limit(50, 20, "ecs", ("DescribeTaskDefinition", "ListTaskDefinitions", "ListTaskDefinitionFamilies")),
    Limit(20, 1, "ecs", ("RegisterTaskDefinition", "DeregisterTaskDefinition", "DeleteTaskDefinitions")),
    Limit(100, 20, "ecs", ("DescribeServices", "ListServices")),
    Limit(
        100,
        20,
        "ecs",
        ("DescribeTasks", "ListTasks", "DescribeContainerInstances", "ListContainerInstances"),
    ),
    Limit(50, 5, "ecs", ("CreateService", "UpdateService", "DeleteService")),
    Limit(50, 20, "ecs", ("DescribeServiceDeployments", "ListServiceDeployments")),
    Limit(50, 20, "ecs", ("DescribeServiceRevisions",)),
    Limit(200, 80, "ecs", ("GetTaskProtection", "UpdateTaskProtection")),
    Limit(100, 40, "ecs", ("RunTask", "StopTask", "ExecuteCommand")),
    Limit(10, 1, "ecs", ("ListServicesByNamespace",)),
    # CloudWatch Logs publishes rates without bursts: a second's worth.
    Limit(10, 10, "logs", ("FilterLogEvents",)),
    Limit(10, 10, "logs", ("GetLogEvents",)),
    Limit(25, 25, "logs", ("DescribeLogStreams",)),
    Limit(10, 10, "logs", ("DescribeLogGroups",)),
    Limit(5, 5, "logs", ("StartLiveTail",)),
    Limit(10, 10, "logs", ("StartQuery",)),
    Limit(10, 10, "logs", ("GetQueryResults",)),
    Limit(2000, 2000, "ecr", ("BatchGetImage",)),
    Limit(500, 500, "ecr", ("GetAuthorizationToken",)),
    Limit(10, 10, "ecr", ("PutImage",)),
)


class Throttle:
    """The state of all buckets; off until `enabled`."""

    def __init__(self, enabled: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._clock = clock
        self._limits = {(limit.service, name): limit for limit in LIMITS for name in limit.operations}
        self._tokens: dict[Limit, tuple[float, float]] = {}  # what was left, and when

    def take(self, service: str, operation: str) -> None:
        """Take the call's token; raises AwsError ThrottlingException when its bucket is empty."""
        limit = self._limits.get((service, operation))
        if not self.enabled or limit is None:
            return
        now = self._clock()
        left, since = self._tokens.get(limit, (limit.burst, now))
        left = min(limit.burst, left + (now - since) * limit.refill)
        self._tokens[limit] = (left - 1 if left >= 1 else left, now)
        if left < 1:
            raise throttled()


def throttled() -> AwsError:
    """The answer to a call too many."""
    return AwsError("ThrottlingException", "Rate exceeded")
