"""ECR of the embedded AWS, over HTTP: pages, failures, and tags that may or may not move."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

REPOSITORY = "shop/web"


@pytest.fixture
def world(aws_with: Callable[..., Any]) -> Any:
    return aws_with(speed=0, scenario="calm")


@pytest.fixture
async def ecr(world: Any, boto_client: Callable[..., Any]) -> AsyncIterator[Any]:
    async with boto_client(world, "ecr") as client:
        yield client


async def images(ecr: Any, name: str = REPOSITORY, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    token: dict[str, Any] = {}
    while True:
        answer = await ecr.describe_images(repositoryName=name, **params, **token)
        found += answer["imageDetails"]
        if "nextToken" not in answer:
            return found
        token = {"nextToken": answer["nextToken"]}


async def test_there_are_twelve_repositories_and_pages_of_them_are_complete(ecr: Any) -> None:
    whole = (await ecr.describe_repositories())["repositories"]
    assert len(whole) >= 12
    first = await ecr.describe_repositories(maxResults=5)
    second = await ecr.describe_repositories(maxResults=1000, nextToken=first["nextToken"])
    assert first["repositories"] + second["repositories"] == whole
    by_name = await ecr.describe_repositories(repositoryNames=[REPOSITORY])
    assert by_name["repositories"][0]["repositoryUri"].endswith(
        f".dkr.ecr.eu-west-1.amazonaws.com/{REPOSITORY}"
    )


async def test_a_repository_shows_weeks_of_builds_with_tags_sizes_and_findings(ecr: Any) -> None:
    found = await images(ecr, maxResults=7)
    assert found == await images(ecr)
    assert len({image["imageDigest"] for image in found}) == len(found) > 12
    assert sum("latest" in image.get("imageTags", ()) for image in found) == 1
    pushed = [image["imagePushedAt"] for image in found]
    assert (max(pushed) - min(pushed)).days > 20
    newest = max(found, key=lambda image: image["imagePushedAt"])
    assert "latest" in newest["imageTags"]
    assert any(image.get("imageScanFindingsSummary", {}).get("findingSeverityCounts") for image in found)
    untagged = await images(ecr, filter={"tagStatus": "UNTAGGED"})
    tagged = await images(ecr, filter={"tagStatus": "TAGGED"})
    assert len(untagged) + len(tagged) == len(found)
    assert all("imageTags" not in image for image in untagged)


async def test_the_findings_of_an_image_add_up_to_its_summary(ecr: Any) -> None:
    for image in await images(ecr):
        counts = image["imageScanFindingsSummary"]["findingSeverityCounts"]
        answer = await ecr.describe_image_scan_findings(
            repositoryName=REPOSITORY, imageId={"imageDigest": image["imageDigest"]}
        )
        severities = [finding["severity"] for finding in answer["imageScanFindings"]["findings"]]
        assert counts == {name: severities.count(name) for name in set(severities)}


async def test_what_is_not_there_is_refused_in_the_words_of_ecr(ecr: Any) -> None:
    with pytest.raises(ClientError) as error:
        await ecr.describe_images(repositoryName="ghost")
    said = error.value.response["Error"]
    assert said["Code"] == "RepositoryNotFoundException"
    assert said["Message"] == (
        "The repository with name 'ghost' does not exist in the registry with id '123456789012'"
    )
    with pytest.raises(ClientError, match=r"ImageNotFoundException.*imageTag:'none'"):
        await ecr.describe_images(repositoryName=REPOSITORY, imageIds=[{"imageTag": "none"}])
    with pytest.raises(ClientError, match="RepositoryNotEmptyException"):
        await ecr.delete_repository(repositoryName=REPOSITORY)
    with pytest.raises(ClientError, match="RepositoryAlreadyExistsException"):
        await ecr.create_repository(repositoryName=REPOSITORY)


async def test_a_batch_answers_what_there_is_and_lists_the_rest_as_failures(ecr: Any) -> None:
    answer = await ecr.batch_get_image(
        repositoryName=REPOSITORY, imageIds=[{"imageTag": "latest"}, {"imageTag": "ghost"}]
    )
    assert [image["imageId"]["imageTag"] for image in answer["images"]] == ["latest"]
    assert [failure["failureCode"] for failure in answer["failures"]] == ["ImageNotFound"]


async def test_deleting_a_tag_untags_and_the_image_goes_with_the_last_one(ecr: Any) -> None:
    await ecr.create_repository(repositoryName="own")
    for tag in ("a", "b"):
        pushed = await ecr.put_image(
            repositoryName="own", imageManifest='{"layers":[{"size":5}]}', imageTag=tag
        )
    assert (await images(ecr, "own"))[0]["imageTags"] == ["a", "b"]
    assert (await images(ecr, "own"))[0]["imageSizeInBytes"] == 5
    await ecr.batch_delete_image(repositoryName="own", imageIds=[{"imageTag": "a"}])
    assert (await images(ecr, "own"))[0]["imageTags"] == ["b"]
    answer = await ecr.batch_delete_image(
        repositoryName="own", imageIds=[{"imageTag": "b"}, {"imageTag": "x"}]
    )
    assert answer["imageIds"] == [{"imageDigest": pushed["image"]["imageId"]["imageDigest"], "imageTag": "b"}]
    assert len(answer["failures"]) == 1
    assert await images(ecr, "own") == []


async def test_a_tag_moves_only_where_the_repository_lets_it(ecr: Any) -> None:
    await ecr.create_repository(repositoryName="own", imageTagMutability="MUTABLE")
    await ecr.put_image(repositoryName="own", imageManifest='{"n":1}', imageTag="v1")
    await ecr.put_image(repositoryName="own", imageManifest='{"n":2}', imageTag="v1")
    assert [image.get("imageTags") for image in await images(ecr, "own")] == [None, ["v1"]]
    await ecr.put_image_tag_mutability(repositoryName="own", imageTagMutability="IMMUTABLE")
    with pytest.raises(ClientError, match=r"ImageTagAlreadyExistsException.*tag is immutable"):
        await ecr.put_image(repositoryName="own", imageManifest='{"n":3}', imageTag="v1")
    with pytest.raises(ClientError, match="ImageAlreadyExistsException"):
        await ecr.put_image(repositoryName="own", imageManifest='{"n":2}', imageTag="v1")


async def test_a_scan_takes_a_moment_and_is_allowed_once_a_day(world: Any, ecr: Any) -> None:
    await ecr.create_repository(repositoryName="own")
    await ecr.put_image(repositoryName="own", imageManifest='{"n":1}', imageTag="v1")
    image = {"repositoryName": "own", "imageId": {"imageTag": "v1"}}
    with pytest.raises(ClientError, match="ScanNotFoundException"):
        await ecr.describe_image_scan_findings(**image)
    await ecr.start_image_scan(**image)
    assert (await ecr.describe_image_scan_findings(**image))["imageScanStatus"]["status"] == "IN_PROGRESS"
    await world.control.advance(60)
    assert (await ecr.describe_image_scan_findings(**image))["imageScanStatus"]["status"] == "COMPLETE"
    with pytest.raises(ClientError, match="LimitExceededException"):
        await ecr.start_image_scan(**image)


async def test_the_login_token_is_aws_and_a_password_good_for_twelve_hours(world: Any, ecr: Any) -> None:
    (data,) = (await ecr.get_authorization_token())["authorizationData"]
    user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
    assert user == "AWS"
    assert password
    assert data["expiresAt"].timestamp() - world.world.now == pytest.approx(12 * 3600, abs=2)
    assert data["proxyEndpoint"] == "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com"
