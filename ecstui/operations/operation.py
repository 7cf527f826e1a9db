"""The one shape of every change of AWS: a plan, then applying it, gated and recorded in one place."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from ecstui.model.errors import AwsError, EcsTuiError
from ecstui.operations.refusals import PlanOutdated, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.operations.audit import Outcome, Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan, Progress


class Operation(ABC):
    """Something that changes AWS.

    `plan` only reads; what is shown of it is what `desk.guard` makes of it. `apply` changes: it raises as
    long as nothing was changed (Refused, AwsError), and from then on tells by Progress, the last of which is
    done or failed. To stop following, cancel it or close it: AWS goes on by itself, as `goes_on` says.
    """

    verb: ClassVar[str]

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @abstractmethod
    async def plan(self) -> Plan:
        """What is, what will be, what it means. Raises Refused where it cannot be done, and AwsError."""

    @abstractmethod
    def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Make the change of `plan` and follow it; `apply` has checked and recorded it.

        Raises only while nothing was changed, and sets `record.taken` as soon as AWS has the change.
        """

    @abstractmethod
    def goes_on(self, plan: Plan) -> str:
        """What AWS does without the console when nobody follows any more."""

    def unknown(self, plan: Plan) -> str:
        """What is said where it was left before anybody saw whether AWS took the change."""
        del plan
        return "Whether ECS has taken it is unknown."

    def reverse(self, plan: Plan) -> Operation | None:
        """The operation that undoes what `plan` changed; None where nothing does."""
        del plan
        return None

    async def plan_again(self, plan: Plan) -> Plan:
        """The plan as it is now; PlanOutdated where what `plan` rests on has changed since."""
        fresh = await self.plan()
        if changed := plan.differences(fresh):
            raise PlanOutdated(f"Meanwhile changed: {', '.join(map(str, changed))}. Nothing was done.", fresh)
        return fresh

    async def apply(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        """Make the change and follow it to its end, with a line in the audit log before and after."""
        self.desk.refuse_if_read_only()
        if plan.empty:
            raise Refused("There is nothing to change.")
        fresh = await self.plan_again(plan)
        record = await self.desk.audit.open(fresh, await self.desk.who())
        try:
            async with aclosing(self.carry_out(fresh, record)) as steps:
                async for progress in steps:
                    yield await _closed(record, progress) if progress.ended else progress
        except EcsTuiError as error:
            record.request_id = error.request_id if isinstance(error, AwsError) else ""
            await record.close("refused", str(error))
            raise
        except (asyncio.CancelledError, GeneratorExit):
            if not record.closed:
                await record.close("left" if record.taken else "unknown", self.goes_on(fresh))
            raise
        except Exception as error:
            await record.close(
                "left" if record.taken else "unknown", f"{type(error).__name__} in the console"
            )
            raise


async def _closed(record: Record, last: Progress) -> Progress:
    """The last progress once the outcome stands in the audit log; it says so if it could not be written."""
    outcome: Outcome = "applied" if last.phase == "done" else "failed" if record.taken else "unknown"
    trouble = await record.close(outcome, last.text)
    return replace(last, text=f"{last.text} {trouble}") if trouble else last
