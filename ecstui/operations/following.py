"""Following a change until it is done or has failed: a reading every other second, and what each one says."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError, Throttled
from ecstui.model.humane import age, counted
from ecstui.operations.plan import Progress
from ecstui.operations.standstill import Standstill

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from ecstui.operations.desk import Desk

SLOWEST = 15.0  # seconds between two readings while AWS throttles
FAILURES_EVERY = 5  # readings of what is stuck between two of the tasks that failed
WAITING = Progress("converging", "Sent; waiting for ECS.")


async def _none_failed() -> tuple[int, str]:
    return 0, ""


async def followed(
    desk: Desk,
    judge: Callable[[], Awaitable[Progress]],
    *,
    last: Progress = WAITING,
    failures: Callable[[], Awaitable[tuple[int, str]]] = _none_failed,
) -> AsyncGenerator[Progress, None]:
    """What `judge` says of each reading, where that is news. Readings that fail are said, and heal.

    `last` is what was known before the first. `failures`, how many tasks failed and how, is asked now and
    then while nothing gets on.
    """
    said, pause, read_at = None, desk.every, desk.clock.monotonic()
    stall = _Stall(desk, failures)
    while said is None or not said.ended:
        try:
            progress = await judge()
            if not progress.ended:
                progress = replace(progress, stuck=await stall.words(progress))
            last, pause, read_at = progress, desk.every, desk.clock.monotonic()
        except AwsError as error:
            blind = age(desk.clock.monotonic() - read_at)
            progress = replace(last, text=f"{last.text} Not read for {blind}: {error.why}")
            pause = min(SLOWEST, pause * 2) if isinstance(error, Throttled) else desk.every
        if progress != said:
            said = progress
            yield progress
        if not progress.ended:
            await asyncio.sleep(pause)


class _Stall:
    """Says why a change does not get on; the tasks that failed are read only while it does not."""

    def __init__(self, desk: Desk, failures: Callable[[], Awaitable[tuple[int, str]]]) -> None:
        self._desk = desk
        self._failures = failures
        self._standstill = Standstill(desk.patience, desk.clock.monotonic())
        self._read_at = float("-inf")
        self._failing: tuple[int, str] = (0, "")

    async def words(self, progress: Progress) -> str:
        """Why it is stuck; "" while it is not."""
        monotonic = self._desk.clock.monotonic()
        stood = self._standstill.look(progress, monotonic)
        if stood is None:
            return ""
        if monotonic - self._read_at >= self._desk.every * FAILURES_EVERY:
            self._read_at, self._failing = monotonic, await self._failures()
        number, why = self._failing
        if number := max(number, progress.failed):
            return f"{counted(number, 'task')} failed" + (f": {why}" if why else "")
        return f"no progress for {age(stood)}" + (f": {progress.held_up}" if progress.held_up else "")
