"""Older lines: everything there is, once, in order, while the tail goes on."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from logs_server import DAY, EPOCH, InMemoryLogs, LogsCore, Moods, VirtualTime

from ecstui.live.log_range import LogRange
from ecstui.live.tail import Tail
from ecstui.live.tail_pages import TailRules
from ecstui.live.tail_window import WindowRules
from ecstui.model.logs import LogEvent, LogSource
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

REGION = "eu-west-1"
WEB = LogSource(REGION, "/ecs/web", "app/")
JOBS = LogSource(REGION, "/ecs/jobs", "job/")
PROXY = LogSource(REGION, "/ecs/web", "app/proxy/")  # its streams are WEB's too


class Reader:
    """A tail that runs, and what it has shown."""

    def __init__(self, core: LogsCore, sources: Any, **options: Any) -> None:
        self.time = core.time
        self.batches: list[tuple[LogEvent, ...]] = []
        window = WindowRules(sweep_every=options.pop("sweep_every", WindowRules().sweep_every))
        rules = TailRules(history=20, window=window)
        aws: Any = SimpleNamespace(logs=InMemoryLogs(core), now=self.time.now)
        self.tail = Tail(aws, sources, rules=rules, clock=self.time, sleep=self.time.sleep, **options)

    @property
    def shown(self) -> list[str]:
        return [event.id for batch in self.batches for event in batch]

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Tail]:
        task = asyncio.create_task(self.tail.run(self.batches.append))
        await self.until(lambda: self.tail.status.following or task.done())
        try:
            yield self.tail
        finally:
            task.cancel()
            await asyncio.wait((task,))
        assert task.cancelled()


def random_past(seed: int) -> tuple[LogsCore, list[str], int]:
    """Minutes to days of history, and lines to come, of three sources; all visible within 15 s."""
    rng = Random(seed)
    moods = Moods(
        page=rng.choice((7, 50, 500)),
        empty=0.3,
        partial=0.2,
        repeated=rng.choice((0.0, 0.2)),
        throttled=rng.choice((0.0, 0.1, 0.3)),
        newest_first=rng.choice(("heeded", "heeded", "ignored", "refused")),
    )
    core = LogsCore(VirtualTime(), rng, moods)
    expected = []
    span = rng.choice((20_000, 20_000, 600_000, 2 * DAY))
    for group, stream in (("/ecs/web", "app/web/1"), ("/ecs/web", "app/proxy/2"), ("/ecs/jobs", "job/x/3")):
        for _ in range(rng.choice((0, 5, 150))):
            timestamp = EPOCH + rng.randint(-span, 20_000)
            for _ in range(rng.choice((1, 1, 1, 30))):  # a stack trace shares its millisecond
                late = rng.choice((14_950, rng.randint(100, 14_950)))
                expected.append(core.put(group, stream, timestamp, late))
        core.put(group, "other/x", EPOCH - 1000, 0)
    return core, expected, EPOCH + 40_000


@pytest.mark.parametrize("tenth", range(6))
async def test_all_of_the_past_is_shown_once_while_the_tail_goes_on(tenth: int) -> None:
    for seed in range(tenth * 12, tenth * 12 + 12):
        core, expected, last = random_past(seed)
        sources = frozenset({WEB, JOBS, PROXY} if seed % 3 else {WEB, JOBS})
        reader = Reader(core, sources, sweep_every=10**12 if seed % 2 else 60_000)
        rng = Random(seed)
        async with reader.running() as tail:
            while not tail.status.at_beginning:
                count = rng.choice((1, 10, 100))
                if rng.random() < 0.3:
                    pause = reader.time.ms + rng.choice((3_000, 100_000))
                    await reader.until(lambda core=core, until=pause: core.time.ms > until)
                before = tail.status.oldest or 0
                await tail.older(count)
                assert (tail.status.oldest or 0) <= before
            done = max(last, int(reader.time.ms))
            await reader.until(lambda until=done: (tail.status.complete_to or 0) > until)
        assert Counter(reader.shown) == Counter(expected), f"history {seed}"


async def test_what_is_older_comes_in_order_and_newest_first_of_all_sources() -> None:
    core = LogsCore(VirtualTime())
    ids = [
        core.put(source.group, f"{source.prefix}x/1", EPOCH - 3_000 * number)
        for number in range(1, 301)
        for source in (WEB, JOBS)
    ]
    reader = Reader(core, frozenset({WEB, JOBS}))
    async with reader.running() as tail:
        opened = len(reader.shown)
        assert await tail.older(50) >= 50
        batch = reader.batches[-1]
        assert [event.order for event in batch] == sorted(event.order for event in batch)
        assert set(reader.shown) == set(ids[: len(reader.shown)])
        assert 50 <= len(reader.shown) - opened <= 52
        assert tail.status.oldest == min(event.timestamp for event in batch)


async def test_the_beginning_is_told_by_the_task_s_creation() -> None:
    core = LogsCore(VirtualTime())
    ids = [core.put(WEB.group, "app/web/1", EPOCH - 1000 * number) for number in range(1, 101)]
    core.put(WEB.group, "app/web/1", EPOCH - 200_000)
    reader = Reader(core, frozenset({WEB}), since=EPOCH - 150_000)
    async with reader.running() as tail:
        assert not tail.status.at_beginning
        assert await tail.older(1000) == 100 - 20
        assert tail.status.at_beginning
        assert await tail.older(1000) == 0
    assert Counter(reader.shown) == Counter(ids)


async def test_the_embedded_aws_gives_all_of_its_past(
    aws_with: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = LogSource(REGION, "/ecs/production/web", "ecs/")
    async with console(aws_with(speed=0), monkeypatch) as door:
        now = int(door.now().timestamp() * 1000)
        since = now - 900_000
        whole: list[LogEvent] = []
        await LogRange(door, frozenset({source}), start=since).read(whole.extend)
        shown: list[LogEvent] = []
        tail = Tail(door, frozenset({source}), since=since, rules=TailRules(history=50))
        running = asyncio.create_task(tail.run(shown.extend))
        async with asyncio.timeout(20):
            while not tail.status.at_beginning:
                await tail.older(400)
                await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.wait((running,))
        assert len(whole) > 300
        assert Counter(event.id for event in shown) == Counter(event.id for event in whole)


async def test_one_call_at_a_time_and_it_says_so() -> None:
    core = LogsCore(VirtualTime())
    for number in range(100):
        core.put(WEB.group, "app/web/1", EPOCH - 1000 * number)
    reader = Reader(core, frozenset({WEB}))
    async with reader.running() as tail:
        core.moods.throttled = 0.5
        first = asyncio.create_task(tail.older(30))
        await asyncio.sleep(0)
        assert tail.status.loading_older
        assert await tail.older(30) == 0
        assert await first >= 30
        assert not tail.status.loading_older


async def test_the_opening_s_own_position_is_used_for_what_is_settled() -> None:
    core = LogsCore(VirtualTime(), moods=Moods(page=20))
    for number in range(200):
        core.put(WEB.group, "app/web/1", EPOCH - 200_000 - 10_000 * number)
    reader = Reader(core, frozenset({WEB}))
    async with reader.running() as tail:
        await tail.older(10)
        newest_first = [asked for asked in core.requests if "startFromHead" in asked]
        assert len(newest_first) == 2
        assert "nextToken" in newest_first[1]
        assert "endTime" not in newest_first[1]


async def test_a_position_that_is_not_accepted_any_more_loses_nothing() -> None:
    core = LogsCore(VirtualTime(), moods=Moods(page=20))
    ids = [core.put(WEB.group, "app/web/1", EPOCH - 200_000 - 100 * (n // 3)) for n in range(300)]
    reader = Reader(core, frozenset({WEB}))
    async with reader.running() as tail:
        core.moods.tokens_since = len(core.requests) + 1
        while not tail.status.at_beginning:
            await tail.older(10)
    assert Counter(reader.shown) == Counter(ids)


async def test_what_a_source_that_was_left_has_shown_is_not_shown_again() -> None:
    core = LogsCore(VirtualTime())
    ids = [core.put(WEB.group, "app/proxy/2", EPOCH + 3_000 * n, 2_000) for n in range(-100, 300)]
    ids += [core.put(WEB.group, "app/web/1", EPOCH + 3_000 * n, 2_000) for n in range(-50, 200)]
    time = core.time

    async def sources() -> frozenset[LogSource]:
        return frozenset({PROXY} if time.ms < EPOCH + 500_000 else {WEB})

    reader = Reader(core, sources)
    async with reader.running() as tail:
        await tail.older(30)
        await reader.until(lambda: time.ms > EPOCH + 1_000_000)
        assert tail.status.sources == {WEB}
        while not tail.status.at_beginning:
            await tail.older(30)
    assert Counter(reader.shown) == Counter(ids)
