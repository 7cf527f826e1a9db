"""The tail loses nothing and shows nothing twice, whatever CloudWatch Logs does.

The tail is the real one. Three hundred random histories run against the server's core in memory, in virtual
time; twenty of them, and the cut connections, over HTTP through the real gateway, which would take minutes
for all. What is compared is always the multiset of event ids.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from logs_server import EPOCH, InMemoryLogs, LogsCore, LogsServer, Moods, VirtualTime

from ecstui.aws.account import Aws
from ecstui.aws.patience import Patience
from ecstui.live.tail import Tail
from ecstui.live.tail_pages import TailRules
from ecstui.live.tail_window import WindowRules
from ecstui.model.account import Connection
from ecstui.model.logs import LogEvent, LogSource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

REGION = "eu-west-1"
SOURCE = LogSource(REGION, "/ecs/web", "app/")
NEVER = 10**12
HALF_AN_HOUR = 1_800_000


@dataclass
class History:
    """A server with everything that will ever be logged, and the ids the tail is to show."""

    core: LogsCore
    every: float = 2.0
    expected: list[str] = field(default_factory=list)
    last: int = EPOCH

    @property
    def time(self) -> VirtualTime:
        return self.core.time

    def put(
        self, timestamp: int, lateness: int, stream: str = "app/web/1", group: str = SOURCE.group
    ) -> None:
        self.expected.append(self.core.put(group, stream, timestamp, lateness))
        self.last = max(self.last, timestamp + lateness)


def random_history(seed: int) -> History:
    """Tasks that flush every few seconds; every event is visible within 15 s of its time."""
    rng = Random(seed)
    moods = Moods(
        page=rng.choice((7, 50, 500)),
        empty=0.3,
        partial=0.2,
        repeated=rng.choice((0.0, 0.2)),
        throttled=rng.choice((0.0, 0.1, 0.4)),
        newest_first=rng.choice(("heeded", "ignored", "refused")),
    )
    history = History(LogsCore(VirtualTime(), rng, moods), every=rng.choice((0.5, 2.0, 5.0)))
    flush = rng.choice((5_000, 5_000, 10_000, 14_000))
    tasks = rng.randint(1, 20)
    lines = 8 if moods.page == 7 else 40
    for task in range(tasks):
        phase = rng.randrange(flush)
        for _ in range(rng.randint(1, lines)):
            timestamp = EPOCH + rng.randint(-20_000, 60_000)
            flushed = flush - (timestamp - phase) % flush
            history.put(timestamp, flushed + rng.randint(40, 900), f"app/web/{task}")
    history.core.put(SOURCE.group, "other/web/9", EPOCH + 1000)  # a stream that is not asked for
    return history


async def follow(
    history: History,
    /,
    *,
    window: WindowRules | None = None,
    logs: Any = None,
    sources: Any = frozenset({SOURCE}),
    until: Callable[[Tail], bool] | None = None,
    since: int | None = None,
    whole: bool = False,
    **options: Any,
) -> tuple[list[str], Tail]:
    """The ids shown, in order, until the tail says it is complete past the last event."""
    shown: list[str] = []
    time = history.time
    aws = SimpleNamespace(logs=logs or InMemoryLogs(history.core), now=time.now)
    rules = TailRules(window=window or WindowRules(), every=history.every, **options)
    tail = Tail(aws, sources, since=since, whole=whole, rules=rules, clock=time, sleep=time.sleep)

    def complete() -> bool:
        return tail.status.following and (tail.status.complete_to or 0) > history.last

    time.stop_when = lambda: until(tail) if until else complete() or time.ms > EPOCH + HALF_AN_HOUR * 20

    def emit(events: tuple[LogEvent, ...]) -> None:
        shown.extend(event.id for event in events)

    running = asyncio.create_task(tail.run(emit))
    over = asyncio.create_task(time.over.wait())
    await asyncio.wait((running, over), return_when=asyncio.FIRST_COMPLETED)
    over.cancel()
    if running.done():
        running.result()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return shown, tail


NO_SWEEP = WindowRules(sweep_every=NEVER)


@pytest.mark.parametrize("tenth", range(10))
async def test_three_hundred_histories_are_shown_whole_and_once(tenth: int) -> None:
    for seed in range(tenth * 30, tenth * 30 + 30):
        history = random_history(seed)
        shown, _ = await follow(history, window=NO_SWEEP if seed % 2 else None)
        assert Counter(shown) == Counter(history.expected), f"history {seed}"


@pytest.mark.parametrize(("overlap", "fewest"), [(0, 20), (10_000, 3)])
async def test_a_smaller_overlap_is_found_out(overlap: int, fewest: int) -> None:
    window = WindowRules(overlap=overlap, longest_overlap=overlap, sweep_every=NEVER)
    losing = 0
    for seed in range(30):
        history = random_history(seed)
        shown, _ = await follow(history, window=window)
        losing += Counter(shown) != Counter(history.expected)
    assert losing >= fewest


@pytest.fixture
async def over_http(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[History], Any]]:
    """Follow a history through the real gateway and HTTP; the ids shown."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    server = LogsServer(LogsCore(VirtualTime()))
    async with server as url, Aws(Connection("", REGION, url), patience=Patience(attempts=1)) as aws:

        async def run(history: History) -> list[str]:
            server.core = history.core
            return (await follow(history, logs=aws.logs))[0]

        yield run


