"""Replacing the tasks of a living service one by one: each once it is whole again, no further."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, desk_at, lines, said

from ecstui.model.errors import Denied, Unreachable
from ecstui.operations.audit import Audit
from ecstui.operations.refusals import PlanOutdated, ReadOnly
from ecstui.operations.replace_tasks import ReplaceTasks
from ecstui.operations.scale import Scale

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk

STOP = "ecs:StopTask"
SERVICE = "web"


@pytest.fixture
async def desk(server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_at(server, log, monkeypatch) as desk:
        elsewhere = replace(desk, audit=Audit(log.with_name("before.jsonl")))
        await applied(Scale(elsewhere, CLUSTER, SERVICE, 3))
        yield desk


async def running(desk: Desk) -> list[str]:
    """The ids of the service's tasks that are to run."""
    found = [task async for some in desk.aws.ecs.tasks(CLUSTER, service=SERVICE) for task in some]
    return [task.id for task in found if task.desired_status == "RUNNING"]


async def stops(server: EmbeddedAws) -> list[str]:
    return [call["params"]["task"] for call in await server.control.calls(STOP)]


async def test_each_is_replaced_once_the_service_is_whole_again(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    before = await running(desk)
    operation = ReplaceTasks(desk, CLUSTER, SERVICE)
    plan = await operation.plan()
    stopped_at: list[int] = []
    steps = []
    async for step in operation.apply(plan):
        steps.append(step)
        stopped_at.append(len(await stops(server)))
    after = await running(desk)
    service = await desk.aws.ecs.describe_service(CLUSTER, SERVICE)
    record = lines(log)
    assert [str(change) for change in plan.changes] == ["tasks 3 running -> 3 new, one by one"]
    assert "Meanwhile 2 of 3 run" in said(plan)
    assert steps[-1].phase == "done"
    assert steps[-1].text == "3 of 3 replaced."
    assert sum(step.taken for step in steps) == 1
    assert any(step.text.startswith("2 of 3 replaced.") for step in steps)
    assert sorted(await stops(server)) == sorted(before)
    assert not set(before) & set(after)
    assert service.running == 3
    assert [line["outcome"] for line in record] == ["sending"] * 4 + ["applied"]
    assert len({line["id"] for line in record}) == 1
    assert [line["reason"].partition(":")[0] for line in record[1:-1]] == [
        "1 of 3 replaced",
        "2 of 3 replaced",
        "3 of 3 replaced",
    ]


async def test_it_ends_at_the_first_that_does_not_come_back(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    operation = ReplaceTasks(replace(desk, patience=0.5), CLUSTER, SERVICE)
    steps = []
    async for step in operation.apply(await operation.plan()):
        if not steps:
            # The service does not come back to be seen: none of its tasks can be read to run.
            await server.control.faults({"match": "ecs:ListTasks", "fault": "throttle", "n": None})
        steps.append(step)
    await server.control.faults()
    assert steps[-1].phase == "failed"
    assert steps[-1].text.startswith("0 of 3 replaced. It ends here: ")
    assert "is not replaced after" in steps[-1].text
    assert len(await stops(server)) == 1
    assert lines(log)[-1]["outcome"] == "failed"


async def test_a_deployment_of_somebody_else_ends_it(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = ReplaceTasks(desk, CLUSTER, SERVICE)
    steps = []
    async for step in operation.apply(await operation.plan()):
        if not steps:
            async with boto_client(server, "ecs") as rival:
                await rival.update_service(cluster=CLUSTER, service=SERVICE, forceNewDeployment=True)
        steps.append(step)
    assert steps[-1].phase == "failed"
    assert "somebody else has begun a deployment" in steps[-1].text
    assert len(await stops(server)) == 1


async def test_being_denied_half_way_says_what_was_done(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    operation = ReplaceTasks(desk, CLUSTER, SERVICE)
    steps = []
    async for step in operation.apply(await operation.plan()):
        if not steps:
            await server.control.faults(
                {"match": STOP, "fault": "error", "code": "AccessDeniedException", "n": None}
            )
        steps.append(step)
    assert steps[-1].phase == "failed"
    assert steps[-1].text.startswith("1 of 3 replaced. It ends here: ecs:StopTask")
    assert lines(log)[-1]["outcome"] == "failed"


async def test_being_denied_at_first_changes_nothing(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    await server.control.faults({"match": STOP, "fault": "error", "code": "AccessDeniedException"})
    with pytest.raises(Denied):
        await applied(ReplaceTasks(desk, CLUSTER, SERVICE))
    assert lines(log)[-1]["outcome"] == "refused"


async def test_a_lost_answer_is_read_and_nothing_is_stopped_twice(desk: Desk, server: EmbeddedAws) -> None:
    before = await running(desk)
    await server.control.faults({"match": STOP, "fault": "cut_after"})
    assert (await applied(ReplaceTasks(desk, CLUSTER, SERVICE)))[-1].text == "3 of 3 replaced."
    assert sorted(await stops(server)) == sorted(before)


async def test_a_request_lost_on_its_way_stops_nothing(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    before = await running(desk)
    await server.control.faults({"match": STOP, "fault": "cut_before"})
    with pytest.raises(Unreachable, match="not applied"):
        await applied(ReplaceTasks(desk, CLUSTER, SERVICE))
    assert await running(desk) == before
    assert lines(log)[-1]["outcome"] == "refused"


async def test_being_throttled_in_the_middle_heals(desk: Desk, server: EmbeddedAws) -> None:
    operation = ReplaceTasks(desk, CLUSTER, SERVICE)
    steps = []
    async for step in operation.apply(await operation.plan()):
        if not steps:
            await server.control.faults(
                {"match": "ecs:DescribeServices", "fault": "throttle", "n": 2},
                {"match": STOP, "fault": "throttle"},
            )
        steps.append(step)
    assert steps[-1].text == "3 of 3 replaced."


async def test_leaving_it_lets_the_rest_stay(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    operation = ReplaceTasks(desk, CLUSTER, SERVICE)
    async with aclosing(operation.apply(await operation.plan())) as steps:
        async for step in steps:
            if step.text.startswith("1 of 3"):
                break
    line = lines(log)[-1]
    assert line["outcome"] == "left"
    assert "1 of 3 replaced of web; the others stay" in line["reason"]
    assert len(await stops(server)) == 2


async def test_a_task_replaced_meanwhile_shows_the_plan_anew(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = ReplaceTasks(desk, CLUSTER, SERVICE)
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.stop_task(cluster=CLUSTER, task=(await running(desk))[0])
    with pytest.raises(PlanOutdated, match="tasks"):
        await applied(operation, plan)


async def test_read_only_replaces_nothing(
    server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_at(server, log, monkeypatch, read_only=True) as desk:
        operation = ReplaceTasks(desk, CLUSTER, SERVICE)
        plan = await operation.plan()
        with pytest.raises(ReadOnly):
            await applied(operation, plan)
    assert await stops(server) == []


_KILLED = """
import asyncio, sys
from pathlib import Path
from ecstui.aws.account import Aws
from ecstui.model.account import Connection
from ecstui.operations.audit import Audit
from ecstui.operations.desk import Desk
from ecstui.operations.replace_tasks import ReplaceTasks

async def main():
    async with Aws(Connection()) as aws:
        operation = ReplaceTasks(Desk(aws, Audit(Path(sys.argv[1])), every=0.05), "production", "web")
        async for step in operation.apply(await operation.plan()):
            pass

asyncio.run(main())
"""


async def test_killed_half_way_the_record_says_how_far_it_was(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _KILLED, str(log), env={**os.environ, **server.environment}
    )
    async with asyncio.timeout(30):
        while len(lines(log)) < 2:  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    record = lines(log)
    assert {line["outcome"] for line in record} == {"sending"}
    assert record[1]["reason"].startswith("1 of 3 replaced: ")
