"""Streams asked for by name: services that share group and prefix, and streams without a prefix."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from logs_server import EPOCH, InMemoryLogs, LogsCore, Moods, VirtualTime

from ecstui.live.log_origins import Origins
from ecstui.live.log_sources import ServiceLogs
from ecstui.live.log_tasks import KnownTasks
from ecstui.live.tail import Tail
from ecstui.model.arn import family_revision
from ecstui.model.ecs import Container, ContainerDefinition, LogConfiguration, Task, TaskDefinition
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import pytest

    from ecstui.model.logs import LogEvent

GROUP = "/ecs/shared"
ARN = "arn:aws:ecs:eu-west-1:123456789012:"


def task(time: VirtualTime, number: int, service: str = "web", stopped: float | None = None) -> Task:
    web = Container("web", "image", "", "RUNNING", "", None, "", runtime_id=f"{number:064x}")
    definition = f"{ARN}task-definition/{service}:1"
    now = time.now()
    return Task(
        f"{ARN}task/main/{number:032x}",
        "main",
        f"service:{service}",
        definition,
        "RUNNING",
        "",
        "",
        "",
        "",
        (web,),
        "",
        "",
        now,
        stopped_at=None if stopped is None else now - timedelta(seconds=stopped),
    )


class Account:
    """A service `web`, the tasks that ECS tells of, and the tail of the service."""

    def __init__(self, core: LogsCore, prefix: str = "app") -> None:
        options = {"awslogs-group": GROUP} | ({"awslogs-stream-prefix": prefix} if prefix else {})
        log = LogConfiguration("awslogs", tuple(options.items()))
        container = ContainerDefinition("web", "image", True, 0, None, None, log)
        self.definition = TaskDefinition(f"{ARN}task-definition/web:1", "", "", "", "", (container,))
        self.core, self.time = core, core.time
        self.known: list[Task] = []  # to the console
        self.asked_for: list[Task] = []  # to ECS alone
        self.described = 0
        self.shown: list[str] = []
        aws: Any = SimpleNamespace(logs=InMemoryLogs(core), now=self.time.now, ecs=self, region="eu-west-1")
        service: Any = SimpleNamespace(name="web", task_definition="web:1", deployments=())
        tasks = KnownTasks(aws, lambda: "main", lambda: self.known)
        self.logs = ServiceLogs(aws, lambda: service, tasks)
        self.tail = Tail(aws, self.logs, clock=self.time, sleep=self.time.sleep)

    async def task_definition(self, _name: str) -> TaskDefinition:
        return self.definition

    async def describe_tasks(self, _cluster: str, ids: Any) -> tuple[Task, ...]:
        self.described += 1
        return tuple(task for task in self.asked_for if task.id in ids)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Tail]:
        running = asyncio.create_task(
            self.tail.run(lambda events: self.shown.extend(event.id for event in events))
        )
        try:
            yield self.tail
        finally:
            running.cancel()
            await asyncio.wait((running,))
        assert running.cancelled()

    async def until(self, seconds: float) -> None:
        async with asyncio.timeout(20):
            while self.time.ms < EPOCH + seconds * 1000:  # noqa: ASYNC110
                await asyncio.sleep(0)

    def put(self, number: int, seconds: range, *, prefix: str = "app/web/", width: int = 32) -> list[str]:
        stream = f"{prefix}{number:0{width}x}"
        return [self.core.put(GROUP, stream, EPOCH + second * 1000, 4_000) for second in seconds]


async def test_foreign_lines_are_left_out_and_counted() -> None:
    account = Account(LogsCore(VirtualTime()))
    account.known = [task(account.time, number) for number in range(5)]
    account.asked_for = [task(account.time, 8, "other"), task(account.time, 9)]
    ids = [one for number in (*range(5), 9, 7) for one in account.put(number, range(-20, 60))]
    foreign = account.put(8, range(-20, 60))
    async with account.running() as tail:
        await account.until(120)
        assert tail.status.foreign == len(foreign)
        assert tail.status.narrowed == ()
    assert Counter(account.shown) == Counter(ids)
    assert account.described == 1


async def test_where_most_streams_are_foreign_the_service_s_own_are_asked_for_by_name() -> None:
    account = Account(LogsCore(VirtualTime()))
    account.known = [task(account.time, number) for number in range(3)]
    account.asked_for = [task(account.time, number, "other") for number in range(10, 30)]
    ids = [one for number in (0, 1) for one in account.put(number, range(-20, 200))]
    ids += account.put(2, range(40, 200))  # a task that says nothing for long
    for number in range(10, 30):
        account.put(number, range(-20, 200, 5))
    async with account.running() as tail:
        await account.until(100)
        assert tail.status.narrowed == (GROUP,)
        account.known.append(task(account.time, 4))
        ids += account.put(4, range(90, 200))
        ids += account.put(5, range(100, 200))  # of which the console knows nothing
        await account.until(330)
        named = [asked for asked in account.core.requests if "logStreamNames" in asked]
        assert len(named) > 50
    assert Counter(account.shown) == Counter(ids)


async def test_streams_without_a_prefix_are_read_by_name_even_before_they_exist() -> None:
    account = Account(LogsCore(VirtualTime(), moods=Moods(page=50)), prefix="")
    account.known = [task(account.time, number) for number in range(1, 151)]
    ids: list[str] = []
    for number in range(1, 141):
        ids += account.put(number, range(-20, 100, 7), prefix="", width=64)
    for number in range(141, 149):
        ids += account.put(number, range(60, 100, 7), prefix="", width=64)  # 149 and 150 are silent
    account.put(999, range(-20, 100), prefix="", width=64)
    async with account.running() as tail:
        await account.until(150)
        account.known.append(task(account.time, 151))
        ids += account.put(151, range(120, 200), prefix="", width=64)
        await account.until(300)
        before = len(account.core.requests)
        await account.until(500)
        polls = 200 / 2.0
        assert len(account.core.requests) - before < polls * (2 + 3)
        while not tail.status.at_beginning:
            await tail.older(200)
    assert Counter(account.shown) == Counter(ids)


async def test_a_stopped_task_of_a_service_is_read_for_a_minute_more() -> None:
    account = Account(LogsCore(VirtualTime()), prefix="")
    account.known = [task(account.time, 1), task(account.time, 2)]
    ids = account.put(1, range(-10, 120), prefix="", width=64)
    for second in range(30, 70):
        ids.append(account.core.put(GROUP, f"{2:064x}", EPOCH + second * 1000, 5_000))
    async with account.running():
        await account.until(40)
        account.known = [task(account.time, 1)]  # the other stopped and is not listed any more
        await account.until(200)
    assert Counter(account.shown) == Counter(ids)
    last = account.core.requests[-1]
    assert f"{2:064x}" not in str(last)


async def test_a_service_of_the_embedded_aws_with_origins_filled_in(
    aws_with: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws_with(speed=0), monkeypatch) as door:
        web = await door.ecs.describe_service("production", "web")
        listed = [task async for batch in door.ecs.tasks("production", service="web") for task in batch]
        known = KnownTasks(door, lambda: web.cluster_arn, lambda: listed[:1])
        origins = Origins(known)
        tail = Tail(door, ServiceLogs(door, lambda: web, known), origins=origins)
        lines: list[tuple[str, str, str]] = []
        came = asyncio.Event()

        def take(events: tuple[LogEvent, ...]) -> None:
            for event in events:
                origin = origins.of_stream(event.stream)
                lines.append((origin.task, origin.container, origin.revision))
            came.set()

        running = asyncio.create_task(tail.run(take))
        async with asyncio.timeout(20):
            await came.wait()
        running.cancel()
        await asyncio.wait((running,))
        living = {task.id: str(family_revision(task.task_definition)[1]) for task in listed}
        assert {line[1] for line in lines} == {"web"}
        assert {line[0] for line in lines} & living.keys()
        assert all(line[2] == living[line[0]] for line in lines if line[0] in living)
        assert tail.status.lossy == ("web (default, 10m)",)
        assert door.calls["ecs:DescribeTasks"] <= 2 + (len(listed) - 1) // 100
