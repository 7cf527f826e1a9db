"""Rolling back to what an earlier deployment brought: its task definition and the settings that differ."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, lines, said, updates

from ecstui.model.errors import Unreachable, UsageError
from ecstui.operations.refusals import PlanOutdated
from ecstui.operations.service_revision_rollback import ServiceRevisionRollback, deployed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan, Progress
    from ecstui.operations.service_revision_rollback import Deployed

NAME = "checkout"
DENIED = {"fault": "error", "code": "AccessDeniedException", "message": "no", "n": None}


async def history(desk: Desk) -> tuple[Deployed, ...]:
    return await deployed(desk, await desk.aws.ecs.describe_service(CLUSTER, NAME))


async def back(desk: Desk) -> ServiceRevisionRollback:
    """The operation that brings what the deployment before did."""
    return ServiceRevisionRollback(desk, CLUSTER, NAME, (await history(desk))[1].revision.arn)


async def test_the_last_deployments_are_listed_newest_first_with_the_digests_that_ran(desk: Desk) -> None:
    found = await history(desk)
    times = [each.record.created_at for each in found]
    assert len(found) > 2
    assert times == sorted(times, reverse=True)
    service = await desk.aws.ecs.describe_service(CLUSTER, NAME)
    assert found[0].revision.task_definition == service.task_definition
    assert all(image.digest.startswith("sha256:") for each in found for image in each.revision.images)
    assert all(each.record.status == "SUCCESSFUL" for each in found)


async def test_it_brings_the_task_definition_and_says_which_digests_ran(
    desk: Desk, server: EmbeddedAws
) -> None:
    now, then = [each.revision for each in (await history(desk))[:2]]
    operation = await back(desk)
    plan = await operation.plan()
    told = [str(change) for change in plan.changes]
    assert told[0] == f"task definition {now.revision} -> {then.revision}"
    digests = [revision.images[0].digest.removeprefix("sha256:")[:12] for revision in (now, then)]
    assert told[-1] == f"image digest {digests[0]} -> {digests[1]}"
    assert "not brought back" not in said(plan)
    assert (await applied(operation, plan))[-1].phase == "done"
    assert await updates(server) == [
        {"cluster": CLUSTER, "service": NAME, "taskDefinition": then.task_definition}
    ]


async def redirected(server: EmbeddedAws, boto_client: Callable[..., Any], **members: Any) -> None:
    """Somebody else changes the service by a deployment of his own."""
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service=NAME, **members)


async def applied_while_lost(
    operation: ServiceRevisionRollback, plan: Plan, meanwhile: Callable[[], Awaitable[object]]
) -> list[Progress]:
    """Every progress; `meanwhile` happens once no answer has come."""
    steps = []
    async for progress in operation.apply(plan):
        steps.append(progress)
        if progress.text.startswith("No answer came"):
            await meanwhile()
    return steps


OTHERWISE = {
    "platformVersion": "1.3.0",
    "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-new"], "assignPublicIp": "ENABLED"}},
    "loadBalancers": [],
    "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}],
    "forceNewDeployment": True,
}


async def settings_of(server: EmbeddedAws, boto_client: Callable[..., Any]) -> dict[str, Any]:
    """What the service has of the settings that are changed here."""
    async with boto_client(server, "ecs") as ecs:
        (service,) = (await ecs.describe_services(cluster=CLUSTER, services=[NAME]))["services"]
    names = ("launchType", *OTHERWISE)
    return {name: service[name] for name in names if service.get(name)}


async def test_the_settings_that_differ_are_carried_and_no_others(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any], log: Path
) -> None:
    former = await settings_of(server, boto_client)
    await redirected(server, boto_client, **OTHERWISE)
    newest, former_one = (await history(desk))[:2]
    assert newest.revision.task_definition == former_one.revision.task_definition
    assert newest.settings == ()
    assert {"platform version", "subnets", "launch type"} <= set(former_one.settings)
    operation = await back(desk)
    plan = await operation.plan()
    told = [str(change) for change in plan.changes]
    assert "platform version 1.3.0 -> LATEST" in told
    assert any(line.startswith("subnets subnet-new -> subnet-") for line in told)
    assert any(line.startswith("load balancer ") for line in told)
    assert "launch type none -> FARGATE" in told
    assert "ECS wants it forced" in said(plan, "note")
    assert "volumes are not compared" not in said(plan)
    assert plan.starts == "starts a deployment"
    assert (await applied(operation, plan))[-1].phase == "done"
    sent = (await updates(server))[-1]
    assert set(sent) == {"cluster", "service", *OTHERWISE}
    assert await settings_of(server, boto_client) == former
    written = lines(log)[0]["call"]["members"]
    assert written["platformVersion"] == "LATEST"
    assert json.loads(written["networkConfiguration"]) == sent["networkConfiguration"]


async def test_only_what_differs_is_carried_beside_an_earlier_task_definition(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    then = (await history(desk))[1].revision
    await redirected(server, boto_client, platformVersion="1.3.0")
    operation = ServiceRevisionRollback(desk, CLUSTER, NAME, then.arn)
    assert (await applied(operation))[-1].phase == "done"
    assert (await updates(server))[-1] == {
        "cluster": CLUSTER,
        "service": NAME,
        "taskDefinition": then.task_definition,
        "platformVersion": "LATEST",
    }


async def test_the_load_balancers_of_then_are_those_that_the_task_definition_is_held_against(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    before = await settings_of(server, boto_client)
    service = await desk.aws.ecs.describe_service(CLUSTER, NAME)
    async with boto_client(server, "ecs") as ecs:
        container = {"name": "other", "image": "busybox"}
        fargate = {"networkMode": "awsvpc", "cpu": "256", "memory": "512"}
        await ecs.register_task_definition(family="worker", containerDefinitions=[container], **fargate)
    await redirected(server, boto_client, taskDefinition="worker", loadBalancers=[])
    former = {"taskDefinition": service.task_definition, "loadBalancers": before["loadBalancers"]}
    await redirected(server, boto_client, **former)
    plan = await (await back(desk)).plan()
    assert plan.changes[0].after == "worker:1"
    assert "ECS will refuse it" not in said(plan)


async def test_the_reverse_brings_the_settings_again(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    await redirected(server, boto_client, **OTHERWISE)
    before = await settings_of(server, boto_client)
    operation = await back(desk)
    plan = await operation.plan()
    assert (await applied(operation, plan))[-1].phase == "done"
    assert await settings_of(server, boto_client) != before
    assert (await applied(operation.reverse(plan)))[-1].phase == "done"
    assert await settings_of(server, boto_client) == before


async def test_settings_changed_meanwhile_outdate_the_plan(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = await back(desk)
    plan = await operation.plan()
    await redirected(server, boto_client, platformVersion="1.3.0")
    with pytest.raises(PlanOutdated) as outdated:
        await applied(operation, plan)
    assert "platform version 1.3.0 -> LATEST" in map(str, outdated.value.plan.changes)
    assert len(await updates(server)) == 1  # the rival's


async def test_after_a_lost_answer_the_settings_are_read_before_it_counts_as_applied(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any], log: Path
) -> None:
    await redirected(server, boto_client, **OTHERWISE)
    operation = await back(desk)
    plan = await operation.plan()
    await server.control.faults({"match": "ecs:UpdateService", "fault": "cut_after"})
    assert (await applied(operation, plan))[-1].phase == "done"
    assert len(await updates(server)) == 2  # the rival's, and this one once
    assert lines(log)[-1]["outcome"] == "applied"


async def test_a_deployment_of_the_same_task_definition_with_other_settings_is_not_taken_for_ones_own(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any], log: Path
) -> None:
    await redirected(server, boto_client, **OTHERWISE)
    operation = await back(desk)
    plan = await operation.plan()
    await server.control.faults({"match": "ecs:UpdateService", "fault": "cut_before"})
    other = partial(redirected, server, boto_client, platformVersion="1.4.0")
    with pytest.raises(Unreachable, match="it was not applied"):
        await applied_while_lost(operation, plan, other)
    assert lines(log)[-1]["outcome"] == "refused"


async def test_records_that_lag_behind_the_service_are_waited_for(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await redirected(server, boto_client, **OTHERWISE)
    now = (await history(desk))[0].revision.arn
    operation = await back(desk)
    plan = await operation.plan()
    readings = iter([now] * 6)  # the plan's own, and more than it takes to find something not applied
    monkeypatch.setattr(
        "ecstui.operations.service_revision_rollback.current_revision",
        lambda records: next(readings, records[0].target_revision),
    )
    await server.control.faults({"match": "ecs:UpdateService", "fault": "cut_after"})
    assert (await applied(operation, plan))[-1].phase == "done"
    assert next(readings, "") == ""


async def test_a_lost_answer_whose_deployment_cannot_be_read_leaves_it_unknown(
    desk: Desk, server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.operations.one_call.SIGHT_WITHIN", 0.3)
    operation = await back(desk)
    plan = await operation.plan()
    await server.control.faults({"match": "ecs:UpdateService", "fault": "cut_after"})
    denied = {**DENIED, "match": "ecs:DescribeServiceRevisions"}
    steps = await applied_while_lost(operation, plan, partial(server.control.faults, denied))
    assert steps[-1].phase == "failed"
    assert "Whether it was applied is unknown" in steps[-1].text


async def test_a_tag_that_names_another_image_by_now_is_a_warning_with_the_digest_that_ran(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    then = (await history(desk))[1].revision.images[0]
    async with boto_client(server, "ecr") as ecr:
        await ecr.put_image(
            repositoryName="shop/checkout",
            imageTag=then.image.rpartition(":")[2],
            imageManifest=json.dumps({"schemaVersion": 2, "layers": [{"size": 5}]}),
        )
    warnings = said(await (await back(desk)).plan(), "warning")
    assert "by now, which new tasks run" in warnings
    assert f"deploy @{then.digest}." in warnings


async def test_where_the_present_one_may_not_be_read_the_task_definition_is_planned_all_the_same(
    desk: Desk, server: EmbeddedAws
) -> None:
    operation = await back(desk)
    await server.control.faults({**DENIED, "match": "ecs:ListServiceDeployments"})
    plan = await operation.plan()
    assert "only the task definition is brought back" in said(plan, "warning")
    assert plan.changes[0].field == "task definition"
    assert not any("digest" in change.field for change in plan.changes)


async def test_a_service_revision_that_is_not_there_is_refused(desk: Desk) -> None:
    arn = (await history(desk))[0].revision.arn
    with pytest.raises(UsageError, match="does not know"):
        await ServiceRevisionRollback(desk, CLUSTER, NAME, arn.rpartition("/")[0] + "/1").plan()


async def test_its_reverse_brings_the_former_revision_again(desk: Desk) -> None:
    before = (await desk.aws.ecs.describe_service(CLUSTER, NAME)).task_definition
    operation = await back(desk)
    plan = await operation.plan()
    assert (await applied(operation, plan))[-1].phase == "done"
    assert (await applied(operation.reverse(plan)))[-1].phase == "done"
    assert (await desk.aws.ecs.describe_service(CLUSTER, NAME)).task_definition == before
