"""Stopping a task of a living service: it ends, once, with its reason, and another takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, desk_at, lines, said

from ecstui.model.errors import Denied, Unreachable
from ecstui.operations.refusals import PlanOutdated, ReadOnly, Refused
from ecstui.operations.scale import Scale
from ecstui.operations.stop_task import StopTask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.model.ecs import Task
    from ecstui.operations.desk import Desk

STOP = "ecs:StopTask"


async def a_task(desk: Desk, service: str = "payments") -> Task:
    found = [task async for some in desk.aws.ecs.tasks(CLUSTER, service=service) for task in some]
    return next(task for task in found if task.last_status == "RUNNING")


async def again(desk: Desk, task: Task) -> Task:
    return (await desk.aws.ecs.describe_tasks(CLUSTER, (task.id,)))[0]


async def stops(server: EmbeddedAws) -> list[dict[str, Any]]:
    return [call["params"] for call in await server.control.calls(STOP)]


async def test_it_ends_with_its_reason_and_another_takes_its_place(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    task = await a_task(desk)
    operation = StopTask(desk, CLUSTER, task.id)
    plan = await operation.plan()
    steps = await applied(operation, plan)
    service = await desk.aws.ecs.describe_service(CLUSTER, "payments")
    ended = await again(desk, task)
    assert "payments starts another in its place." in said(plan, "note")
    assert (plan.kind, plan.subject, plan.resource) == ("task", task.id[:8], task.arn)
    assert [steps[0].phase, steps[-1].phase] == ["sent", "done"]
    assert any("another is to start" in step.text for step in steps)
    assert ended.last_status == "STOPPED"
    assert ended.stopped_reason.startswith("Stopped by ")
    assert ended.stopped_reason.endswith(" with ecstui")
    assert service.running == service.desired
    assert [(line["outcome"], line["resource"]) for line in lines(log)] == [
        ("sending", task.arn),
        ("applied", task.arn),
    ]
    assert await stops(server) == [{"cluster": CLUSTER, "task": task.id, "reason": ended.stopped_reason}]


async def test_the_last_task_of_a_service_is_a_danger(
    desk: Desk,
) -> None:
    task = await a_task(desk)
    assert "3 of 4 run well, fewer than its minimum of 4" in said(
        await StopTask(desk, CLUSTER, task.id).plan(), "warning"
    )
    await applied(Scale(desk, CLUSTER, "payments", 1))
    task = await a_task(desk)
    plan = await StopTask(desk, CLUSTER, task.id).plan()
    assert "it is down until another runs" in said(plan, "danger")


async def test_a_protected_task_is_stopped_all_the_same_after_a_warning(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    task = await a_task(desk)
    async with boto_client(server, "ecs") as rival:
        await rival.update_task_protection(cluster=CLUSTER, tasks=[task.id], protectionEnabled=True)
    operation = StopTask(desk, CLUSTER, task.id)
    plan = await operation.plan()
    assert "protected from scaling in (until 20" in said(plan, "warning")
    assert (await applied(operation, plan))[-1].phase == "done"


async def test_a_protection_that_may_not_be_read_is_said_to_be_unknown(
    desk: Desk, server: EmbeddedAws
) -> None:
    await server.control.faults(
        {"match": "ecs:GetTaskProtection", "fault": "error", "code": "AccessDeniedException"}
    )
    task = await a_task(desk)
    assert "could not be read" in said(await StopTask(desk, CLUSTER, task.id).plan(), "note")


async def test_a_task_without_a_service_is_not_replaced(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    service = await desk.aws.ecs.describe_service(CLUSTER, "payments")
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "DISABLED"}}
    async with boto_client(server, "ecs") as rival:
        answer = await rival.run_task(
            cluster=CLUSTER,
            taskDefinition=service.task_definition,
            launchType="FARGATE",
            networkConfiguration=network,
        )
    operation = StopTask(desk, CLUSTER, answer["tasks"][0]["taskArn"].rpartition("/")[2], "enough")
    plan = await operation.plan()
    assert "nothing starts it again" in said(plan, "warning")


async def test_a_task_that_ended_already_is_refused(desk: Desk) -> None:
    task = await a_task(desk)
    await applied(StopTask(desk, CLUSTER, task.id))
    with pytest.raises(Refused, match="not to run any more"):
        await StopTask(desk, CLUSTER, task.id).plan()
    with pytest.raises(Refused, match="no task"):
        await StopTask(desk, CLUSTER, "0" * 32).plan()


@pytest.mark.parametrize("fault", ["cut_after", "truncate", "empty_body"])
async def test_a_lost_answer_is_read_and_not_sent_again(
    desk: Desk, server: EmbeddedAws, log: Path, fault: str
) -> None:
    task = await a_task(desk)
    await server.control.faults({"match": STOP, "fault": fault})
    steps = await applied(StopTask(desk, CLUSTER, task.id))
    assert "No answer came" in steps[0].text
    assert steps[-1].phase == "done"
    assert len(await stops(server)) == 1
    assert lines(log)[-1]["outcome"] == "applied"


async def test_a_request_lost_on_its_way_is_said_and_never_sent_again(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    task = await a_task(desk)
    await server.control.faults({"match": STOP, "fault": "cut_before"})
    with pytest.raises(Unreachable, match="not applied"):
        await applied(StopTask(desk, CLUSTER, task.id))
    assert (await again(desk, task)).last_status == "RUNNING"
    assert len(await stops(server)) == 1
    assert lines(log)[-1]["outcome"] == "refused"


async def test_a_protection_set_meanwhile_shows_the_plan_anew(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    task = await a_task(desk)
    operation = StopTask(desk, CLUSTER, task.id)
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.update_task_protection(cluster=CLUSTER, tasks=[task.id], protectionEnabled=True)
    with pytest.raises(PlanOutdated, match="protection none -> until"):
        await applied(operation, plan)
    assert await stops(server) == []


async def test_denied_is_raised_in_words_and_recorded(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    message = "User: arn:aws:iam::1:user/ann is not authorized to perform: ecs:StopTask"
    await server.control.faults(
        {"match": STOP, "fault": "error", "code": "AccessDeniedException", "message": message}
    )
    with pytest.raises(Denied, match="may not ecs:StopTask"):
        await applied(StopTask(desk, CLUSTER, (await a_task(desk)).id))
    assert lines(log)[-1]["outcome"] == "refused"


async def test_read_only_stops_nothing(
    server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_at(server, log, monkeypatch, read_only=True) as desk:
        operation = StopTask(desk, CLUSTER, (await a_task(desk)).id)
        plan = await operation.plan()
        with pytest.raises(ReadOnly):
            await applied(operation, plan)
    assert await stops(server) == []
