"""Rolling back to what an earlier deployment brought: its task definition, and what else differs is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, desk_at, said, updates

from ecstui.operations.refusals import Refused
from ecstui.operations.service_revision_rollback import ServiceRevisionRollback, deployed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk
    from ecstui.operations.service_revision_rollback import Deployed

NAME = "checkout"


@pytest.fixture
async def desk(server: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_at(server, tmp_path / "audit.jsonl", monkeypatch) as desk:
        yield desk


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
    assert "not rolled back" not in said(plan)
    assert (await applied(operation, plan))[-1].phase == "done"
    assert await updates(server) == [
        {"cluster": CLUSTER, "service": NAME, "taskDefinition": then.task_definition}
    ]


async def test_what_else_differs_is_a_warning_for_it_stays(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as ecs:
        await ecs.update_service(
            cluster=CLUSTER,
            service=NAME,
            platformVersion="1.3.0",
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-new"]}},
        )
    operation = ServiceRevisionRollback(desk, CLUSTER, NAME, (await history(desk))[2].revision.arn)
    warnings = said(await operation.plan(), "warning")
    assert "Platform version: 1.3.0, then LATEST. That is not rolled back." in warnings
    assert "Subnets: subnet-new, then subnet-" in warnings
    assert "Load balancers" not in warnings


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
    await server.control.faults(
        {
            "match": "ecs:ListServiceDeployments",
            "fault": "error",
            "code": "AccessDeniedException",
            "message": "no",
            "n": None,
        }
    )
    plan = await operation.plan()
    assert plan.changes[0].field == "task definition"
    assert not any("digest" in change.field for change in plan.changes)


async def test_a_service_revision_that_is_not_there_is_refused(desk: Desk) -> None:
    arn = (await history(desk))[0].revision.arn
    with pytest.raises(Refused, match="does not know"):
        await ServiceRevisionRollback(desk, CLUSTER, NAME, arn.rpartition("/")[0] + "/1").plan()


async def test_its_reverse_brings_the_former_revision_again(desk: Desk) -> None:
    before = (await desk.aws.ecs.describe_service(CLUSTER, NAME)).task_definition
    operation = await back(desk)
    plan = await operation.plan()
    assert (await applied(operation, plan))[-1].phase == "done"
    assert (await applied(operation.reverse(plan)))[-1].phase == "done"
    assert (await desk.aws.ecs.describe_service(CLUSTER, NAME)).task_definition == before
