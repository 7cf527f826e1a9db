"""What every operation needs at hand: AWS, the audit log, the clock, and whether it may change anything."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ecstui.model.clock import Clock, SystemClock
from ecstui.model.errors import AwsError
from ecstui.operations.refusals import ReadOnly

if TYPE_CHECKING:
    from ecstui.aws.account import Aws
    from ecstui.operations.audit import Audit
    from ecstui.operations.plan import Plan

_WHO_WITHIN = 4.0


@dataclass(frozen=True, slots=True)
class Desk:
    """Where operations are carried out.

    Where it is `protected`, a person types the name of what is changed. `every` is the pause between two
    looks at a change, `patience` how long one may stand still before that is said, in seconds.
    """

    aws: Aws
    audit: Audit
    read_only: bool = False
    protected: bool = False
    clock: Clock = field(default_factory=SystemClock)
    every: float = 2.0
    patience: float = 180.0

    def refuse_if_read_only(self) -> None:
        """The one gate that every change passes."""
        if self.read_only:
            raise ReadOnly("Opened read-only: nothing is changed.")

    def guard(self, plan: Plan) -> Plan:
        """The plan as it is shown: where it is protected, the service's name must be typed to apply it."""
        if not self.protected or plan.confirm or plan.empty:
            return plan
        return replace(plan, confirm=plan.before.name if plan.before else plan.subject)

    async def who(self) -> str:
        """The caller's ARN for the record. A network without a way to STS keeps nobody from acting."""
        try:
            async with asyncio.timeout(_WHO_WITHIN):
                return (await self.aws.identity()).arn
        except (AwsError, TimeoutError) as error:
            return f"unknown: {error.why if isinstance(error, AwsError) else 'STS does not answer'}"