async def test_twenty_histories_over_http_are_shown_whole_and_once(over_http: Any) -> None:
    for seed in range(1000, 1020):
        history = random_history(seed)
        history.core.moods.page = max(50, history.core.moods.page)
        assert Counter(await over_http(history)) == Counter(history.expected), f"history {seed}"


async def test_a_connection_cut_in_the_middle_of_the_pages_leaves_no_gap(over_http: Any) -> None:
    history = steady_history(seconds=60, page=10)
    history.core.moods.cut = set(range(6, 400, 7))
    assert Counter(await over_http(history)) == Counter(history.expected)
    assert len(history.core.requests) > 20


def steady_history(seconds: int = 60, page: int = 10_000, lateness: int = 4_000) -> History:
    """Two lines a second of one task."""
    history = History(LogsCore(VirtualTime(), moods=Moods(page=page)))
    for number in range(seconds * 2):
        history.put(EPOCH + number * 500, lateness)
    return history


async def test_late_events_are_found_by_a_sweep_and_counted() -> None:
    history = steady_history(seconds=120)
    for second in range(5, 95, 10):
        history.put(EPOCH + second * 1000, 55_000, "app/web/late")
    shown, tail = await follow(history, until=lambda _: history.time.ms > history.last + 130_000)
    assert Counter(shown) == Counter(history.expected)
    assert 0 < tail.status.late <= 9


async def test_an_opening_cut_to_the_newest_lines_is_whole_from_its_oldest_line_on() -> None:
    history = History(LogsCore(VirtualTime()))
    for number in range(400):
        history.put(EPOCH - 100_000 + number * 500, 2_000)
    shown, _ = await follow(history, history=20, until=lambda _: history.time.ms > history.last + 200_000)
    assert len(shown) == len(set(shown))
    assert Counter(shown) == Counter(history.expected[-len(shown) :])
    assert 200 < len(shown) < 260


@pytest.mark.parametrize("order", ["ignored", "refused"])
async def test_without_newest_first_the_opening_widens_its_window(order: str) -> None:
    history = History(LogsCore(VirtualTime(), moods=Moods(page=30, newest_first=order)))
    for minute in range(600):
        history.put(EPOCH - minute * 60_000, 0)
    shown, _ = await follow(history, history=100)
    assert shown == history.expected[:100][::-1]
    starts = {request["startTime"] for request in history.core.requests if "startFromHead" not in request}
    assert min(starts) >= EPOCH - 3 * 3_600_000


async def test_a_poll_is_one_call_a_source_however_many_tasks_there_are() -> None:
    history = History(LogsCore(VirtualTime()))
    for task in range(40):
        history.put(EPOCH + task * 1000, 3_000, f"app/web/{task}")
    await follow(history, until=lambda _: history.time.ms > EPOCH + 120_000, window=NO_SWEEP)
    calls = len(history.core.requests)
    assert calls <= 120 / 2.0 + 1


async def test_what_is_to_be_read_whole_is_read_at_once() -> None:
    history = steady_history(seconds=20, lateness=0)
    history.time.ms = history.last
    shown, _ = await follow(history, whole=True, since=EPOCH, until=lambda _: True)
    assert Counter(shown) == Counter(history.expected)


async def test_a_group_that_does_not_exist_yet_is_waited_for() -> None:
    history = History(LogsCore(VirtualTime()))
    history.core.groups[SOURCE.group] = EPOCH + 30_000
    for second in range(20, 60):
        history.put(EPOCH + second * 1000, 4_000)
    waited: list[tuple[str, ...]] = []

    def until(tail: Tail) -> bool:
        waited.append(tail.status.waiting_for)
        return history.time.ms > EPOCH + 120_000

    shown, tail = await follow(history, until=until)
    assert waited[1] == (SOURCE.group,)
    assert tail.status.waiting_for == ()
    assert Counter(shown) == Counter(history.expected)


async def test_a_rolling_deployment_to_another_group_loses_nothing() -> None:
    new = LogSource(REGION, "/ecs/web-2", "app/")
    history = History(LogsCore(VirtualTime()))
    for number in range(120):
        history.put(EPOCH + number * 500, 5_500, "app/web/old")
    for number in range(160):
        history.put(EPOCH + 30_000 + number * 500, 5_500, "app/web/new", new.group)

    async def sources() -> frozenset[LogSource]:
        now = history.time.ms - EPOCH
        if now < 35_000:
            return frozenset({SOURCE})
        return frozenset({SOURCE, new} if now < 60_000 else {new})

    shown, tail = await follow(history, sources=sources, until=lambda _: history.time.ms > EPOCH + 200_000)
    assert Counter(shown) == Counter(history.expected)
    assert tail.status.sources == {new}


