"""The one shape of every change of AWS: a plan, then applying it, gated and recorded in one place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from ecstui.operations.refusals import PlanOutdated, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecstui.operations.audit import Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan, Progress


class Operation(ABC):
    """Something that changes AWS.

    `plan` only reads. `apply` changes: it raises as long as nothing was changed (Refused, AwsError) and from
    then on tells by Progress, the last of which is done or failed. To stop following, cancel it or close it:
    AWS goes on by itself, as `goes_on` says.
    """

    verb: ClassVar[str]

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @abstractmethod
    async def plan(self) -> Plan:
        """What is, what will be, what it means. Raises Refused where it cannot be done, and AwsError."""

    @abstractmethod
    def carry_out(self, plan: Plan, record: Record) -> AsyncIterator[Progress]:
        """Make the change of `plan` and follow it; `apply` has checked and recorded it."""

    @abstractmethod
    def goes_on(self, plan: Plan) -> str:
        """What AWS does without the console when nobody follows any more."""

    async def apply(self, plan: Plan) -> AsyncIterator[Progress]:
        """Make the change and follow it to its end, with a line in the audit log before and after."""
        self.desk.refuse_if_read_only()
        if plan.empty:
            raise Refused("There is nothing to change.")
        fresh = await self.plan()
        if changed := plan.differences(fresh):
            raise PlanOutdated(f"Meanwhile changed: {', '.join(changed)}. Nothing was done.", fresh)
        async for progress in self._recorded(fresh):
            yield progress

    async def _recorded(self, plan: Plan) -> AsyncIterator[Progress]:
        raise NotImplementedError
        yield
