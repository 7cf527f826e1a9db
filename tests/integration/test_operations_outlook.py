"""What a deployment says of its images: read in ECR, compared with what runs, and never needed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, desk_at, said

from ecstui.model.image_reference import ImageReference
from ecstui.operations.redeploy import Redeploy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk

NAME = "checkout"
REPOSITORY = "shop/checkout"
INDEX = "application/vnd.oci.image.index.v1+json"


@pytest.fixture
async def desk(server: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_at(server, tmp_path / "audit.jsonl", monkeypatch) as desk:
        yield desk


async def tag_of(desk: Desk) -> str:
    service = await desk.aws.ecs.describe_service(CLUSTER, NAME)
    definition = await desk.aws.ecs.task_definition(service.task_definition)
    return ImageReference.parse(definition.containers[0].image).tag


def manifest(*architectures: str) -> str:
    """An image or, for architectures, an index of them."""
    document: dict[str, Any] = {"schemaVersion": 2, "layers": [{"size": 5}]}
    if architectures:
        document = {
            "schemaVersion": 2,
            "mediaType": INDEX,
            "manifests": [
                {"digest": f"sha256:{a}", "platform": {"os": "linux", "architecture": a}}
                for a in architectures
            ],
        }
    return json.dumps(document)


async def push(server: EmbeddedAws, boto_client: Callable[..., Any], tag: str, *architectures: str) -> None:
    async with boto_client(server, "ecr") as ecr:
        await ecr.put_image(repositoryName=REPOSITORY, imageTag=tag, imageManifest=manifest(*architectures))


async def test_a_tag_that_still_names_what_runs_is_said_to(desk: Desk) -> None:
    plan = await Redeploy(desk, CLUSTER, NAME).plan()
    assert f"{NAME}:{await tag_of(desk)} is the very image that runs now" in said(plan, "note")
    assert "The last deployment that succeeded took" in said(plan, "note")


async def test_a_tag_pushed_again_is_a_warning_with_both_digests(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    before = await Redeploy(desk, CLUSTER, NAME).plan()
    await push(server, boto_client, await tag_of(desk))
    plan = await Redeploy(desk, CLUSTER, NAME).plan()
    assert "is another image by now: new tasks run" in said(plan, "warning")
    assert [change.field for change in before.differences(plan)] == [f"image of {NAME}"]


async def test_a_tag_that_is_gone_is_a_danger(
    desk: Desk, boto_client: Callable[..., Any], server: EmbeddedAws
) -> None:
    async with boto_client(server, "ecr") as ecr:
        identity = {"imageTag": await tag_of(desk)}
        await ecr.batch_delete_image(repositoryName=REPOSITORY, imageIds=[identity])
    assert "is not in its ECR repository" in said(await Redeploy(desk, CLUSTER, NAME).plan(), "danger")


async def test_an_index_without_the_tasks_architecture_is_a_danger(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    tag = await tag_of(desk)
    await push(server, boto_client, tag, "arm64")
    assert "has no image for amd64, only for linux/arm64" in said(
        await Redeploy(desk, CLUSTER, NAME).plan(), "danger"
    )
    await push(server, boto_client, tag, "arm64", "amd64")
    assert "has no image" not in said(await Redeploy(desk, CLUSTER, NAME).plan())


@pytest.mark.parametrize("denied", ["ecr:*", "ecs:ListTasks", "ecs:ListServiceDeployments"])
async def test_what_may_not_be_read_leaves_the_plan(desk: Desk, server: EmbeddedAws, denied: str) -> None:
    await server.control.faults(
        {"match": denied, "fault": "error", "code": "AccessDeniedException", "message": "no", "n": None}
    )
    plan = await Redeploy(desk, CLUSTER, NAME).plan()
    assert plan.changes
    assert ("ecr:DescribeImages denied" in said(plan, "note")) is (denied == "ecr:*")
