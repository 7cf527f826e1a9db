"""The token buckets of the embedded AWS."""

from __future__ import annotations

from ecstui.demo.errors import AwsError
from ecstui.demo.protocol.models import service_model
from ecstui.demo.throttle import LIMITS, Throttle


class Bench:
    """A throttle with a clock of the test's own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.throttle = Throttle(enabled=True, clock=lambda: self.now)

    def granted(self, *operations: str) -> int:
        return sum(self._take(operation) for operation in operations)

    def _take(self, operation: str) -> bool:
        try:
            self.throttle.take("ecs", operation)
        except AwsError:
            return False
        return True


def test_a_bucket_gives_its_burst_then_its_refill_and_never_holds_more():
    bench = Bench()
    assert bench.granted(*["UpdateService"] * 80) == 50
    bench.now = 2.0
    assert bench.granted(*["UpdateService"] * 40) == 10
    bench.now = 1000.0
    assert bench.granted(*["UpdateService"] * 80) == 50


def test_a_group_shares_its_bucket_and_leaves_the_others_alone():
    bench = Bench()
    assert bench.granted(*["UpdateService", "CreateService"] * 40) == 50
    assert bench.granted("DescribeServices") == 1


def test_nothing_is_throttled_until_it_is_switched_on():
    bench = Bench()
    bench.throttle.enabled = False
    assert bench.granted(*["UpdateService"] * 80) == 80


def test_every_throttled_operation_is_one_aws_has():
    for limit in LIMITS:
        assert set(limit.operations) <= set(service_model(limit.service).operation_names)
