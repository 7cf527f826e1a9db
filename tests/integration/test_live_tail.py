"""Live Tail beside the polls: sooner, never twice, never instead; and whatever ends it, the polls go on."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections import Counter
from contextlib import asynccontextmanager
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from logs_server import EPOCH, InMemoryLive, InMemoryLogs, LogsCore, LogsServer, Moods, VirtualTime

from ecstui.aws.account import Aws
from ecstui.live.live_tail import Plan, plans
from ecstui.live.tail import Tail
from ecstui.live.tail_pages import TailRules
from ecstui.live.tail_window import Equals, WindowRules
from ecstui.model.account import Connection, Identity
from ecstui.model.logs import LogEvent, LogSource
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

REGION = "eu-west-1"
WEB = LogSource(REGION, "/ecs/web", "app/")
PROXY = LogSource(REGION, "/ecs/web", "app/proxy/")
JOBS = LogSource(REGION, "/ecs/jobs", "job/")


async def identity() -> Identity:
    return Identity("123456789012", "arn:aws:iam::123456789012:user/me")


class HastyTime(VirtualTime):
    """Real time, but three hundred times as fast: for what waits for a real connection."""

    SPEED = 300

    def __init__(self) -> None:
        self.began = time.monotonic()
        super().__init__()

    @property
    def ms(self) -> float:
        return EPOCH + (time.monotonic() - self.began) * 1000 * self.SPEED

    @ms.setter
    def ms(self, _: float) -> None:
        """Nobody but the real time moves it."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.SPEED)


class Console:
    """A tail in virtual time with Live Tail on, and what it has shown."""

    def __init__(self, core: LogsCore, sources: Any, gateway: Any = None, **rules: Any) -> None:
        self.core, self.time = core, core.time
        self.events: list[tuple[float, LogEvent]] = []
        self.states: list[str] = []
        live = gateway.live_tail if gateway else InMemoryLive(core)
        logs = gateway.logs if gateway else InMemoryLogs(core)
        aws: Any = SimpleNamespace(logs=logs, live_tail=live, now=self.time.now, identity=identity)
        self.tail = Tail(aws, sources, rules=TailRules(**rules), clock=self.time, sleep=self.time.sleep)

    def take(self, events: tuple[LogEvent, ...]) -> None:
        self.events += [(self.time.ms, event) for event in events]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Tail]:
        self.tail.accelerate(True)
        task = asyncio.create_task(self.tail.run(self.take))
        try:
            yield self.tail
        finally:
            task.cancel()
            await asyncio.wait((task,))
        assert task.cancelled()

    async def until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                if not self.states or self.states[-1] != self.tail.status.live:
                    self.states.append(self.tail.status.live)
                await asyncio.sleep(0.001 if isinstance(self.time, HastyTime) else 0)

    @property
    def shown(self) -> Counter[tuple[str, int, str]]:
        return Counter((event.stream, event.timestamp, event.message) for _, event in self.events)


def stored(core: LogsCore) -> Counter[tuple[str, int, str]]:
    followed = ("app/", "job/")
    return Counter(
        (event.stream, event.timestamp, event.message)
        for events in core.events.values()
        for event in events
        if event.stream.startswith(followed)
    )


def random_history(seed: int, clock: VirtualTime | None = None) -> tuple[LogsCore, int]:
    """Lines that look the same in one millisecond, sampling, sessions that end in every way."""
    rng = Random(seed)
    moods = Moods(
        page=rng.choice((20, 500)),
        empty=0.2,
        partial=0.2,
        throttled=rng.choice((0.0, 0.3)),
        newest_first=rng.choice(("heeded", "ignored")),
        live_ends=rng.choice((0.0, 0.1)),
        live_most=rng.choice((3, 500)),
        live_every=rng.choice((0.2, 1.0, 3.0)),
    )
    core = LogsCore(clock or VirtualTime(), rng, moods)
    last = EPOCH
    for group, stream in (("/ecs/web", "app/web/1"), ("/ecs/web", "app/proxy/2"), ("/ecs/jobs", "job/x/3")):
        for _ in range(rng.choice((0, 10, 60))):
            timestamp, late = EPOCH + rng.randint(-20_000, 60_000), rng.randint(100, 14_900)
            for _ in range(rng.choice((1, 1, 3))):
                late = rng.choice((late, rng.randint(100, 14_900)))
                core.put(group, stream, timestamp, late, rng.choice(("a line", "another")))
                last = max(last, timestamp + late)
        for second in range(0, 60, 5):
            core.put(group, "other/x", EPOCH + second * 1000, 2_000)
    return core, last


