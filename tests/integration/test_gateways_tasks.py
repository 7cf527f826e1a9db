"""The gateway that runs and protects single tasks, against the embedded AWS over HTTP."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ecstui.aws.account import Aws
from ecstui.aws.patience import Patience
from ecstui.model.account import Connection
from ecstui.model.ecs import CapacityProviderShare
from ecstui.model.errors import BadAnswer, Rejected, Unreachable
from ecstui.model.run_request import Overrides, RunRequest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from embedded_aws import EmbeddedAws

    from ecstui.model.ecs import Service

CLUSTER = "production"


@asynccontextmanager
async def console(server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Aws]:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    async with Aws(Connection(), patience=Patience(attempts=1)) as door:
        yield door


def request(service: Service) -> RunRequest:
    return RunRequest(
        CLUSTER, service.task_definition, "token-1", launch_type="FARGATE", network=service.network
    )


async def test_only_what_says_something_is_sent(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(aws, monkeypatch) as door:
        web = await door.ecs.describe_service(CLUSTER, "web")
        overrides = Overrides("web", ("sh", "-c", "exit 3"), (("DEPTH", "2"),), 512, 1024)
        share = CapacityProviderShare("FARGATE_SPOT", 1, 0)
        launched = await door.ecs_tasks.run(
            replace(request(web), count=2, launch_type="", capacity_providers=(share,), overrides=overrides)
        )
        plain = await door.ecs_tasks.run(replace(request(web), token="token-2"))
        sent = [call["params"] for call in await aws.control.calls("ecs:RunTask")]
    assert len(launched.tasks) == 2
    assert launched.request_id
    assert {task.started_by for task in (*launched.tasks, *plain.tasks)} == {"ecstui"}
    assert sent[0]["capacityProviderStrategy"] == [
        {"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}
    ]
    assert sent[0]["overrides"] == {
        "cpu": "512",
        "memory": "1024",
        "containerOverrides": [
            {
                "name": "web",
                "command": ["sh", "-c", "exit 3"],
                "environment": [{"name": "DEPTH", "value": "2"}],
            }
        ],
    }
    assert sent[1].keys() == {
        "cluster",
        "taskDefinition",
        "count",
        "launchType",
        "networkConfiguration",
        "startedBy",
        "clientToken",
    }
    assert web.network is not None
    assert sent[1]["networkConfiguration"]["awsvpcConfiguration"]["subnets"] == list(web.network.subnets)


@pytest.mark.parametrize(("fault", "kind"), [("cut_after", Unreachable), ("empty_body", BadAnswer)])
async def test_a_lost_answer_sent_again_starts_no_second_task(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, fault: str, kind: type[Exception]
) -> None:
    async with console(aws, monkeypatch) as door:
        web = await door.ecs.describe_service(CLUSTER, "web")
        await aws.control.faults({"match": "ecs:RunTask", "fault": fault})
        with pytest.raises(kind):
            await door.ecs_tasks.run(request(web))
        first = await door.ecs_tasks.run(request(web))
        again = await door.ecs_tasks.run(request(web))
        found = [task async for some in door.ecs.tasks(CLUSTER) for task in some]
    assert [task.arn for task in first.tasks] == [task.arn for task in again.tasks]
    assert sum(task.started_by == "ecstui" for task in found) == 1


async def test_what_cannot_be_placed_says_why_in_words(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws, monkeypatch) as door:
        web = await door.ecs.describe_service("staging", "web")
        asked = RunRequest("staging", web.task_definition, "t", launch_type="EC2", network=web.network)
        launched = await door.ecs_tasks.run(asked)
    assert launched.tasks == ()
    assert len(launched.failures) == 1


async def test_protecting_is_set_with_its_minutes_and_taken_away(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws, monkeypatch) as door:
        found = [task async for some in door.ecs.tasks(CLUSTER, service="web") for task in some]
        task = found[0]
        protection, request_id = await door.ecs_tasks.protect(CLUSTER, task.id, 30)
        assert protection.enabled
        assert protection.until is not None
        assert 29 * 60 < (protection.until - door.now()).total_seconds() < 31 * 60
        assert request_id
        assert (await door.ecs_tasks.protect(CLUSTER, task.id, None))[0].enabled is False
        assert (await door.ecs.task_protection(CLUSTER, task.id)).enabled is False  # type: ignore[union-attr]


async def test_a_task_of_no_service_cannot_be_protected(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws, monkeypatch) as door:
        web = await door.ecs.describe_service(CLUSTER, "web")
        task = (await door.ecs_tasks.run(request(web))).tasks[0]
        with pytest.raises(Rejected, match="only the tasks of services"):
            await door.ecs_tasks.protect(CLUSTER, task.id, 30)
