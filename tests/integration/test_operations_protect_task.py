"""Protecting a service's task: set with its time, taken away, harmless when sent twice, on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, desk_at, lines, said

from ecstui.model.errors import Denied, UsageError
from ecstui.operations.protect_task import ProtectTask
from ecstui.operations.refusals import PlanOutdated, ReadOnly, Refused
from ecstui.operations.run_task import RunTask
from ecstui.operations.run_task_asked import Asked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.model.ecs import Task
    from ecstui.operations.desk import Desk

PROTECT = "ecs:UpdateTaskProtection"


async def a_task(desk: Desk) -> Task:
    found = [task async for some in desk.aws.ecs.tasks(CLUSTER, service="payments") for task in some]
    return next(task for task in found if task.last_status == "RUNNING")


async def sent(server: EmbeddedAws) -> list[dict[str, Any]]:
    return [call["params"] for call in await server.control.calls(PROTECT)]


async def test_it_is_protected_for_its_time_and_then_no_longer(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    task = await a_task(desk)
    operation = ProtectTask(desk, CLUSTER, task.id, 120)
    plan = await operation.plan()
    steps = await applied(operation, plan)
    now = await desk.aws.ecs.task_protection(CLUSTER, task.id)
    assert [str(change) for change in plan.changes] == ["protection none -> for 2h"]
    assert "A deployment of payments waits until the task ends" in said(plan)
    assert steps[-1].phase == "done"
    assert now is not None
    assert now.until is not None
    assert 115 * 60 < (now.until - desk.aws.now()).total_seconds() <= 125 * 60
    undo = operation.reverse(plan)
    assert undo is not None
    cleared = await undo.plan()
    assert cleared.verb == "unprotect task"
    assert (await applied(undo, cleared))[-1].text == "Protection: none."
    assert [call.get("expiresInMinutes") for call in await sent(server)] == [120, None]
    assert [line["outcome"] for line in lines(log)] == ["sending", "applied"] * 2


async def test_what_is_not_protected_has_nothing_to_clear(desk: Desk, server: EmbeddedAws) -> None:
    operation = ProtectTask(desk, CLUSTER, (await a_task(desk)).id, None)
    assert (await operation.plan()).empty
    with pytest.raises(Refused, match="nothing to change"):
        await applied(operation)
    assert await sent(server) == []


@pytest.mark.parametrize(
    ("fault", "calls"), [("cut_after", 1), ("truncate", 1), ("empty_body", 1), ("cut_before", 2)]
)
async def test_a_lost_answer_is_read_and_only_what_was_lost_is_sent_again(
    desk: Desk, server: EmbeddedAws, fault: str, calls: int
) -> None:
    task = await a_task(desk)
    await server.control.faults({"match": PROTECT, "fault": fault})
    assert (await applied(ProtectTask(desk, CLUSTER, task.id, 30)))[-1].phase == "done"
    assert len(await sent(server)) == calls


async def test_being_throttled_in_the_middle_heals(desk: Desk, server: EmbeddedAws) -> None:
    operation = ProtectTask(desk, CLUSTER, (await a_task(desk)).id, 30)
    told = []
    async for step in operation.apply(await operation.plan()):
        if step.taken:
            await server.control.faults({"match": "ecs:GetTaskProtection", "fault": "throttle", "n": 2})
        told.append(step)
    assert told[-1].phase == "done"


async def test_denied_is_raised_in_words_and_recorded(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    await server.control.faults({"match": PROTECT, "fault": "error", "code": "AccessDeniedException"})
    with pytest.raises(Denied):
        await applied(ProtectTask(desk, CLUSTER, (await a_task(desk)).id, 30))
    assert lines(log)[-1]["outcome"] == "refused"


async def test_a_protection_set_meanwhile_shows_the_plan_anew(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    task = await a_task(desk)
    operation = ProtectTask(desk, CLUSTER, task.id, 30)
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.update_task_protection(cluster=CLUSTER, tasks=[task.id], protectionEnabled=True)
    with pytest.raises(PlanOutdated, match="protection none -> until"):
        await applied(operation, plan)


async def test_only_a_services_task_can_be_protected(desk: Desk) -> None:
    run = RunTask(desk, Asked(CLUSTER, service="web", command=("sleep", "900")))
    async for step in run.apply(await run.plan()):
        if step.taken:
            break
    with pytest.raises(Refused, match="not a service's task"):
        await ProtectTask(desk, CLUSTER, run.tasks[0].id, 30).plan()
    with pytest.raises(Refused, match="does not run any more"):
        await ProtectTask(desk, CLUSTER, "0" * 32, 30).plan()
    with pytest.raises(UsageError, match="1 to 2880"):
        ProtectTask(desk, CLUSTER, run.tasks[0].id, 0)


async def test_read_only_protects_nothing(
    server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_at(server, log, monkeypatch, read_only=True) as desk:
        operation = ProtectTask(desk, CLUSTER, (await a_task(desk)).id, 30)
        plan = await operation.plan()
        with pytest.raises(ReadOnly):
            await applied(operation, plan)
    assert await sent(server) == []
