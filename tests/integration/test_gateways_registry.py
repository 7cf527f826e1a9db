"""The ECR, Application Auto Scaling and STS gateways against the embedded AWS, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ecstui.model.errors import NotFound
from ecstui.model.scaling import TargetChange
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.embedded_aws import EmbeddedAws


async def test_repositories_and_their_images_newest_first(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws, monkeypatch) as door:
        repositories = [repository async for batch in door.ecr.repositories() for repository in batch]
        web = next(repository for repository in repositories if repository.name == "shop/web")
        assert web.uri.endswith(".dkr.ecr.eu-west-1.amazonaws.com/shop/web")
        images = await door.ecr.images("shop/web")
        assert images
        assert [image.pushed_at for image in images] == sorted((i.pushed_at for i in images), reverse=True)
        assert len({image.digest for image in images}) == len(images)
        assert "7.42.1" in images[0].tags
        assert all(image.size > 1_000_000 for image in images)
        with pytest.raises(NotFound) as raised:
            await door.ecr.images("nothing")
        assert "nothing" in raised.value.where


async def test_the_bounds_of_a_scaled_service(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(aws, monkeypatch) as door:
        targets = {
            service.name: await door.scaling.target(service.cluster_arn, service.arn)
            async for batch in door.ecs.services("production")
            for service in batch
        }
        scaled = [target for target in targets.values() if target is not None]
        assert scaled
        assert None in targets.values()
        assert all(0 <= target.minimum <= target.maximum for target in scaled)
        assert any(" at " in policy.words for target in scaled for policy in target.policies)


async def test_who_is_asking_is_asked_once(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(aws, monkeypatch) as door:
        identity = await door.identity()
        cluster = await anext(door.ecs.clusters())
        assert identity.account == cluster[0].arn.split(":")[4]
        assert await door.identity() is identity
        assert door.calls["sts:GetCallerIdentity"] == 1


async def test_what_scales_a_service_is_told_whole(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = aws_with(speed=0, scenario="calm")
    async with console(aws, monkeypatch) as door:
        target = await door.scaling.target("production", "checkout")
        assert target is not None
        (policy,) = target.policies
        assert (policy.words, policy.value, policy.scale_in_cooldown) == ("CPU at 60 %", 60, 300)
        assert [("AlarmHigh" in name, "AlarmLow" in name) for name in policy.alarms] == [
            (True, False),
            (False, True),
        ]
        (sale,) = await door.scaling.scheduled_actions("production", "checkout")
        assert (sale.name, sale.minimum, sale.maximum) == ("winter-sale", 10, 40)
        (before,) = await door.scaling.activities("production", "checkout")
        assert (before.status, before.why_not) == ("Successful", "")
        await door.scaling.register("production", "web", TargetChange(maximum=5))
        await aws.control.advance(1800)
        newest, *_ = await door.scaling.activities("production", "web")
        assert (newest.status, newest.why_not) == ("Unfulfilled", "already at the maximum, 5")


async def test_registering_sends_only_what_changes(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(aws, monkeypatch) as door:
        named = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
        assert await door.scaling.register("production", "web", TargetChange(maximum=30))
        assert await door.scaling.register("production", "web", TargetChange(scale_in_suspended=True))
        calls = await aws.control.calls("application-autoscaling:RegisterScalableTarget")
        web = {**named, "ResourceId": "service/production/web"}
        assert [call["params"] for call in calls] == [
            {**web, "MaxCapacity": 30},
            {**web, "SuspendedState": {"DynamicScalingInSuspended": True}},
        ]
        target = await door.scaling.target_alone("production", "web")
        assert target is not None
        assert (target.minimum, target.maximum, target.suspended) == (4, 30, ("in",))


async def test_all_targets_of_the_account_come_in_pages(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = aws_with(speed=0)
    register = aws.world.scaling.register
    aws.call(lambda: [register("production", f"made-up-{number}", 1, 2) for number in range(60)])
    async with console(aws, monkeypatch) as door:
        read = [page async for page in door.scaling.targets()]
        assert len(read) == 2
        names = {(target.cluster, target.service) for page in read for target in page}
        assert {("production", "web"), ("production", "made-up-59")} <= names
