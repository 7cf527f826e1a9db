"""Rolling a living service back: the earlier revision runs, once, and the plan said what that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, lines, said, updates

from ecstui.model.errors import Denied
from ecstui.operations.refusals import PlanOutdated, Refused
from ecstui.operations.rollback import Rollback, earlier_revisions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk

NAME = "payments"
BALANCED = "checkout"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


async def current(desk: Desk) -> str:
    return (await desk.aws.ecs.describe_service(CLUSTER, NAME)).task_definition


async def back(desk: Desk) -> Rollback:
    """The operation that brings the revision before."""
    earlier = await earlier_revisions(desk, await current(desk))
    return Rollback(desk, CLUSTER, NAME, earlier[0].arn)


async def test_the_earlier_revisions_are_those_before_newest_first(desk: Desk) -> None:
    definition = await desk.aws.ecs.task_definition(await current(desk))
    earlier = await earlier_revisions(desk, definition.arn)
    assert earlier
    assert [one.revision for one in earlier] == list(range(definition.revision - 1, 0, -1))[:20]


async def test_it_brings_the_earlier_revision_and_converges(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    operation = await back(desk)
    plan = await operation.plan()
    assert plan.changes[0].field == "task definition"
    assert any(change.field == "image" for change in plan.changes)
    assert "Commands, health checks and volumes are not compared" in said(plan, "note")
    steps = await applied(operation, plan)
    assert steps[-1].phase == "done"
    assert await current(desk) == operation.revision
    tasks = [task async for some in desk.aws.ecs.tasks(CLUSTER, service=NAME) for task in some]
    assert {task.task_definition for task in tasks} == {operation.revision}
    assert await updates(server) == [
        {"cluster": CLUSTER, "service": NAME, "taskDefinition": operation.revision}
    ]
    assert [line["outcome"] for line in lines(log)] == ["sending", "applied"]


async def test_its_reverse_brings_the_former_revision_again(desk: Desk) -> None:
    before, operation = await current(desk), await back(desk)
    plan = await operation.plan()
    assert (await applied(operation, plan))[-1].phase == "done"
    assert (await applied(operation.reverse(plan)))[-1].phase == "done"
    assert await current(desk) == before


async def test_a_lost_answer_is_read_before_anything_is_sent_again(desk: Desk, server: EmbeddedAws) -> None:
    operation = await back(desk)
    plan = await operation.plan()
    await server.control.faults({"match": "ecs:UpdateService", "fault": "cut_after"})
    steps = await applied(operation, plan)
    assert steps[-1].phase == "done"
    assert len(await updates(server)) == 1


async def test_nothing_is_sent_once_somebody_else_has_deployed(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = await back(desk)
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service=NAME, forceNewDeployment=True)
    with pytest.raises(PlanOutdated):
        await applied(operation, plan)
    assert len(await updates(server)) == 1  # the rival's


async def test_a_denied_rollback_changes_nothing_and_says_so(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    operation, before = await back(desk), await current(desk)
    await server.control.faults(
        {
            "match": "ecs:UpdateService",
            "fault": "error",
            "code": "AccessDeniedException",
            "message": "User: arn:aws:iam::1:user/x is not authorized to perform: ecs:UpdateService",
        }
    )
    with pytest.raises(Denied):
        await applied(operation)
    assert await current(desk) == before
    assert lines(log)[-1]["outcome"] == "refused"


async def test_the_revision_that_runs_is_nothing_to_roll_back_to(desk: Desk) -> None:
    operation = Rollback(desk, CLUSTER, NAME, await current(desk))
    plan = await operation.plan()
    assert plan.empty
    with pytest.raises(Refused):
        await applied(operation, plan)


async def test_an_earlier_image_that_ecr_has_no_more_is_a_danger_and_ends_in_the_circuit_breaker(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any], log: Path
) -> None:
    operation = await back(desk)
    assert "is in ECR: " in said(await operation.plan(), "note")
    definition = await desk.aws.ecs.task_definition(operation.revision)
    repository, _, tag = definition.containers[0].image.partition("/")[2].partition(":")
    async with boto_client(server, "ecr") as ecr:
        await ecr.batch_delete_image(repositoryName=repository, imageIds=[{"imageTag": tag}])
    plan = await operation.plan()
    assert "no new task of it can start" in said(plan, "danger")
    last = (await applied(operation, plan))[-1]
    assert last.phase == "failed"
    assert "rolled back" in last.text
    assert lines(log)[-1]["outcome"] == "failed"


async def test_a_revision_without_the_load_balancers_port_is_a_danger(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as ecs:
        made = await ecs.register_task_definition(
            family=BALANCED,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            containerDefinitions=[{"name": "other", "image": "busybox"}],
        )
    arn = made["taskDefinition"]["taskDefinitionArn"]
    plan = await Rollback(desk, CLUSTER, BALANCED, arn).plan()
    assert "ECS will refuse it" in said(plan, "danger")
    assert "newer than what runs" in said(plan, "warning")