async def followed(core: LogsCore, last: int, gateway: Any, rng: Random) -> Console:
    sources = rng.choice((frozenset({WEB, JOBS}), frozenset({WEB, PROXY}), frozenset({WEB, PROXY, JOBS})))
    if JOBS not in sources:
        core.events.pop(JOBS.group, None)
    window = WindowRules(sweep_every=rng.choice((60_000, 10**12)))
    seen = Console(core, sources, gateway, window=window, history=20, every=rng.choice((0.5, 2.0, 5.0)))
    async with seen.running() as tail:
        await seen.until(lambda: tail.status.following)
        while not tail.status.at_beginning:
            await tail.older(50)
        await seen.until(lambda: (tail.status.complete_to or 0) > max(last, EPOCH + 60_000))
    return seen


@pytest.mark.parametrize("tenth", range(10))
async def test_with_live_tail_random_histories_are_shown_whole_and_once(tenth: int) -> None:
    sooner = 0
    for seed in range(tenth * 10, tenth * 10 + 10):
        core, last = random_history(seed)
        seen = await followed(core, last, None, Random(seed))
        assert seen.shown == stored(core), f"history {seed}"
        assert core.live_open == 0
        sooner += sum(event.id == "" for _, event in seen.events)
    assert sooner > 20


@pytest.fixture
async def over_http(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[LogsServer, Aws]]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    server = LogsServer(LogsCore(VirtualTime()))
    async with server as url, Aws(Connection("", REGION, url)) as aws:
        yield server, aws


async def test_over_http_too_and_every_stream_is_closed(over_http: tuple[LogsServer, Aws]) -> None:
    server, aws = over_http
    sooner = 0
    for seed in range(200, 205):
        core, last = random_history(seed, HastyTime())
        server.core = core
        core.moods.live_every, core.moods.page = 0.01, 500
        seen = await followed(core, last, aws, Random(seed))
        assert seen.shown == stored(core), f"history {seed}"
        sooner += sum(event.id == "" for _, event in seen.events)
        await seen.until(lambda core=core: core.live_open == 0)
    assert sooner > 5


class SharedTime(VirtualTime):
    """A clock that goes on to whichever sleeper wakes first; the others sleep on."""

    def __init__(self) -> None:
        super().__init__()
        self.sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self.count = 0

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        self.count += 1
        heapq.heappush(self.sleepers, (self.ms + seconds * 1000, self.count, woken))
        await woken

    async def go_on(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)  # whoever is awake comes to rest first
        at, _, woken = heapq.heappop(self.sleepers)
        self.ms = max(self.ms, at)
        if not woken.done():
            woken.set_result(None)


async def test_lines_appear_within_a_second_and_the_status_says_on() -> None:
    clock = SharedTime()
    core = LogsCore(clock)
    for second in range(20, 60):
        core.put(WEB.group, "app/web/1", EPOCH + second * 1000, 300)
    seen = Console(core, frozenset({WEB}), every=10.0)
    async with seen.running() as tail:
        while (tail.status.complete_to or 0) < EPOCH + 70_000:
            await clock.go_on()
        assert tail.status.live == "on"
        tail.accelerate(False)
        await seen.until(lambda: tail.status.live == "off" and core.live_open == 0)
    assert seen.shown == stored(core)
    at = {event.timestamp: ms for ms, event in seen.events}
    assert max(ms - timestamp - 300 for timestamp, ms in at.items()) <= 1_200


@pytest.mark.parametrize(
    ("mood", "said", "starts"),
    [
        ("denied", "denied: logs:StartLiveTail is not allowed", 1),
        ("limit", "no session is free (15 an account)", 2),
        ("hanging", "unreachable: no complete answer came in time.", 2),
        ("mute", "unreachable: nothing came for 0.2 s.", 2),
        ("SessionTimeoutException", "ended after three hours, reconnecting", 2),
        ("SessionStreamingException", "broken off by AWS, reconnecting", 2),
    ],
)
async def test_whatever_ends_it_is_said_and_the_polls_go_on(
    mood: str, said: str, starts: int, over_http: tuple[LogsServer, Aws]
) -> None:
    server, aws = over_http
    core = server.core = LogsCore(HastyTime())
    core.moods.live, core.moods.live_every = mood, 0.01
    for second in range(300):
        core.put(WEB.group, "app/web/1", EPOCH + second * 1000, 2_000)
    rules = {"live_connect": 1.0, "live_silence": 0.2}
    seen = Console(core, frozenset({WEB}), aws, **rules)
    async with seen.running() as tail:
        try:
            await seen.until(lambda: tail.status.live == said)
        except TimeoutError:
            print("STATES", set(seen.states), len(core.live_requests), core.live_open)
            raise
        core.moods.live = "" if starts > 1 else mood
        if starts > 1:
            await seen.until(lambda: tail.status.live == "on")
        await seen.until(lambda: (tail.status.complete_to or 0) > EPOCH + 310_000)
    assert seen.shown == stored(core)
    assert len(core.live_requests) >= starts
    assert (len(core.live_requests) == 1) == (starts == 1)
    await seen.until(lambda: core.live_open == 0)


