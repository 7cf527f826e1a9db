"""Changing a registry: deleted, tagged, scanned, created, given a policy; denied, lost, raced, refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from operating import applied, desk_at, lines, said

from ecstui.model.errors import Denied, Rejected, Unreachable
from ecstui.model.lifecycle import canonical
from ecstui.operations.create_repository import CreateRepository, NewRepository
from ecstui.operations.delete_image import DeleteImage
from ecstui.operations.image_users import Usage
from ecstui.operations.many import confirmation, plan_all
from ecstui.operations.put_lifecycle import PutLifecycle
from ecstui.operations.refusals import PlanOutdated, ReadOnly, Refused
from ecstui.operations.start_scan import StartScan
from ecstui.operations.tag_image import TagImage
from ecstui.operations.untag_image import UntagImage

if TYPE_CHECKING:
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.model.ecr import Image
    from ecstui.operations.desk import Desk

WEB, PAYMENTS, GATEWAY = "shop/web", "shop/payments", "shop/gateway"
DENIED = {"fault": "error", "code": "AccessDeniedException", "n": None}
LOST = ["cut_after", "truncate", "empty_body"]


async def tagged(desk: Desk, tag: str, repository: str = WEB) -> Image:
    image = await desk.aws.ecr.image(repository, tag=tag)
    assert image is not None
    return image


async def unused(desk: Desk, repository: str = WEB) -> Image:
    """An image that nothing runs: a build of the main branch."""
    images = await desk.aws.ecr.images(repository)
    return next(image for image in reversed(images) if image.tags and image.tags[0].startswith("main-"))


def rule(number: int, status: str = "any", kind: str = "imageCountMoreThan") -> str:
    selection: dict[str, Any] = {"tagStatus": status, "countType": kind, "countNumber": number}
    if kind != "imageCountMoreThan":
        selection["countUnit"] = "days"
    return json.dumps(
        {"rules": [{"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}]}, indent=1
    )


# Deleting


async def test_an_image_that_nothing_uses_goes_with_its_tags_and_on_record(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    image = await unused(desk)
    operation = DeleteImage(desk, WEB, image.digest)
    plan = await operation.plan()
    assert (plan.kind, plan.subject, plan.confirm) == ("image", f"{WEB}:{image.tags[0]}", "")
    assert "No task and no service" in said(plan, "note")
    assert "cannot be undone" in said(plan, "warning")
    assert (await applied(operation, plan))[-1].text == "Deleted."
    assert await desk.aws.ecr.image(WEB, digest=image.digest) is None
    (call,) = await server.control.calls("ecr:BatchDeleteImage")
    assert call["params"]["imageIds"] == [{"imageDigest": image.digest}]
    assert [line["outcome"] for line in lines(log)] == ["sending", "applied"]
    assert lines(log)[-1]["call"]["members"]["imageDigest"] == image.digest


async def test_an_image_that_runs_is_a_danger_that_names_the_services_and_asks_for_its_name(
    desk: Desk,
) -> None:
    image = await tagged(desk, "7.42.1")
    plan = await DeleteImage(desk, WEB, image.digest).plan()
    assert "production/web runs it in" in said(plan, "danger")
    assert "staging/web runs it in" in said(plan, "danger")
    assert plan.confirm == plan.subject == f"{WEB}:{image.tags[0]}"


async def test_an_image_that_runs_is_found_by_its_digest_after_its_tag_has_moved(desk: Desk) -> None:
    image, other = await tagged(desk, "7.42.1"), await unused(desk)
    await applied(TagImage(desk, WEB, other.digest, "7.42.1"))
    assert "production/web runs it" in said(await DeleteImage(desk, WEB, image.digest).plan(), "danger")
    named = said(await DeleteImage(desk, WEB, other.digest).plan(), "danger")
    assert "production/web names it (web:4)" in named


@pytest.mark.parametrize("call", ["ecs:ListClusters", "ecs:ListTasks", "ecs:DescribeTaskDefinition"])
async def test_what_cannot_be_read_of_who_uses_it_is_a_danger(
    desk: Desk, server: EmbeddedAws, call: str
) -> None:
    image = await unused(desk)
    await server.control.faults({"match": call, **DENIED})
    plan = await DeleteImage(desk, WEB, image.digest).plan()
    assert "Not known whole" in said(plan, "danger")
    assert plan.confirm


async def test_a_service_that_begins_to_use_it_meanwhile_shows_the_plan_anew(
    desk: Desk, server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.operations.image_users.FRESH", 0.0)
    image, used = await unused(desk), await tagged(desk, "7.42.1")
    operation = DeleteImage(desk, WEB, image.digest)
    plan = await operation.plan()
    server.world.ecr.repositories[WEB].tag(server.world.ecr.repositories[WEB].images[image.digest], "7.42.1")
    assert used.digest != image.digest
    with pytest.raises(PlanOutdated, match="used by"):
        await applied(operation, plan)
    assert await server.control.calls("ecr:BatchDeleteImage") == []


@pytest.mark.parametrize("fault", LOST)
async def test_a_lost_answer_to_a_deletion_is_read_and_not_sent_again(
    desk: Desk, server: EmbeddedAws, fault: str
) -> None:
    image = await unused(desk)
    await server.control.faults({"match": "ecr:BatchDeleteImage", "fault": fault})
    steps = await applied(DeleteImage(desk, WEB, image.digest))
    assert "No answer came" in steps[0].text
    assert steps[-1].phase == "done"
    assert len(await server.control.calls("ecr:BatchDeleteImage")) == 1


async def test_a_deletion_lost_on_its_way_is_said_not_to_be_applied(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    image = await unused(desk)
    await server.control.faults({"match": "ecr:BatchDeleteImage", "fault": "cut_before"})
    with pytest.raises(Unreachable, match="not applied"):
        await applied(DeleteImage(desk, WEB, image.digest))
    assert lines(log)[-1]["outcome"] == "refused"


async def test_a_platform_of_an_index_is_kept_by_ecr_and_the_index_says_what_stays(desk: Desk) -> None:
    index = await tagged(desk, "1.32.0-rc.1", GATEWAY)
    child = (await desk.aws.ecr.platforms(GATEWAY, index.digest))[0]
    with pytest.raises(Rejected, match="referenced by manifest list"):
        await applied(DeleteImage(desk, GATEWAY, child.digest))
    plan = await DeleteImage(desk, GATEWAY, index.digest).plan()
    assert "2 platforms stay" in said(plan, "note")


async def test_one_that_is_gone_already_and_one_that_is_denied(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    image = await unused(desk)
    await server.control.faults({"match": "ecr:BatchDeleteImage", **DENIED})
    with pytest.raises(Denied):
        await applied(DeleteImage(desk, WEB, image.digest))
    assert lines(log)[-1]["outcome"] == "refused"
    await server.control.faults()
    await applied(DeleteImage(desk, WEB, image.digest))
    with pytest.raises(Refused, match="no image"):
        await DeleteImage(desk, WEB, image.digest).plan()


async def test_many_are_planned_by_one_reading_of_what_runs(desk: Desk, server: EmbeddedAws) -> None:
    usage = Usage(desk)
    images = [await unused(desk), await tagged(desk, "7.42.1"), await tagged(desk, "7.41.0")]
    before = len(await server.control.calls("ecs:ListClusters"))
    planned = await plan_all([(i.tags[0], DeleteImage(desk, WEB, i.digest, usage)) for i in images])
    assert all(each.ready for each in planned)
    assert confirmation(planned) == "3 images"
    assert len(await server.control.calls("ecs:ListClusters")) - before == 1


# Untagging


async def test_one_of_several_tags_goes_alone_and_can_be_given_back(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    image = await tagged(desk, "7.42.1")
    operation = UntagImage(desk, WEB, image.digest, "latest")
    plan = await operation.plan()
    assert (plan.changes[0].now, plan.changes[0].after) == ("7.42.1, 7526e37, latest", "7.42.1, 7526e37")
    assert plan.confirm == ""
    assert (await applied(operation, plan))[-1].phase == "done"
    assert (await tagged(desk, "7.42.1")).tags == ("7.42.1", "7526e37")
    (call,) = await server.control.calls("ecr:BatchDeleteImage")
    assert call["params"]["imageIds"] == [{"imageTag": "latest"}]
    assert [line["outcome"] for line in lines(log)] == ["sending", "applied"]
    assert (await applied(operation.reverse(plan)))[-1].phase == "done"
    assert set((await tagged(desk, "latest")).tags) == set(image.tags)


async def test_a_tag_that_a_service_names_is_taken_only_after_it_was_typed(desk: Desk) -> None:
    image = await tagged(desk, "7.42.1")
    plan = await UntagImage(desk, WEB, image.digest, "7.42.1").plan()
    assert "production/web names this tag" in said(plan, "danger")
    assert plan.confirm == f"{WEB}:7.42.1"


async def test_the_only_tag_of_an_image_is_not_taken_alone(desk: Desk, server: EmbeddedAws) -> None:
    image = next(image for image in await desk.aws.ecr.images(WEB) if len(image.tags) == 1)
    with pytest.raises(Refused, match="the only tag"):
        await UntagImage(desk, WEB, image.digest, image.tags[0]).plan()
    with pytest.raises(Refused, match="names this image no more"):
        await UntagImage(desk, WEB, image.digest, "other").plan()
    assert await server.control.calls("ecr:BatchDeleteImage") == []


# Tagging


async def test_a_new_tag_names_the_same_digest(desk: Desk, log: Path) -> None:
    image = await unused(desk)
    operation = TagImage(desk, WEB, image.digest, "stable")
    plan = await operation.plan()
    assert "no image -> " in str(plan.changes[0])
    steps = await applied(operation, plan)
    assert steps[-1].phase == "done"
    assert (await tagged(desk, "stable")).digest == image.digest
    assert operation.reverse(plan) is None
    assert lines(log)[-1]["outcome"] == "applied"


async def test_a_tag_that_services_name_is_moved_after_a_warning_and_moved_back(desk: Desk) -> None:
    image, used = await unused(desk), await tagged(desk, "7.42.1")
    operation = TagImage(desk, WEB, image.digest, "7.42.1")
    plan = await operation.plan()
    assert "production/web, staging/web names this tag" in said(plan, "warning")
    assert "older than the one" in said(plan, "warning")
    await applied(operation, plan)
    assert (await tagged(desk, "7.42.1")).digest == image.digest
    back = operation.reverse(plan)
    assert back is not None
    await applied(back)
    assert (await tagged(desk, "7.42.1")).digest == used.digest


async def test_an_immutable_tag_is_refused_before_and_a_new_one_is_not(desk: Desk) -> None:
    image = await unused(desk, PAYMENTS)
    with pytest.raises(Refused, match="immutable"):
        await TagImage(desk, PAYMENTS, image.digest, "6.2.1").plan()
    operation = TagImage(desk, PAYMENTS, image.digest, "fresh")
    plan = await operation.plan()
    assert "cannot be moved again" in said(plan, "note")
    assert (await applied(operation, plan))[-1].phase == "done"


async def test_a_tag_made_immutable_by_another_in_the_last_moment_is_refused_by_ecr(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    image = await unused(desk)
    await server.control.faults(
        {
            "match": "ecr:PutImage",
            "fault": "error",
            "code": "ImageTagAlreadyExistsException",
            "message": "the tag is immutable",
        }
    )
    with pytest.raises(Rejected, match="immutable"):
        await applied(TagImage(desk, WEB, image.digest, "7.42.1"))
    assert lines(log)[-1]["outcome"] == "refused"


async def test_a_tag_moved_by_another_meanwhile_shows_the_plan_anew(desk: Desk) -> None:
    image, used = await unused(desk), await tagged(desk, "7.41.0")
    operation = TagImage(desk, WEB, image.digest, "7.42.1")
    plan = await operation.plan()
    await applied(TagImage(desk, WEB, used.digest, "7.42.1"))
    with pytest.raises(PlanOutdated, match=r"the tag 7\.42\.1"):
        await applied(operation, plan)


async def test_what_changes_nothing_and_what_is_no_tag(desk: Desk) -> None:
    image = await unused(desk)
    assert (await TagImage(desk, WEB, image.digest, image.tags[0]).plan()).empty
    with pytest.raises(Refused, match="letters, digits"):
        await TagImage(desk, WEB, image.digest, ".x").plan()


@pytest.mark.parametrize("fault", LOST)
async def test_a_lost_answer_to_a_tag_is_read_back(desk: Desk, server: EmbeddedAws, fault: str) -> None:
    image = await unused(desk)
    await server.control.faults({"match": "ecr:PutImage", "fault": fault})
    steps = await applied(TagImage(desk, WEB, image.digest, "stable"))
    assert steps[-1].phase == "done"
    assert len(await server.control.calls("ecr:PutImage")) == 1


# Scanning


async def test_a_scan_is_followed_to_what_it_found_and_a_second_one_refused(
    desk: Desk, server: EmbeddedAws
) -> None:
    image = await unused(desk)
    operation = StartScan(desk, WEB, image.digest)
    plan = await operation.plan()
    steps = await applied(operation, plan)
    assert [steps[0].phase, steps[-1].phase] == ["sent", "done"]
    assert any("in progress" in step.text for step in steps)
    assert steps[-1].text.startswith("Scanned: ")
    again = StartScan(desk, WEB, image.digest)
    plan = await again.plan()
    assert "once a day" in said(plan, "warning")
    with pytest.raises(Rejected, match="quota"):
        await applied(again, plan)
    assert len(await server.control.calls("ecr:StartImageScan")) == 2


async def test_where_inspector_scans_and_of_an_index_none_can_be_asked_for(
    desk: Desk, server: EmbeddedAws
) -> None:
    index = await tagged(desk, "1.32.0-rc.1", GATEWAY)
    with pytest.raises(Refused, match="index"):
        await StartScan(desk, GATEWAY, index.digest).plan()
    server.world.ecr.scan_type = "ENHANCED"
    with pytest.raises(Refused, match="Inspector"):
        await StartScan(desk, WEB, (await unused(desk)).digest).plan()


@pytest.mark.parametrize("fault", LOST)
async def test_a_lost_answer_to_a_scan_is_read_back(desk: Desk, server: EmbeddedAws, fault: str) -> None:
    image = await unused(desk)
    await server.control.faults({"match": "ecr:StartImageScan", "fault": fault})
    assert (await applied(StartScan(desk, WEB, image.digest)))[-1].phase == "done"
    assert len(await server.control.calls("ecr:StartImageScan")) == 1


# Creating


async def test_a_repository_is_created_as_it_was_planned(desk: Desk, log: Path) -> None:
    operation = CreateRepository(desk, NewRepository("team/new", immutable=True, scan_on_push=False))
    plan = await operation.plan()
    assert (plan.subject, plan.kind, plan.where.region) == ("team/new", "repository", "eu-west-1")
    await applied(operation, plan)
    made = await desk.aws.ecr_registry.repository("team/new")
    assert (made.immutable, made.scan_on_push, made.arn) == (True, False, plan.resource)
    assert lines(log)[-1]["outcome"] == "applied"
    with pytest.raises(Refused, match="already"):
        await CreateRepository(desk, NewRepository("team/new")).plan()


@pytest.mark.parametrize("name", ["", "A", "x", "team//x", "-x", "a" * 257])
async def test_what_is_no_name_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(Refused):
        await CreateRepository(desk, NewRepository(name)).plan()


@pytest.mark.parametrize("fault", LOST)
async def test_a_lost_answer_to_a_creation_is_read_back(desk: Desk, server: EmbeddedAws, fault: str) -> None:
    await server.control.faults({"match": "ecr:CreateRepository", "fault": fault})
    assert (await applied(CreateRepository(desk, NewRepository("team/new"))))[-1].phase == "done"
    assert len(await server.control.calls("ecr:CreateRepository")) == 1


async def test_a_repository_that_somebody_else_made_meanwhile_is_not_made_twice(
    desk: Desk, server: EmbeddedAws
) -> None:
    operation = CreateRepository(desk, NewRepository("team/new"))
    plan = await operation.plan()
    server.world.ecr.create_repository("team/new")
    with pytest.raises(Refused, match="already"):
        await applied(operation, plan)


# Lifecycle policies


async def test_a_policy_is_put_after_what_it_would_expire_was_shown_and_taken_back(
    desk: Desk, log: Path
) -> None:
    images = await desk.aws.ecr.images("shop/media")
    operation = PutLifecycle(desk, "shop/media", rule(len(images) - 2))
    plan = await operation.plan()
    assert plan.changes[0].now == "expire untagged images 14 days after the push"
    assert plan.changes[0].after == f"expire images beyond the newest {len(images) - 2}"
    assert f"2 of {len(images)} images would expire" in said(plan, "warning")
    await applied(operation, plan)
    assert await desk.aws.ecr_registry.lifecycle("shop/media") == canonical(rule(len(images) - 2))
    assert lines(log)[-1]["outcome"] == "applied"
    await applied(operation.reverse(plan))
    assert "untagged" in await desk.aws.ecr_registry.lifecycle("shop/media")


async def test_a_policy_that_would_expire_what_runs_is_a_danger(desk: Desk) -> None:
    plan = await PutLifecycle(desk, WEB, rule(1, kind="sinceImagePushed")).plan()
    assert "production/web runs it" in said(plan, "danger")
    assert plan.confirm == WEB


async def test_a_policy_is_taken_away_and_put_back(desk: Desk, server: EmbeddedAws) -> None:
    before = await desk.aws.ecr_registry.lifecycle(WEB)
    operation = PutLifecycle(desk, WEB, " ")
    plan = await operation.plan()
    assert plan.changes[0].after == "none"
    assert "all stay" in said(plan, "note")
    assert (await applied(operation, plan))[-1].text == "There is no policy any more."
    assert await desk.aws.ecr_registry.lifecycle(WEB) == ""
    assert (await PutLifecycle(desk, WEB, "").plan()).empty
    await applied(operation.reverse(plan))
    assert await desk.aws.ecr_registry.lifecycle(WEB) == before
    assert len(await server.control.calls("ecr:DeleteLifecyclePolicy")) == 1


async def test_a_policy_that_is_none_or_the_same_changes_nothing(desk: Desk, server: EmbeddedAws) -> None:
    with pytest.raises(Refused, match="no JSON at line 1"):
        await PutLifecycle(desk, WEB, "{").plan()
    now = await desk.aws.ecr_registry.lifecycle(WEB)
    assert (await PutLifecycle(desk, WEB, json.dumps(json.loads(now), indent=4)).plan()).empty
    assert await server.control.calls("ecr:StartLifecyclePolicyPreview") == []


async def test_a_preview_that_may_not_be_made_is_a_danger_and_another_ones_is_waited_for(
    desk: Desk, server: EmbeddedAws
) -> None:
    await desk.aws.ecr_changes.start_lifecycle_preview(WEB, rule(1))
    plan = await PutLifecycle(desk, WEB, rule(500)).plan()
    assert "None of the" in said(plan, "note")
    await server.control.faults({"match": "ecr:StartLifecyclePolicyPreview", **DENIED})
    plan = await PutLifecycle(desk, WEB, rule(500)).plan()
    assert "could not be worked out" in said(plan, "danger")


async def test_a_policy_changed_by_another_meanwhile_shows_the_plan_anew(desk: Desk) -> None:
    operation = PutLifecycle(desk, WEB, rule(500))
    plan = await operation.plan()
    await desk.aws.ecr_changes.put_lifecycle(WEB, rule(400))
    with pytest.raises(PlanOutdated, match="policy"):
        await applied(operation, plan)


@pytest.mark.parametrize("fault", LOST)
async def test_a_lost_answer_to_a_policy_is_read_back(desk: Desk, server: EmbeddedAws, fault: str) -> None:
    await server.control.faults({"match": "ecr:PutLifecyclePolicy", "fault": fault})
    assert (await applied(PutLifecycle(desk, WEB, rule(500))))[-1].phase == "done"
    assert len(await server.control.calls("ecr:PutLifecyclePolicy")) == 1


async def test_read_only_changes_nothing(
    server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_at(server, log, monkeypatch, read_only=True) as desk:
        image = await unused(desk)
        operations = (
            DeleteImage(desk, WEB, image.digest),
            TagImage(desk, WEB, image.digest, "x"),
            StartScan(desk, WEB, image.digest),
            CreateRepository(desk, NewRepository("team/new")),
            PutLifecycle(desk, WEB, rule(500)),
        )
        for operation in operations:
            with pytest.raises(ReadOnly):
                await applied(operation)
    assert lines(log) == []
