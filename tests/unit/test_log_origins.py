"""Where lines come from: read off the stream's name, completed from the task, filled in when it is known."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ecstui.live import log_tasks
from ecstui.live.log_origins import Origins
from ecstui.live.log_tasks import KnownTasks
from ecstui.model.ecs import Container, Task
from ecstui.model.errors import AwsError, Throttled
from ecstui.model.logs import LogSource

REGION = "eu-west-1"
SOURCE = LogSource(REGION, "/ecs/web", "app/")
ONE, TWO = "1" * 32, "2" * 32


def task(identity: str, *containers: Container, revision: int = 7) -> Task:
    arn = f"arn:aws:ecs:{REGION}:123456789012:task/main/{identity}"
    definition = f"arn:aws:ecs:{REGION}:123456789012:task-definition/web:{revision}"
    return Task(
        arn,
        "main",
        "service:web",
        definition,
        "RUNNING",
        "RUNNING",
        "",
        "",
        "",
        containers,
        "",
        "",
        datetime.now(UTC),
    )


def container(name: str, runtime_id: str = "") -> Container:
    return Container(name, "image", "", "RUNNING", "HEALTHY", None, "", runtime_id=runtime_id)


class Ecs:
    """DescribeTasks over the tasks it has; what it was asked for."""

    def __init__(self, *tasks: Task) -> None:
        self.tasks = tasks
        self.asked: list[tuple[str, ...]] = []
        self.failure: AwsError | None = None
        self.hangs = False
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    async def describe_tasks(self, _cluster: str, ids: Any) -> tuple[Task, ...]:
        self.asked.append(tuple(ids))
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure:
            raise self.failure
        return tuple(one for one in self.tasks if one.id in ids)

    def known(self, *tasks: Task) -> KnownTasks:
        aws: Any = SimpleNamespace(ecs=self, now=lambda: self.moment)
        return KnownTasks(aws, lambda: "main", lambda: tasks)


def said(origin: Any) -> tuple[str, str, str]:
    return origin.task, origin.container, origin.revision


async def test_a_known_task_costs_no_call() -> None:
    ecs = Ecs()
    origins = Origins(ecs.known(task(ONE)))
    origin = origins.of(REGION, "/ecs/web", f"app/web/{ONE}")
    assert said(origin) == (ONE, "web", "7")
    assert origins.of(REGION, "/ecs/web", f"app/web/{ONE}") is origin
    await origins.learn(SOURCE, [f"app/web/{ONE}"])
    assert ecs.asked == []


async def test_unknown_tasks_are_asked_for_once_and_together() -> None:
    ecs = Ecs(task(ONE, revision=8))
    origins = Origins(ecs.known())
    streams = [f"app/web/{ONE}", f"app/web/{TWO}", "app/web/not-a-task"]
    for _ in range(3):
        await origins.learn(SOURCE, streams)
    assert [sorted(ids) for ids in ecs.asked] == [[ONE, TWO]]
    assert [said(origins.of_stream(stream)) for stream in streams] == [
        (ONE, "web", "8"),
        (TWO, "web", ""),
        ("not-a-task", "web", ""),
    ]


@pytest.mark.parametrize("trouble", ["throttled", "hanging"])
async def test_a_failure_is_borne_and_the_question_asked_again_later(
    trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_tasks, "PATIENCE", 0.05)
    ecs = Ecs(task(ONE))
    ecs.failure, ecs.hangs = Throttled("slow down."), trouble == "hanging"
    origins = Origins(ecs.known())
    await origins.learn(SOURCE, [f"app/web/{ONE}"])
    origin = origins.of_stream(f"app/web/{ONE}")
    assert said(origin) == (ONE, "web", "")
    ecs.failure, ecs.hangs = None, False
    await origins.learn(SOURCE, [f"app/web/{ONE}"])
    assert len(ecs.asked) == 1
    ecs.moment += timedelta(minutes=2)
    await origins.learn(SOURCE, [f"app/web/{ONE}"])
    assert said(origin) == (ONE, "web", "7")


async def test_the_revision_is_filled_in_when_the_console_learns_of_the_task() -> None:
    ecs, tasks = Ecs(), []
    aws: Any = SimpleNamespace(ecs=ecs, now=lambda: ecs.moment)
    origins = Origins(KnownTasks(aws, lambda: "", lambda: tasks))
    origin = origins.of(REGION, "/ecs/web", f"app/web/{ONE}")
    assert origin.revision == ""
    tasks.append(task(ONE))
    ecs.moment += timedelta(seconds=10)
    origins.fill()
    assert origin.revision == "7"


def test_without_a_prefix_the_stream_is_the_container_s_id() -> None:
    origins = Origins(Ecs().known(task(ONE, container("web", "f00d"))))
    assert said(origins.of(REGION, "/ecs/web", "f00d")) == (ONE, "web", "7")
    assert said(origins.of(REGION, "/ecs/web", "beef")) == ("", "", "")


@pytest.mark.parametrize("prefix", ["", "app/", "fire-"])
def test_a_firelens_stream_names_container_and_task(prefix: str) -> None:
    origins = Origins(Ecs().known(task(ONE, container("web-app"), container("app"))))
    assert said(origins.of(REGION, "/g", f"{prefix}web-app-firelens-{ONE}")) == (ONE, "web-app", "7")
    assert said(origins.of(REGION, "/g", f"app/web-firelens-{TWO}")) == (TWO, "web", "")
