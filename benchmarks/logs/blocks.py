"""How long an event loop was blocked, as a task that wants to run all the time sees it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

STEP = 0.001


class Blocks:
    """The longest time between two turns, in milliseconds, beyond the step slept."""

    worst = 0.0

    async def watch(self) -> None:
        """Take turns until cancelled."""
        while True:
            before = perf_counter()
            await asyncio.sleep(STEP)
            self.worst = max(self.worst, (perf_counter() - before - STEP) * 1000)


@asynccontextmanager
async def watched() -> AsyncIterator[Blocks]:
    """Watch for blocks while the context lasts."""
    blocks = Blocks()
    task = asyncio.create_task(blocks.watch())
    await asyncio.sleep(0.01)
    blocks.worst = 0.0
    try:
        yield blocks
    finally:
        await asyncio.sleep(0.01)
        task.cancel()