async def test_a_sampled_update_is_said_and_the_polls_bring_the_rest() -> None:
    core = LogsCore(VirtualTime(), moods=Moods(live_most=5))
    for number in range(1000):
        core.put(WEB.group, "app/web/1", EPOCH + number * 20, 3_000)
    seen = Console(core, frozenset({WEB}))
    sampled: list[bool] = []
    async with seen.running() as tail:

        def complete() -> bool:
            sampled.append(tail.status.sampled)
            return (tail.status.complete_to or 0) > EPOCH + 40_000

        await seen.until(complete)
        assert tail.status.live == "on"
        assert not tail.status.sampled
    assert "sampled" in seen.states
    assert any(sampled)
    assert seen.shown == stored(core)


async def test_a_deployment_to_another_group_moves_the_session() -> None:
    clock = VirtualTime()
    core = LogsCore(clock)
    for number in range(400):
        core.put(WEB.group, "app/web/1", EPOCH + number * 500, 3_000)
        core.put(JOBS.group, "job/x/1", EPOCH + 100_000 + number * 500, 3_000)

    async def sources() -> frozenset[LogSource]:
        return frozenset({WEB} if clock.ms < EPOCH + 100_000 else {WEB, JOBS})

    seen = Console(core, sources)
    async with seen.running() as tail:
        await seen.until(lambda: (tail.status.complete_to or 0) > EPOCH + 320_000)
        assert tail.status.live == "on"
    assert seen.shown == stored(core)
    assert core.live_requests[0]["logStreamNamePrefixes"] == ["app/"]
    assert len(core.live_requests[-1]["logGroupIdentifiers"]) == 2
    assert core.live_open == 0


def test_few_sessions_are_planned() -> None:
    assert plans([(WEB, ("app/",)), (PROXY, ("app/proxy/",))]) == {
        Plan(REGION, ("/ecs/web",), ("app/", "app/proxy/"))
    }
    assert plans([(WEB, ("app/",)), (JOBS, ("job/",))]) == {Plan(REGION, ("/ecs/jobs", "/ecs/web"))}
    many = [(LogSource(REGION, f"/g{n:02}", "app/"), ("app/",)) for n in range(23)]
    assert sorted(len(plan.groups) for plan in plans(many)) == [3, 10, 10]
    named = tuple(f"{n:064x}" for n in range(101))
    assert plans([(LogSource(REGION, "/g", ""), named)]) == {Plan(REGION, ("/g",))}
    elsewhere = LogSource("us-east-1", "/ecs/web", "app/")
    assert len(plans([(WEB, ("app/",)), (elsewhere, ("app/",))])) == 2


def test_equal_lines_are_counted_not_merged_into_one() -> None:
    def lines(count: int, message: str = "a line") -> list[LogEvent]:
        return [LogEvent(str(n), 5, 6, "app/web/1", message) for n in range(count)]

    equals = Equals()
    assert len(equals.live(lines(2), 1)) == 2
    assert len(equals.polled(lines(3))) == 1
    assert len(equals.live(lines(1), 1)) == 0
    assert len(equals.live(lines(3), 2)) == 0  # another session may bring the same again
    assert len(equals.live(lines(1), 2)) == 1
    assert len(equals.polled(lines(1, "another"))) == 1
    equals.prune(6)
    assert len(equals.polled(lines(1))) == 1


async def test_against_the_embedded_aws_lines_come_by_live_tail(
    aws_with: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = aws_with()
    async with console(server, monkeypatch) as door:
        tail = Tail(
            door, frozenset({LogSource(REGION, "/ecs/production/web", "ecs/")}), rules=TailRules(every=3.0)
        )
        shown: list[LogEvent] = []
        came = asyncio.Event()

        def take(events: tuple[LogEvent, ...]) -> None:
            shown.extend(events)
            if sum(event.id == "" for event in shown) > 5 and len([e for e in shown if e.id]) > 5:
                came.set()

        tail.accelerate(True)
        running = asyncio.create_task(tail.run(take))
        async with asyncio.timeout(30):
            await came.wait()
        assert tail.status.live == "on"
        running.cancel()
        await asyncio.wait((running,))
        looks = Counter((event.stream, event.timestamp, event.message) for event in shown)
        assert max(looks.values()) == 1
