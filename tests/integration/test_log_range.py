"""A range of time: all of it, once, in order, and then the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from logs_server import EPOCH, InMemoryLogs, LogsCore, Moods, VirtualTime

from ecstui.live.log_range import LogRange
from ecstui.live.tail import Tail
from ecstui.model.errors import Denied
from ecstui.model.logs import LogEvent, LogSource
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import Callable

REGION = "eu-west-1"
WEB = LogSource(REGION, "/ecs/web", "app/")
JOBS = LogSource(REGION, "/ecs/jobs", "job/")


async def read(core: LogsCore, **options: Any) -> tuple[list[LogEvent], LogRange]:
    aws: Any = SimpleNamespace(logs=InMemoryLogs(core), now=core.time.now)
    shown: list[LogEvent] = []
    reading = LogRange(aws, frozenset({WEB, JOBS}), clock=core.time, sleep=core.time.sleep, **options)
    await asyncio.wait_for(reading.read(shown.extend), 20)
    return shown, reading


@pytest.mark.parametrize("seed", range(30))
async def test_a_range_is_whole_in_order_and_ends(seed: int) -> None:
    rng = Random(seed)
    moods = Moods(page=rng.choice((7, 50)), empty=0.3, partial=0.2, repeated=0.2, throttled=0.2)
    core = LogsCore(VirtualTime(), rng, moods)
    times = [EPOCH - rng.randint(20_000, 100_000) for _ in range(200)]
    for source, count in ((WEB, 1), (JOBS, rng.choice((0, 1, 3)))):
        for time in times * count:
            core.put(source.group, f"{source.prefix}x/1", time, rng.randint(0, 5_000))
    start, end = EPOCH - 80_000, EPOCH - 30_000
    shown, _ = await read(core, start=start, end=end)
    expected = [e.id for group in core.events.values() for e in group if start <= e.timestamp <= end]
    assert Counter(event.id for event in shown) == Counter(expected)
    assert [event.order for event in shown] == sorted(event.order for event in shown)


async def test_without_an_end_it_reads_what_can_be_read_now() -> None:
    core = LogsCore(VirtualTime())
    ids = [core.put(WEB.group, "app/x/1", EPOCH - 1000 * n) for n in range(50)]
    core.put(WEB.group, "app/x/1", EPOCH - 1000, 5_000)
    shown, reading = await read(core, start=EPOCH - 60_000)
    assert Counter(event.id for event in shown) == Counter(ids)
    assert core.time.ms < EPOCH + 1_000
    assert reading.status.waiting_for == ("/ecs/jobs",)
    assert reading.status.complete_to is not None


async def test_an_end_that_is_near_is_waited_for() -> None:
    core = LogsCore(VirtualTime())
    ids = [core.put(WEB.group, "app/x/1", EPOCH + 1000 * n, 14_000) for n in range(-30, 21)]
    for n in range(21, 40):
        core.put(WEB.group, "app/x/1", EPOCH + 1000 * n)
    shown, reading = await read(core, start=EPOCH - 30_000, end=EPOCH + 20_000)
    assert Counter(event.id for event in shown) == Counter(ids)
    assert (reading.status.complete_to or 0) >= EPOCH + 20_000


async def test_a_failure_that_waiting_does_not_mend_is_raised() -> None:
    core = LogsCore(VirtualTime())
    logs: Any = InMemoryLogs(core)

    async def denied(*_: Any, **__: Any) -> None:
        raise Denied("no.")

    logs.filter_events = denied
    aws: Any = SimpleNamespace(logs=logs, now=core.time.now)
    with pytest.raises(Denied):
        await LogRange(aws, frozenset({WEB}), start=EPOCH, sleep=core.time.sleep).read(lambda _: None)


async def test_a_tail_may_begin_with_the_whole_of_a_range() -> None:
    core = LogsCore(VirtualTime(), moods=Moods(page=50))
    ids = [core.put(WEB.group, "app/x/1", EPOCH + 500 * n, 3_000) for n in range(-2000, 100)]
    core.put(WEB.group, "app/x/1", EPOCH - 1_000_001)
    aws: Any = SimpleNamespace(logs=InMemoryLogs(core), now=core.time.now)
    tail = Tail(
        aws,
        frozenset({WEB}),
        since=EPOCH - 1_000_000,
        whole=True,
        clock=core.time,
        sleep=core.time.sleep,
    )
    shown: list[str] = []
    core.time.stop_when = lambda: (tail.status.complete_to or 0) > EPOCH + 60_000
    running = asyncio.create_task(tail.run(lambda events: shown.extend(event.id for event in events)))
    await core.time.over.wait()
    assert tail.status.at_beginning
    running.cancel()
    assert Counter(shown) == Counter(ids)


async def test_the_embedded_aws_gives_a_range_whole_and_in_order(
    aws_with: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws_with(speed=0), monkeypatch) as door:
        end = int(door.now().timestamp() * 1000) - 600_000
        shown: list[LogEvent] = []
        source = LogSource(REGION, "/ecs/production/web", "ecs/")
        await LogRange(door, frozenset({source}), start=end - 300_000, end=end).read(shown.extend)
        assert len({event.id for event in shown}) == len(shown) > 100
        assert [event.order for event in shown] == sorted(event.order for event in shown)
