"""What the ECR gateway reads and changes, over HTTP: findings, platforms, policies, the registry's rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ecstui.model.errors import Denied, NotFound, Rejected
from ecstui.model.registry import scan_mode
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ecstui.aws.account import Aws
    from tests.embedded_aws import EmbeddedAws

GATEWAY, SEARCH = "shop/gateway", "shop/search"
POLICY = json.dumps(
    {
        "rules": [
            {
                "rulePriority": 1,
                "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 3},
                "action": {"type": "expire"},
            }
        ]
    },
    indent=2,
)


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=0, scenario="calm")


@pytest.fixture
async def door(server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Aws]:
    async with console(server, monkeypatch) as door:
        yield door


async def test_an_index_has_platforms_and_they_are_images_of_their_own(door: Aws) -> None:
    images = await door.ecr.images(GATEWAY)
    index = next(image for image in images if image.is_index)
    platforms = await door.ecr.platforms(GATEWAY, index.digest)
    assert [platform.platform for platform in platforms] == ["linux/amd64", "linux/arm64"]
    assert {platform.digest for platform in platforms} < {image.digest for image in images}
    single = next(image for image in images if not image.is_index)
    assert await door.ecr.platforms(GATEWAY, single.digest) == ()


async def test_findings_come_worst_first_over_pages(
    door: Aws, server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.aws.ecr_registry.PAGE", 2)
    image = next(image for image in await door.ecr.images(SEARCH) if image.findings)
    scan = await door.ecr_registry.scan(SEARCH, image.digest)
    assert scan is not None
    assert scan.status == "COMPLETE"
    assert scan.completed_at == image.scanned_at
    assert len(scan.findings) == sum(number for _, number in image.findings or ())
    order = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"]
    places = [order.index(finding.severity) for finding in scan.findings]
    assert places == sorted(places)
    assert all(finding.package and finding.version and finding.url for finding in scan.findings)
    assert len(await server.control.calls("ecr:DescribeImageScanFindings")) > 1


async def test_enhanced_findings_have_the_version_that_mends_them_and_a_score(
    door: Aws, server: EmbeddedAws
) -> None:
    server.world.ecr.scan_type = "ENHANCED"
    image = next(image for image in await door.ecr.images(SEARCH) if dict(image.findings or ()).get("HIGH"))
    scan = await door.ecr_registry.scan(SEARCH, image.digest)
    assert scan is not None
    high = next(finding for finding in scan.findings if finding.severity == "HIGH")
    assert high.fixed.endswith("+deb12u1")
    assert high.score == 8.1
    low = next(finding for finding in scan.findings if finding.severity in {"LOW", "INFORMATIONAL"})
    assert low.fixed == ""
    with pytest.raises(Rejected, match="enhanced scanning"):
        await door.ecr_changes.start_scan(SEARCH, image.digest)


async def test_what_was_never_scanned_has_no_scan(door: Aws) -> None:
    index = next(image for image in await door.ecr.images(GATEWAY) if image.is_index)
    assert await door.ecr_registry.scan(GATEWAY, index.digest) is None
    assert index.findings is None


async def test_no_policy_is_no_error_and_one_that_is_put_is_read_back(door: Aws) -> None:
    made, request_id = await door.ecr_changes.create_repository(
        "own", immutable=True, scan_on_push=False, encryption="KMS"
    )
    assert (made.immutable, made.scan_on_push, made.encryption) == (True, False, "KMS")
    assert request_id
    assert await door.ecr_registry.lifecycle("own") == ""
    await door.ecr_changes.put_lifecycle("own", POLICY)
    assert json.loads(await door.ecr_registry.lifecycle("own")) == json.loads(POLICY)
    with pytest.raises(NotFound):
        await door.ecr_registry.lifecycle("ghost")


async def test_a_preview_tells_what_would_expire_and_nothing_does(door: Aws, server: EmbeddedAws) -> None:
    assert (await door.ecr_changes.start_lifecycle_preview(SEARCH, POLICY)).status == "IN_PROGRESS"
    assert (await door.ecr_registry.lifecycle_preview(SEARCH)).status == "IN_PROGRESS"
    await server.control.advance(10)
    preview = await door.ecr_registry.lifecycle_preview(SEARCH)
    images = await door.ecr.images(SEARCH)
    assert preview.status == "COMPLETE"
    assert {one.digest for one in preview.expiring} == {image.digest for image in images[3:]}
    assert {one.rule for one in preview.expiring} == {1}
    assert "untagged" in await door.ecr_registry.lifecycle(SEARCH)


async def test_an_image_keeps_its_digest_under_another_tag_and_goes_with_all_of_them(door: Aws) -> None:
    index = next(image for image in await door.ecr.images(GATEWAY) if image.is_index)
    manifest = await door.ecr_registry.manifest(GATEWAY, index.digest)
    await door.ecr_changes.put_image(GATEWAY, manifest, digest=index.digest, tag="again")
    tagged = await door.ecr.image(GATEWAY, tag="again")
    assert tagged is not None
    assert tagged.digest == index.digest
    assert tagged.is_index
    child = (await door.ecr.platforms(GATEWAY, index.digest))[0]
    with pytest.raises(Rejected, match="referenced by manifest list"):
        await door.ecr_changes.delete_image(GATEWAY, child.digest)
    await door.ecr_changes.delete_image(GATEWAY, index.digest)
    assert await door.ecr.image(GATEWAY, digest=index.digest) is None
    with pytest.raises(NotFound):
        await door.ecr_changes.delete_image(GATEWAY, index.digest)


async def test_a_quota_that_is_used_up_is_no_throttling(door: Aws) -> None:
    oldest = next(image for image in reversed(await door.ecr.images(SEARCH)) if not image.is_index)
    await door.ecr_changes.start_scan(SEARCH, oldest.digest)
    with pytest.raises(Rejected) as refused:
        await door.ecr_changes.start_scan(SEARCH, oldest.digest)
    assert refused.value.code == "LimitExceededException"


async def test_the_rules_of_the_registry_and_what_may_not_be_read_of_them(
    door: Aws, server: EmbeddedAws
) -> None:
    ecr: Any = server.world.ecr
    ecr.scan_type = "ENHANCED"
    ecr.scan_rules = [
        {
            "scanFrequency": "CONTINUOUS_SCAN",
            "repositoryFilters": [{"filter": "shop/*", "filterType": "WILDCARD"}],
        }
    ]
    ecr.replication = [{"destinations": [{"region": "us-east-1", "registryId": "210987654321"}]}]
    ecr.pull_through = [{"ecrRepositoryPrefix": "hub", "upstreamRegistryUrl": "registry-1.docker.io"}]
    settings = await door.ecr_registry.settings()
    assert settings.gaps == ()
    assert settings.replication[0].destinations == (("210987654321", "us-east-1"),)
    assert (settings.pull_through[0].prefix, settings.pull_through[0].upstream) == (
        "hub",
        "registry-1.docker.io",
    )
    assert scan_mode(await door.ecr_registry.repository(SEARCH), settings) == "enhanced continuous"
    await server.control.faults(
        {"match": "ecr:DescribeRegistry", "fault": "error", "code": "AccessDeniedException", "n": None}
    )
    partly = await door.ecr_registry.settings()
    assert partly.replication == ()
    assert "ecr:DescribeRegistry" in partly.gaps[0]
    await server.control.faults(
        {"match": "ecr:*", "fault": "error", "code": "AccessDeniedException", "n": None}
    )
    with pytest.raises(Denied):
        await door.ecr_registry.settings()
