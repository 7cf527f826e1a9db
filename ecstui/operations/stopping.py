"""What stopping a deployment and stopping a task have in common: sent once, made sure of, followed."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError, BadAnswer, EcsTuiError, Throttled, Unreachable
from ecstui.model.humane import age
from ecstui.operations.converge import SLOWEST
from ecstui.operations.operation import Operation
from ecstui.operations.plan import Progress
from ecstui.operations.service_change import LOOKS, SIGHT_WITHIN
from ecstui.operations.standstill import Standstill

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.operations.audit import Record
    from ecstui.operations.plan import Plan


class Stopping(Operation):
    """An operation that stops something. Never sent again: what is to be stopped may be another by then."""

    @abstractmethod
    async def send(self, plan: Plan) -> str:
        """The one call that stops it; the request's id."""

    @abstractmethod
    async def taken(self, plan: Plan) -> bool:
        """Whether a reading after a lost answer shows that it is being stopped. Raises AwsError."""

    @abstractmethod
    async def judge(self, plan: Plan) -> Progress:
        """How far it is, by a reading of now. Raises AwsError."""

    async def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Send it, make sure that it was applied, follow it."""
        try:
            record.request_id = await self.send(plan)
        except (Unreachable, BadAnswer) as lost:
            yield Progress("sent", f"No answer came: {lost.why} Reading whether it was applied.")
            taken = await self._seen(plan)
            if taken is None:
                yield Progress("failed", f"Whether it was applied is unknown: {lost.why}")
                return
            if not taken:
                raise _not_applied(lost) from lost
        record.taken = True
        yield Progress("sent", "ECS has taken it.")
        async for progress in self._followed(plan):
            yield progress

    async def _seen(self, plan: Plan) -> bool | None:
        """Whether readings show the stop; None if there are no readings."""
        give_up = self.desk.clock.monotonic() + SIGHT_WITHIN
        looks = 0
        while looks < LOOKS:
            try:
                if await self.taken(plan):
                    return True
                looks += 1
            except AwsError:
                if self.desk.clock.monotonic() > give_up:
                    return None
            await asyncio.sleep(self.desk.every)
        return False

    async def _followed(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        """What each reading says, where that is news. Readings that fail are said, and heal."""
        clock = self.desk.clock
        standstill = Standstill(self.desk.patience, clock.monotonic())
        last, said = Progress("converging", "Sent; waiting for ECS."), None
        pause, read_at = self.desk.every, clock.monotonic()
        while said is None or not said.ended:
            try:
                progress = last = await self.judge(plan)
                pause, read_at = self.desk.every, clock.monotonic()
                stood = None if progress.ended else standstill.look(progress, read_at)
                if stood is not None:
                    progress = replace(progress, stuck=f"no progress for {age(stood)}")
            except AwsError as error:
                blind = age(clock.monotonic() - read_at)
                progress = replace(last, text=f"{last.text} Not read for {blind}: {error.why}")
                pause = min(SLOWEST, pause * 2) if isinstance(error, Throttled) else self.desk.every
            if progress != said:
                said = progress
                yield progress
            if not progress.ended:
                await asyncio.sleep(pause)


def _not_applied(lost: AwsError) -> EcsTuiError:
    return Unreachable(
        f"{lost.why} Readings since show no change: it was not applied.",
        operation=lost.operation,
        where=lost.where,
        advice="Do it again once the network is back.",
    )
