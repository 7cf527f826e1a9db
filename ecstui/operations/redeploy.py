"""Redeploy: replace every task of a service by a new one of the same task definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.operations.service_change import ServiceChange

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecstui.operations.audit import Record
    from ecstui.operations.plan import Plan, Progress


class Redeploy(ServiceChange):
    """Force a new deployment of a service."""

    verb = "redeploy"

    async def plan(self) -> Plan:
        """What is, what will be, what it means."""
        raise NotImplementedError

    def carry_out(self, plan: Plan, record: Record) -> AsyncIterator[Progress]:
        raise NotImplementedError

    def goes_on(self, plan: Plan) -> str:
        raise NotImplementedError
