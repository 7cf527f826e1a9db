"""Cancelling the deployment of a living service: rolled back or left where it is, once, and to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, lines, said

from ecstui.model.errors import Denied, Unreachable
from ecstui.operations.cancel import Cancel
from ecstui.operations.refusals import PlanOutdated, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.model.ecs import Service, ServiceDeployment
    from ecstui.operations.desk import Desk

STOP = "ecs:StopServiceDeployment"
SPEED = 10  # virtual seconds a real second: a deployment lasts long enough to be stopped
NAME = "payments"


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=SPEED, scenario="calm")


async def service_of(desk: Desk) -> Service:
    return await desk.aws.ecs.describe_service(CLUSTER, NAME)


async def newest(desk: Desk) -> ServiceDeployment:
    return (await desk.aws.ecs.service_deployments(CLUSTER, NAME))[0]


@pytest.fixture
async def former(desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]) -> str:
    """A deployment of the revision before is under way; the revision that ran."""
    service = await service_of(desk)
    family, _, revision = service.revision.partition(":")
    async with boto_client(server, "ecs") as ecs:
        await ecs.update_service(
            cluster=CLUSTER, service=NAME, taskDefinition=f"{family}:{int(revision) - 1}"
        )
    return service.revision


async def stops(server: EmbeddedAws) -> list[dict[str, Any]]:
    return [call["params"] for call in await server.control.calls(STOP)]


async def test_rolling_back_returns_to_what_ran(
    desk: Desk, server: EmbeddedAws, log: Path, former: str
) -> None:
    operation = Cancel(desk, CLUSTER, NAME)
    plan = await operation.plan()
    record = await newest(desk)
    steps = await applied(operation, plan)
    service = await service_of(desk)
    assert f"It returns to {former} (" in said(plan, "note")
    assert "@" in said(plan, "note")
    assert [steps[0].phase, steps[-1].phase] == ["sent", "done"]
    assert (service.revision, service.running) == (former, service.desired)
    assert (await newest(desk)).status == "ROLLBACK_SUCCESSFUL"
    assert await stops(server) == [{"serviceDeploymentArn": record.arn, "stopType": "ROLLBACK"}]
    assert [(line["outcome"], line["resource"]) for line in lines(log)] == [
        ("sending", record.arn),
        ("applied", record.arn),
    ]


@pytest.mark.usefixtures("former")
async def test_aborting_leaves_it_where_it_is(desk: Desk, server: EmbeddedAws) -> None:
    operation = Cancel(desk, CLUSTER, NAME, "ABORT")
    plan = await operation.plan()
    steps = await applied(operation, plan)
    assert "nothing is rolled back" in said(plan, "warning")
    assert steps[-1].phase == "done"
    assert (await newest(desk)).status == "STOPPED"
    assert [call["stopType"] for call in await stops(server)] == ["ABORT"]


async def test_without_a_running_deployment_it_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match=f"No deployment of {NAME} is running; the last one is successful"):
        await Cancel(desk, CLUSTER, NAME).plan()


@pytest.mark.usefixtures("former")
async def test_one_that_is_rolled_back_already_is_refused(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = Cancel(desk, CLUSTER, NAME)
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.stop_service_deployment(serviceDeploymentArn=plan.resource, stopType="ROLLBACK")
    with pytest.raises(Refused, match="is being rolled back already"):
        await applied(operation, plan)
    assert len(await stops(server)) == 1


async def test_the_first_deployment_of_a_service_can_only_be_aborted(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    service = await service_of(desk)
    network = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "DISABLED"}}
    async with boto_client(server, "ecs") as ecs:
        await ecs.create_service(
            cluster=CLUSTER,
            serviceName="brand-new",
            taskDefinition=service.task_definition,
            desiredCount=2,
            launchType="FARGATE",
            networkConfiguration=network,
        )
    operation = Cancel(desk, CLUSTER, "brand-new")
    plan = await operation.plan()
    assert "it can only be aborted" in said(plan, "warning")
    assert dict(plan.call.members)["stopType"] == "ABORT"
    assert (await applied(operation, plan))[-1].phase == "done"


@pytest.mark.parametrize("fault", ["cut_after", "truncate", "empty_body"])
@pytest.mark.usefixtures("former")
async def test_a_lost_answer_is_read_and_not_sent_again(
    desk: Desk, server: EmbeddedAws, log: Path, fault: str
) -> None:
    await server.control.faults({"match": STOP, "fault": fault})
    steps = await applied(Cancel(desk, CLUSTER, NAME))
    assert "No answer came" in steps[0].text
    assert steps[-1].phase == "done"
    assert len(await stops(server)) == 1
    assert lines(log)[-1]["outcome"] == "applied"


@pytest.mark.usefixtures("former")
async def test_a_request_lost_on_its_way_is_said_and_never_sent_again(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    await server.control.faults({"match": STOP, "fault": "cut_before"})
    with pytest.raises(Unreachable, match="not applied"):
        await applied(Cancel(desk, CLUSTER, NAME))
    assert (await newest(desk)).status_reason == ""
    assert len(await stops(server)) == 1
    assert lines(log)[-1]["outcome"] == "refused"


@pytest.mark.usefixtures("former")
async def test_another_deployment_meanwhile_shows_the_plan_anew(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = Cancel(desk, CLUSTER, NAME)
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service=NAME, forceNewDeployment=True)
    with pytest.raises(PlanOutdated, match="deployment"):
        await applied(operation, plan)
    assert await stops(server) == []


@pytest.mark.usefixtures("former")
async def test_denied_is_raised_in_words_and_recorded(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    message = "User: arn:aws:iam::1:user/ann is not authorized to perform: ecs:StopServiceDeployment"
    await server.control.faults(
        {"match": STOP, "fault": "error", "code": "AccessDeniedException", "message": message}
    )
    with pytest.raises(Denied, match="may not ecs:StopServiceDeployment"):
        await applied(Cancel(desk, CLUSTER, NAME))
    assert lines(log)[-1]["outcome"] == "refused"


@pytest.mark.usefixtures("former")
async def test_revisions_that_may_not_be_read_are_named_by_their_number(
    desk: Desk, server: EmbeddedAws
) -> None:
    await server.control.faults(
        {"match": "ecs:DescribeServiceRevisions", "fault": "error", "code": "AccessDeniedException"}
    )
    assert "It returns to service revision " in said(await Cancel(desk, CLUSTER, NAME).plan(), "note")
