"""Running a task on its own in a living account: once, followed to its exit code, on record."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, desk_at, lines, said

from ecstui.model.ecs import Network
from ecstui.model.errors import Denied, Rejected, Throttled, UsageError
from ecstui.operations.refusals import PlanOutdated, ReadOnly, Refused
from ecstui.operations.run_task import RunTask
from ecstui.operations.run_task_asked import Asked, parse_command, parse_environment
from ecstui.operations.stop_task import StopTask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.model.ecs import Task
    from ecstui.operations.desk import Desk

RUN = "ecs:RunTask"


def a_run(desk: Desk, command: str = "./migrate --all", **asked: Any) -> RunTask:
    return RunTask(desk, Asked(CLUSTER, service="payments", command=parse_command(command), **asked))


async def runs(server: EmbeddedAws) -> list[dict[str, Any]]:
    return [call["params"] for call in await server.control.calls(RUN)]


async def ours(desk: Desk) -> list[Task]:
    """Every task that was started by ecstui and is still known."""
    found = {
        task.arn: task
        for stopped in (False, True)
        async for some in desk.aws.ecs.tasks(CLUSTER, stopped=stopped)
        for task in some
    }
    return [task for task in found.values() if task.started_by == "ecstui"]


async def test_it_runs_like_its_service_and_ends_with_exit_code_0(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    service = await desk.aws.ecs.describe_service(CLUSTER, "payments")
    operation = a_run(desk, environment=parse_environment(["DEPTH=2", "API_TOKEN=abc123"]))
    plan = await operation.plan()
    steps = await applied(operation, plan)
    sent = (await runs(server))[0]
    assert (plan.subject, plan.kind) == (service.revision, "task definition")
    assert [str(change) for change in plan.changes] == [
        f"tasks none -> 1 of {service.revision}",
        "command the image's own -> ./migrate --all",
        "env DEPTH none -> 2",
        "env API_TOKEN none -> ••••",
    ]
    assert "abc123" not in repr(plan)
    assert "none of payments's own tasks" in said(plan, "note")
    assert "1 variable (API_TOKEN) may be secret" in said(plan, "warning")
    assert plan.weight == "warning"
    assert [steps[0].phase, steps[-1].phase] == ["sent", "done"]
    states = " ".join(step.text for step in steps)
    assert " is RUNNING." in states
    assert " is PENDING." in states or " is PROVISIONING." in states
    assert steps[-1].text.startswith(f"{operation.container} exited 0 after ")
    assert operation.exit_code == 0
    assert sent["startedBy"] == "ecstui"
    assert service.network is not None
    assert sent["networkConfiguration"]["awsvpcConfiguration"]["subnets"] == list(service.network.subnets)
    assert sent["overrides"]["containerOverrides"][0]["environment"][1] == {
        "name": "API_TOKEN",
        "value": "abc123",
    }
    assert [line["outcome"] for line in lines(log)] == ["sending", "applied"]
    assert lines(log)[0]["call"]["members"]["clientToken"] == sent["clientToken"]
    assert "abc123" not in repr(lines(log))


async def test_another_exit_code_is_a_failure_that_says_it(desk: Desk, log: Path) -> None:
    operation = a_run(desk, 'sh -c "exit 3"')
    last = (await applied(operation))[-1]
    assert (last.phase, operation.exit_code) == ("failed", 3)
    assert f"{operation.container} exited 3" in last.text
    assert lines(log)[-1]["outcome"] == "failed"


async def test_of_several_each_is_followed(desk: Desk, server: EmbeddedAws) -> None:
    operation = a_run(desk, count=3)
    steps = await applied(operation)
    assert len(operation.tasks) == 3
    assert max(step.wanted for step in steps) == 3
    assert steps[-1].text == "All 3 exited 0."
    assert len(await runs(server)) == 1


async def test_an_image_that_cannot_be_pulled_is_a_failure_without_an_exit_code(
    desk: Desk, boto_client: Callable[..., Any], server: EmbeddedAws
) -> None:
    async with boto_client(server, "ecs") as rival:
        await rival.register_task_definition(
            family="broken",
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            containerDefinitions=[
                {
                    "name": "job",
                    "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:gone",
                    "essential": True,
                }
            ],
        )
    operation = RunTask(desk, Asked(CLUSTER, "broken", network=Network(("subnet-1",))))
    plan = await operation.plan()
    last = (await applied(operation, plan))[-1]
    assert "job has no log driver" in said(plan, "warning")
    assert "default one" in said(plan, "warning")
    assert (last.phase, operation.exit_code) == ("failed", None)
    assert "job never ran: CannotPull" in last.text


async def test_without_a_network_the_danger_is_named_and_ecs_refuses_it(desk: Desk, log: Path) -> None:
    service = await desk.aws.ecs.describe_service(CLUSTER, "payments")
    operation = RunTask(desk, Asked(CLUSTER, service.task_definition))
    plan = await operation.plan()
    assert "no subnet is known" in said(plan, "danger")
    with pytest.raises(Rejected, match="Network Configuration must be provided"):
        await applied(operation, plan)
    assert lines(log)[-1]["outcome"] == "refused"


async def test_what_cannot_be_placed_is_refused_in_words(desk: Desk, log: Path) -> None:
    found = [task async for some in desk.aws.ecs.tasks(CLUSTER) for task in some]
    on_instance = next(task for task in found if task.container_instance_arn)
    operation = RunTask(desk, Asked("batch", on_instance.task_definition, like=on_instance))
    with pytest.raises(Refused, match=r"started no task: .*\."):
        await applied(operation)
    assert lines(log)[-1]["outcome"] == "refused"


async def test_what_is_like_a_task_runs_where_that_one_did(desk: Desk, server: EmbeddedAws) -> None:
    first = a_run(desk)
    await applied(first)
    like = first.tasks[0]
    operation = RunTask(desk, Asked(CLUSTER, like.task_definition, like=like, command=("true",)))
    await operation.plan()
    assert (await applied(operation))[-1].phase == "done"
    sent = await runs(server)
    assert sent[1]["networkConfiguration"]["awsvpcConfiguration"]["subnets"] == [like.subnet]
    assert sent[0].get("launchType") == sent[1].get("launchType")


@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "truncate", "empty_body"])
async def test_a_lost_answer_is_asked_for_again_and_starts_no_second_task(
    desk: Desk, server: EmbeddedAws, log: Path, fault: str
) -> None:
    await server.control.faults({"match": RUN, "fault": fault})
    steps = await applied(a_run(desk))
    sent = await runs(server)
    assert "sent again with the same token" in steps[0].text
    assert steps[-1].phase == "done"
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert len(await ours(desk)) == 1
    assert lines(log)[-1]["outcome"] == "applied"


async def test_being_throttled_in_the_middle_is_said_and_heals(desk: Desk, server: EmbeddedAws) -> None:
    operation = a_run(desk)
    told = []
    async for step in operation.apply(await operation.plan()):
        if step.taken:
            await server.control.faults({"match": "ecs:DescribeTasks", "fault": "throttle", "n": 2})
        told.append(step)
    assert any("Not read for" in step.text for step in told)
    assert told[-1].phase == "done"


async def test_throttled_or_denied_starts_nothing(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    await server.control.faults({"match": RUN, "fault": "throttle", "n": None})
    with pytest.raises(Throttled):
        await applied(a_run(desk))
    message = "User: arn:aws:iam::1:user/ann is not authorized to perform: ecs:RunTask"
    await server.control.faults(
        {"match": RUN, "fault": "error", "code": "AccessDeniedException", "message": message}
    )
    with pytest.raises(Denied, match="may not ecs:RunTask"):
        await applied(a_run(desk))
    assert await ours(desk) == []
    assert lines(log)[-1]["outcome"] == "refused"


async def test_a_new_revision_meanwhile_shows_the_plan_anew(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = RunTask(desk, Asked("batch", "nightly-report", network=Network(("subnet-1",))))
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        known = await rival.describe_task_definition(taskDefinition="nightly-report")
        asked = ("family", "networkMode", "cpu", "memory", "containerDefinitions", "requiresCompatibilities")
        known = {name: known["taskDefinition"][name] for name in asked if name in known["taskDefinition"]}
        await rival.register_task_definition(**known)
    with pytest.raises(PlanOutdated, match="task definition nightly-report"):
        await applied(operation, plan)
    assert await runs(server) == []


async def test_stopping_it_undoes_it_while_it_runs(desk: Desk) -> None:
    operation = a_run(desk, "sleep 900")
    plan = await operation.plan()
    assert operation.reverse(plan) is None
    async for step in operation.apply(plan):
        if "RUNNING" in step.text:
            break
    undo = operation.reverse(plan)
    assert isinstance(undo, StopTask)
    assert (await applied(undo))[-1].phase == "done"


async def test_a_run_that_somebody_stops_has_failed_even_with_exit_code_0(desk: Desk) -> None:
    operation = RunTask(desk, Asked(CLUSTER, service="web", command=("sleep", "900")))
    last = None
    async for step in operation.apply(await operation.plan()):
        if "RUNNING" in step.text:
            await desk.aws.ecs.stop_task(CLUSTER, operation.tasks[0].id, "enough")
        last = step
    assert last is not None
    assert last.phase == "failed"
    assert "it was stopped: enough" in last.text


async def test_leaving_it_lets_it_run_and_says_which(desk: Desk, log: Path) -> None:
    operation = a_run(desk, "sleep 900")
    async with aclosing(operation.apply(await operation.plan())) as steps:
        async for step in steps:
            if "RUNNING" in step.text:
                break
    line = lines(log)[-1]
    assert line["outcome"] == "left"
    assert operation.tasks[0].id in line["reason"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"count": 11}, "From 1 to 10"),
        ({"count": 0}, "From 1 to 10"),
        ({"container": "ghost"}, "no container"),
    ],
)
async def test_what_cannot_be_meant_is_refused(desk: Desk, asked: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        await a_run(desk, **asked).plan()


async def test_read_only_runs_nothing(
    server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_at(server, log, monkeypatch, read_only=True) as desk:
        operation = a_run(desk)
        plan = await operation.plan()
        with pytest.raises(ReadOnly):
            await applied(operation, plan)
    assert await runs(server) == []


_KILLED = """
import asyncio, sys
from pathlib import Path
from ecstui.aws.account import Aws
from ecstui.model.account import Connection
from ecstui.operations.audit import Audit
from ecstui.operations.desk import Desk
from ecstui.operations.run_task import RunTask
from ecstui.operations.run_task_asked import Asked

async def main():
    async with Aws(Connection()) as aws:
        desk = Desk(aws, Audit(Path(sys.argv[1])))
        operation = RunTask(desk, Asked("production", service="web", command=("true",)))
        async for step in operation.apply(await operation.plan()):
            print(step.phase, flush=True)

asyncio.run(main())
"""


async def test_killed_while_the_answer_is_on_its_way_the_token_is_on_record(
    server: EmbeddedAws, log: Path
) -> None:
    await server.control.faults({"match": RUN, "fault": "delay", "seconds": 20})
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _KILLED, str(log), env={**os.environ, **server.environment}
    )
    async with asyncio.timeout(30):
        while not lines(log):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    (line,) = lines(log)
    assert line["outcome"] == "sending"
    assert len(line["call"]["members"]["clientToken"]) == 32
