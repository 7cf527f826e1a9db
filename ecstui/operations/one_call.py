"""What all changes have in common that are one call of AWS: sent once, made sure of, followed."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from ecstui.model.errors import AwsError, BadAnswer, EcsTuiError, Throttled, Unreachable
from ecstui.model.humane import age
from ecstui.operations.operation import Operation
from ecstui.operations.plan import Progress
from ecstui.operations.refusals import NotRecorded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from ecstui.operations.audit import Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan

LOOKS = 3  # readings that must all lack the change before it counts as not applied
READING = "Reading whether it was applied."
SIGHT_WITHIN = 300.0  # seconds to wait for a reading after a lost answer
THROTTLED = (1, 2, 4, 8)  # pauses, in pauses between readings, after which a throttled call is sent again


class OneCall(Operation):
    """An operation of one call of AWS, which is never sent twice on a guess.

    Where no answer came, `look` reads whether it was applied, and only what readings prove not to have been
    applied is sent again, `resends` times at most. A call that AWS throttled was not taken: it is sent again
    a few times, as long as nothing that the plan rests on has changed.
    """

    resends: ClassVar[int] = 0
    """0 unless the call means the same when it is applied twice."""
    making_sure: ClassVar[str] = READING
    """What `look` does, as said where no answer came."""

    @abstractmethod
    async def send(self, plan: Plan) -> str:
        """The one call that makes the change; the request's id. Raises AwsError."""

    @abstractmethod
    async def look(self, plan: Plan) -> bool:
        """Whether a reading shows the change. Raises AwsError; Refused where sending again would do harm."""

    @abstractmethod
    def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        """Follow the change to its end, from when AWS has it on."""

    def begun(self, plan: Plan) -> Progress:
        """What is said once AWS has the change."""
        del plan
        return Progress("sent", "ECS has taken it.", taken=True)

    async def check_again(self, plan: Plan) -> None:
        """Raise Refused where what AWS throttled must not be sent again, for what it rests on has changed."""
        await self.plan_again(plan)

    async def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Send it, make sure that it was applied once, follow it."""
        sending = made_sure(
            self.desk,
            record,
            lambda: self.send(plan),
            lambda: self.look(plan),
            again=lambda: self.check_again(plan),
            resends=self.resends,
            making_sure=self.making_sure,
        )
        async for progress in sending:
            yield progress
            if progress.ended:
                return
        record.taken = True
        yield self.begun(plan)
        async for progress in self.follow(plan):
            yield progress


async def made_sure(
    desk: Desk,
    record: Record,
    send: Callable[[], Awaitable[str]],
    look: Callable[[], Awaitable[bool]],
    *,
    again: Callable[[], Awaitable[object]],
    resends: int = 0,
    making_sure: str = READING,
) -> AsyncGenerator[Progress, None]:
    """Make one call by `send` and be sure by `look` that it was applied once; see `OneCall` for both.

    `again` raises where what was throttled must not be sent again. Ends once it was applied, or by
    a Progress that failed where that cannot be known. Raises where it was not applied.
    """
    pauses, throttled = iter(THROTTLED), False
    while True:
        try:
            if throttled:
                await again()
                await _note(record, "Sent once more: AWS throttled it.")
            record.request_id = f"{record.request_id} {await send()}".strip()
            return
        except Throttled:
            if (times := next(pauses, None)) is None:
                raise
            throttled, pause = True, desk.every * times
            yield Progress("sent", f"AWS throttles the call and has not taken it; again in {age(pause)}.")
            await asyncio.sleep(pause)
            continue
        except (Unreachable, BadAnswer) as error:
            lost = error
        yield Progress("sent", f"No answer came: {lost.why} {making_sure}")
        applied = await _is_shown(desk, look)
        if applied is None:
            yield Progress("failed", f"Whether it was applied is unknown: {lost.why}")
            return
        if applied:
            return
        if not resends:
            raise _not_applied(lost)
        resends, throttled = resends - 1, False
        await _note(record, "Sent once more: readings prove that it was not applied.")


async def _is_shown(desk: Desk, look: Callable[[], Awaitable[bool]]) -> bool | None:
    """Whether readings by `look` show a change of which no answer came; None if there are no readings."""
    give_up = desk.clock.monotonic() + SIGHT_WITHIN
    looks = 0
    while looks < LOOKS:
        try:
            if await look():
                return True
            looks += 1
        except AwsError:
            if desk.clock.monotonic() > give_up:
                return None
        await asyncio.sleep(desk.every)
    return False


def _not_applied(lost: AwsError) -> EcsTuiError:
    """What is raised where readings prove that a change of which no answer came was not applied."""
    return Unreachable(
        f"{lost.why} Readings since show no change: it was not applied.",
        operation=lost.operation,
        where=lost.where,
        advice="Do it again once the network is back.",
    )


async def _note(record: Record, why: str) -> None:
    try:
        await record.note("sending", why)
    except OSError as error:
        raise NotRecorded("It was not applied, and the audit log cannot be written any more.") from error
