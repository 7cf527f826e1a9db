"""Scale: set the desired count of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.operations.service_change import ServiceChange

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecstui.operations.audit import Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan, Progress


def parse_count(text: str, now: int) -> int:
    """The count meant by "5", "+3", "-1" or "x2" where `now` is desired; ValueError in words if it is none."""
    raise NotImplementedError


class Scale(ServiceChange):
    """Set the desired count of a service to `desired`."""

    verb = "scale"

    def __init__(self, desk: Desk, cluster: str, service: str, desired: int) -> None:
        super().__init__(desk, cluster, service)
        self.desired = desired

    async def plan(self) -> Plan:
        """What is, what will be, what it means."""
        raise NotImplementedError

    def carry_out(self, plan: Plan, record: Record) -> AsyncIterator[Progress]:
        raise NotImplementedError

    def goes_on(self, plan: Plan) -> str:
        raise NotImplementedError
