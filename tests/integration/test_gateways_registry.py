"""The ECR, Application Auto Scaling and STS gateways against the embedded AWS, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ecstui.model.errors import NotFound
from tests.console_door import console

if TYPE_CHECKING:
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
        assert any(" at " in policy for target in scaled for policy in target.policies)


async def test_who_is_asking_is_asked_once(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(aws, monkeypatch) as door:
        identity = await door.identity()
        cluster = await anext(door.ecs.clusters())
        assert identity.account == cluster[0].arn.split(":")[4]
        assert await door.identity() is identity
        assert door.calls["sts:GetCallerIdentity"] == 1