async def test_overlapping_prefixes_of_one_group_show_nothing_twice() -> None:
    history = steady_history(seconds=90)
    both = frozenset({SOURCE, LogSource(REGION, SOURCE.group, "app/web/")})
    shown, _ = await follow(history, sources=both)
    assert Counter(shown) == Counter(history.expected)


@pytest.mark.parametrize("order", ["heeded", "ignored", "refused"])
async def test_events_of_one_millisecond_keep_the_order_in_which_cloudwatch_has_them(order: str) -> None:
    history = History(LogsCore(VirtualTime(), moods=Moods(page=50, newest_first=order)))
    for second in (-20, 10):
        for _ in range(120):
            history.put(EPOCH + second * 1000, 3_000)
        history.put(EPOCH + second * 1000 + 100, 2_900)
    shown, _ = await follow(history)
    assert shown == history.expected


async def test_throttling_slows_the_polls_and_is_told() -> None:
    history = steady_history()
    history.core.moods.throttled = 1.0
    told: list[bool] = []

    def until(tail: Tail) -> bool:
        told.append(tail.status.throttled)
        return history.time.ms > EPOCH + 100_000

    await follow(history, until=until)
    assert all(told)
    assert len(history.core.requests) <= 4 + 100 / 10


async def test_the_same_position_for_ever_is_a_failure_and_opens_no_gap() -> None:
    history = steady_history(page=5)
    history.core.moods.repeated = 1.0
    failures: list[str] = []

    def until(tail: Tail) -> bool:
        failures.append(str(tail.status.failure))
        if history.time.ms > EPOCH + 60_000:
            history.core.moods.repeated = 0.0
        return history.time.ms > EPOCH + 150_000

    shown, tail = await follow(history, until=until, window=NO_SWEEP, repeated_tokens=5)
    assert any("same position" in failure for failure in failures)
    assert tail.status.failure is None
    assert Counter(shown) == Counter(history.expected)


async def test_pages_of_one_millisecond_do_not_pass_for_newest_first() -> None:
    history = History(LogsCore(VirtualTime(), moods=Moods(page=10, newest_first="ignored")))
    for number in range(200):
        history.put(EPOCH - 50_000 + (number // 150) * 10_000, 0)
    shown, _ = await follow(history, window=NO_SWEEP, history=1000)
    assert Counter(shown) == Counter(history.expected)


async def test_a_wider_prefix_that_joins_later_shows_nothing_again() -> None:
    history = History(LogsCore(VirtualTime()))
    for number in range(260):
        history.put(EPOCH + number * 2_000, 4_000)

    async def sources() -> frozenset[LogSource]:
        late = history.time.ms > EPOCH + 450_000
        return frozenset({SOURCE if late else LogSource(REGION, SOURCE.group, "app/web/")})

    shown, _ = await follow(history, sources=sources, until=lambda _: history.time.ms > EPOCH + 700_000)
    assert Counter(shown) == Counter(history.expected)


async def test_a_stopped_task_is_read_for_another_minute_and_then_left() -> None:
    history = steady_history(seconds=30, lateness=40_000)
    time = history.time
    ended = EPOCH + 30_000
    shown: list[str] = []
    tail = Tail(
        SimpleNamespace(logs=InMemoryLogs(history.core), now=time.now),
        frozenset({LogSource(REGION, SOURCE.group, "app/web/1")}),
        since=EPOCH - 60_000,
        ended=lambda: ended if time.ms > ended else None,
        clock=time,
        sleep=time.sleep,
    )
    time.stop_when = lambda: time.ms > EPOCH + HALF_AN_HOUR
    await asyncio.wait_for(tail.run(lambda events: shown.extend(e.id for e in events)), 20)
    assert Counter(shown) == Counter(history.expected)
    assert time.ms < ended + 120_000


async def test_foreign_streams_are_left_out_where_told() -> None:
    history = steady_history(seconds=10)
    history.core.put(SOURCE.group, "app/web/foreign", EPOCH + 1000, 0)
    time = history.time
    shown: list[str] = []
    aws = SimpleNamespace(logs=InMemoryLogs(history.core), now=time.now)
    tail = Tail(aws, frozenset({SOURCE}), accept=lambda s: s.endswith("/1"), clock=time, sleep=time.sleep)
    time.stop_when = lambda: (tail.status.complete_to or 0) > history.last
    running = asyncio.create_task(tail.run(lambda events: shown.extend(e.id for e in events)))
    await time.over.wait()
    running.cancel()
    assert Counter(shown) == Counter(history.expected)
