"""Redeploying a living service: its own deployment is followed, made once, and a rollback is no success."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, SPEED, applied, lines, said, updates

from ecstui.model.errors import Denied, Unreachable
from ecstui.operations.redeploy import Redeploy
from ecstui.operations.refusals import PlanOutdated, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.model.ecs import Service
    from ecstui.operations.desk import Desk

UPDATE = "ecs:UpdateService"


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws], request: pytest.FixtureRequest) -> EmbeddedAws:
    return aws_with(speed=getattr(request, "param", SPEED), scenario="calm")


in_slow_motion = pytest.mark.parametrize("server", [1], indirect=True, ids=["slow"])


async def service_of(desk: Desk, name: str) -> Service:
    return await desk.aws.ecs.describe_service(CLUSTER, name)


async def rollouts(desk: Desk, name: str) -> int:
    return len(await desk.aws.ecs.service_deployments(CLUSTER, name, limit=100))


async def test_it_replaces_every_task_and_converges(desk: Desk, log: Path) -> None:
    operation = Redeploy(desk, CLUSTER, "payments")
    plan = await operation.plan()
    before = {task.arn async for tasks in desk.aws.ecs.tasks(CLUSTER, service="payments") for task in tasks}
    steps = await applied(operation, plan)
    after = {task.arn async for tasks in desk.aws.ecs.tasks(CLUSTER, service="payments") for task in tasks}
    assert plan.starts_deployment
    assert [steps[0].phase, steps[-1].phase] == ["sent", "done"]
    assert any(0 < step.running < step.wanted or "old to stop" in step.text for step in steps)
    assert not before & after
    assert [line["outcome"] for line in lines(log)] == ["sending", "applied"]


@in_slow_motion
async def test_nothing_but_the_force_is_sent(desk: Desk, server: EmbeddedAws) -> None:
    operation = Redeploy(desk, CLUSTER, "payments")
    steps = operation.apply(await operation.plan())
    await anext(steps)
    await steps.aclose()
    assert await updates(server) == [{"cluster": CLUSTER, "service": "payments", "forceNewDeployment": True}]


async def test_a_failing_redeployment_that_was_rolled_back_is_a_failure(
    desk: Desk, server: EmbeddedAws, log: Path, boto_client: Callable[..., Any]
) -> None:
    definition = await desk.aws.ecs.task_definition((await service_of(desk, "checkout")).task_definition)
    repository, _, tag = definition.containers[0].image.partition("/")[2].partition(":")
    async with boto_client(server, "ecr") as ecr:
        await ecr.batch_delete_image(repositoryName=repository, imageIds=[{"imageTag": tag}])
    steps = await applied(Redeploy(desk, CLUSTER, "checkout"))
    last = steps[-1]
    assert last.phase == "failed"
    assert "rolled back" in last.text
    assert "CannotPullContainerError" in last.text
    service = await service_of(desk, "checkout")
    assert (service.running, service.primary and service.primary.rollout_state) == (6, "COMPLETED")
    assert lines(log)[-1]["outcome"] == "failed"


@pytest.mark.parametrize("fault", ["cut_after", "truncate", "empty_body"])
async def test_a_lost_answer_makes_exactly_one_deployment(
    desk: Desk, server: EmbeddedAws, log: Path, fault: str
) -> None:
    had = await rollouts(desk, "payments")
    await server.control.faults({"match": UPDATE, "fault": fault})
    steps = await applied(Redeploy(desk, CLUSTER, "payments"))
    assert steps[-1].phase == "done"
    assert await rollouts(desk, "payments") == had + 1
    assert len(await updates(server)) == 1
    assert lines(log)[-1]["outcome"] == "applied"


async def test_a_request_lost_on_its_way_is_said_and_never_sent_again(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    had = await rollouts(desk, "payments")
    await server.control.faults({"match": UPDATE, "fault": "cut_before"})
    with pytest.raises(Unreachable, match="not applied"):
        await applied(Redeploy(desk, CLUSTER, "payments"))
    assert await rollouts(desk, "payments") == had
    assert len(await updates(server)) == 1
    assert lines(log)[-1]["outcome"] == "refused"


async def test_a_deployment_by_somebody_else_shows_the_plan_anew(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = Redeploy(desk, CLUSTER, "payments")
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service="payments", forceNewDeployment=True)
    with pytest.raises(PlanOutdated, match="deployment") as outdated:
        await applied(operation, plan)
    assert "in flight" in said(outdated.value.plan, "warning")
    assert len(await updates(server)) == 1


@in_slow_motion
async def test_being_replaced_by_somebody_elses_deployment_is_a_failure(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = Redeploy(desk, CLUSTER, "payments")
    # There before: making a client takes as long as the whole deployment on a busy machine.
    async with boto_client(server, "ecs") as rival:
        steps = operation.apply(await operation.plan())
        await anext(steps)
        theirs = await rival.update_service(cluster=CLUSTER, service="payments", forceNewDeployment=True)
    last = [step async for step in steps][-1]
    assert last.phase == "failed"
    assert "Somebody else's deployment replaced it" in last.text
    assert theirs["service"]["deployments"][0]["id"].split("/")[1] in last.text


async def test_denied_is_raised_in_words_and_recorded(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    await server.control.faults(
        {
            "match": UPDATE,
            "fault": "error",
            "code": "AccessDeniedException",
            "message": "User: arn:aws:iam::1:user/ann is not authorized to perform: ecs:UpdateService",
        }
    )
    with pytest.raises(Denied, match="may not ecs:UpdateService"):
        await applied(Redeploy(desk, CLUSTER, "payments"))
    assert lines(log)[-1]["outcome"] == "refused"


@in_slow_motion
async def test_a_service_that_disappears_meanwhile_is_a_failure(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = Redeploy(desk, CLUSTER, "payments")
    steps = operation.apply(await operation.plan())
    await anext(steps)
    async with boto_client(server, "ecs") as rival:
        await rival.delete_service(cluster=CLUSTER, service="payments", force=True)
    last = [step async for step in steps][-1]
    assert last.phase == "failed"
    assert "deleted" in last.text


async def test_a_service_being_deleted_is_refused(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as rival:
        await rival.delete_service(cluster=CLUSTER, service="payments", force=True)
    with pytest.raises(Refused, match="being deleted"):
        await Redeploy(desk, CLUSTER, "payments").plan()
