"""The call budget: half of what AWS refills, paid by waiting, and less when AWS throttles."""

from __future__ import annotations

import asyncio
from collections import Counter

from ecstui.live.budget import SLOWEST, THROTTLES, Budget


class Account:
    """Calls made in virtual seconds."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.seconds = 0.0
        self.budget = Budget(lambda: self.calls, lambda: self.seconds, self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def call(self, operation: str, times: int) -> float:
        """Call as often as told, as fast as the budget allows. The seconds it took."""
        began = self.seconds

        async def run() -> None:
            for _ in range(times):
                await self.budget.ready(operation)
                self.calls[operation] += 1

        asyncio.run(run())
        return self.seconds - began


def test_most_of_the_burst_is_free_and_the_rest_comes_at_half_the_refill() -> None:
    account = Account()
    assert account.call("ecs:DescribeServices", 80) == 0
    assert 19.5 < account.call("ecs:DescribeServices", 200) < 20.5


def test_operations_of_one_throttle_share_it_and_others_do_not_wait() -> None:
    account = Account()
    account.call("ecs:DescribeServices", 90)
    assert account.call("ecs:ListServices", 10) > 0.9
    assert account.call("ecs:ListTasks", 10) == 0


def test_calls_made_past_the_budget_are_paid_for_too() -> None:
    account = Account()
    account.calls["ecs:DescribeTasks"] += 150
    assert account.call("ecs:DescribeTasks", 1) > 7


def test_throttling_halves_the_pace_and_clean_readings_restore_it_by_tenths() -> None:
    account = Account()
    account.budget.throttled("ecs:ListTasks")
    assert account.budget.slowed == ("tasks: 5.0 calls/s",)
    assert account.call("ecs:ListTasks", 50) > 9.5
    for _ in range(7):
        account.budget.clean("ecs:ListTasks", "ecs:DescribeTasks")
    assert account.budget.slowed == ("tasks: 9.7 calls/s",)
    account.budget.clean("ecs:ListTasks")
    assert account.budget.slowed == ()


def test_however_often_aws_throttles_the_console_goes_on() -> None:
    account = Account()
    for _ in range(50):
        account.budget.throttled("logs:FilterLogEvents")
    assert account.call("logs:FilterLogEvents", 2) <= 2 / SLOWEST + 0.1


def test_an_operation_without_published_numbers_has_a_throttle_too() -> None:
    account = Account()
    assert "ecr:DescribeImages" not in THROTTLES
    assert account.call("ecr:DescribeImages", 60) > 5
