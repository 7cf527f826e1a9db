"""Amazon ECR: repositories and their images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.aws import ecr_parse as parse
from ecstui.aws.paging import after, pages
from ecstui.model.ecr import INDEX_TYPES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager

    from types_aiobotocore_ecr import ECRClient

    from ecstui.aws.calls import Calls
    from ecstui.model.ecr import Image, PlatformImage, Repository

PAGE = 1000


class Ecr:
    """What the console asks of ECR; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def _call(
        self, operation: str, where: str = "", region: str = ""
    ) -> AbstractAsyncContextManager[ECRClient]:
        return self._calls.call(f"ecr:{operation}", where, region=region)

    async def repositories(self) -> AsyncIterator[tuple[Repository, ...]]:
        """Every repository of the account's registry, without its images."""

        async def page(token: str | None) -> tuple[tuple[Repository, ...], str | None]:
            async with self._call("DescribeRepositories") as ecr:
                answer = await ecr.describe_repositories(maxResults=PAGE, **after(token))
                found = tuple(parse.repository(raw) for raw in answer["repositories"])
                return found, answer.get("nextToken")

        async for repositories in pages(page):
            yield repositories

    async def image(
        self, repository: str, *, tag: str = "", digest: str = "", region: str = ""
    ) -> Image | None:
        """The image of a tag or digest; None where the repository, which must be there, has none such."""
        wanted: Any = {name: value for name, value in (("imageTag", tag), ("imageDigest", digest)) if value}
        async with self._call("DescribeImages", repository, region) as ecr:
            try:
                answer = await ecr.describe_images(repositoryName=repository, imageIds=[wanted])
            except ecr.exceptions.ImageNotFoundException:
                return None
            found = [parse.image(raw) for raw in answer["imageDetails"]]
        return found[0] if found else None

    async def platforms(self, repository: str, digest: str, *, region: str = "") -> tuple[PlatformImage, ...]:
        """The images that an index names, by platform; none where the digest is of no index."""
        async with self._call("BatchGetImage", repository, region) as ecr:
            answer = await ecr.batch_get_image(
                repositoryName=repository,
                imageIds=[{"imageDigest": digest}],
                acceptedMediaTypes=list(INDEX_TYPES),
            )
            return tuple(entry for raw in answer["images"] for entry in parse.index(raw["imageManifest"]))

    async def images(self, repository: str, *, region: str = "") -> tuple[Image, ...]:
        """Every image of a repository, newest first."""

        async def page(token: str | None) -> tuple[tuple[Image, ...], str | None]:
            async with self._call("DescribeImages", repository, region) as ecr:
                answer = await ecr.describe_images(repositoryName=repository, maxResults=PAGE, **after(token))
                return tuple(parse.image(raw) for raw in answer["imageDetails"]), answer.get("nextToken")

        found = [image async for images in pages(page) for image in images]
        return tuple(sorted(found, key=lambda image: image.pushed_at, reverse=True))
