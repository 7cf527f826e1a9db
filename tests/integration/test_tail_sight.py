"""How often a tail polls while nobody looks at its lines, and how soon once somebody does again."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from logs_server import EPOCH, InMemoryLogs, LogsCore, VirtualTime

from ecstui.live.tail import Tail, TailRules
from ecstui.model.logs import LogSource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

SOURCE = LogSource("eu-west-1", "/ecs/web", "app/")
MINUTE = 60.0


@asynccontextmanager
async def following(
    core: LogsCore, sleep: Callable[[float], Awaitable[None]] | None = None, **rules: Any
) -> AsyncIterator[Tail]:
    core.put(SOURCE.group, "app/web/1", EPOCH - 1000)
    aws: Any = SimpleNamespace(logs=InMemoryLogs(core), now=core.time.now)
    tail = Tail(
        aws,
        frozenset({SOURCE}),
        clock=core.time,
        sleep=sleep or core.time.sleep,
        rules=TailRules(**rules),
    )
    running = asyncio.create_task(tail.run(lambda _: None))
    try:
        await until(lambda: tail.status.following)
        yield tail
    finally:
        running.cancel()
        await asyncio.wait((running,))
    assert running.cancelled()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def polls_in(core: LogsCore, seconds: float) -> int:
    """How many calls are made in so many seconds of virtual time."""
    before, end = len(core.requests), core.time.ms + seconds * 1000
    await until(lambda: core.time.ms >= end)
    return len(core.requests) - before


async def test_out_of_sight_it_polls_every_ten_seconds_and_in_sight_every_two() -> None:
    core = LogsCore(VirtualTime())
    async with following(core) as tail:
        assert 25 <= await polls_in(core, MINUTE) <= 30
        tail.look(there=False)
        await polls_in(core, MINUTE)  # the pause under way ends as it began
        assert 5 <= await polls_in(core, MINUTE) <= 6
        tail.look(there=True)
        await polls_in(core, MINUTE)
        assert 25 <= await polls_in(core, MINUTE) <= 30


async def test_back_in_sight_it_polls_at_once() -> None:
    core = LogsCore(VirtualTime())
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await (asyncio.Event().wait() if seconds >= 1000 else core.time.sleep(seconds))

    async with following(core, sleep, hidden=1000.0) as tail:
        tail.look(there=False)
        await until(lambda: 1000.0 in pauses)
        polled = len(core.requests)
        tail.look(there=True)
        await until(lambda: len(core.requests) > polled)


async def test_a_tail_that_rests_out_of_sight_ends_with_nothing_left_behind() -> None:
    core = LogsCore(VirtualTime())
    resting = asyncio.Event()

    async def sleep(seconds: float) -> None:
        if seconds < 1000:
            await core.time.sleep(seconds)
            return
        resting.set()
        await asyncio.Event().wait()

    before = asyncio.all_tasks()
    async with following(core, sleep, hidden=1000.0) as tail:
        tail.look(there=False)
        await resting.wait()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
