"""Amazon ECR beside the lists: policies, scans, manifests, and the rules of the registry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.aws import ecr_parse
from ecstui.aws import ecr_registry_parse as parse
from ecstui.aws.paging import after, pages
from ecstui.model.ecr import INDEX_TYPES
from ecstui.model.errors import AwsError, NotFound
from ecstui.model.findings import ranked
from ecstui.model.registry import RegistrySettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from types_aiobotocore_ecr import ECRClient

    from ecstui.aws.calls import Calls
    from ecstui.model.ecr import Manifest, Repository
    from ecstui.model.findings import Finding, Scan
    from ecstui.model.lifecycle import Expiring, Preview
    from ecstui.model.registry import PullThroughRule

PAGE = 1000
PREVIEW_PAGE = 100
# Without these ECR turns an index into one of its images.
MANIFEST_TYPES = (
    *INDEX_TYPES,
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)


class EcrRegistry:
    """What the console asks of ECR about a repository or the registry; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def _call(self, operation: str, where: str = "") -> AbstractAsyncContextManager[ECRClient]:
        return self._calls.call(f"ecr:{operation}", where)

    async def repository(self, name: str) -> Repository:
        """One repository; NotFound if there is none of that name."""
        async with self._call("DescribeRepositories", name) as ecr:
            answer = await ecr.describe_repositories(repositoryNames=[name])
            return ecr_parse.repository(answer["repositories"][0])

    async def manifest(self, repository: str, digest: str) -> Manifest:
        """An image's manifest as it was pushed; NotFound if there is no such image."""
        async with self._call("BatchGetImage", repository) as ecr:
            answer = await ecr.batch_get_image(
                repositoryName=repository,
                imageIds=[{"imageDigest": digest}],
                acceptedMediaTypes=list(MANIFEST_TYPES),
            )
            found = answer["images"]
            if not found:
                raise NotFound(parse.failure_words(answer.get("failures", ())))
            return parse.manifest(found[0])

    async def configs(self, repository: str, digests: Sequence[str]) -> dict[str, str]:
        """By digest (at most 100) that of the image's configuration, which engines take as the image's id.

        Indexes have none, and images that are gone.
        """
        async with self._call("BatchGetImage", repository) as ecr:
            answer = await ecr.batch_get_image(
                repositoryName=repository,
                imageIds=[{"imageDigest": digest} for digest in digests],
                acceptedMediaTypes=list(MANIFEST_TYPES),
            )
            return dict(found for raw in answer["images"] if (found := parse.config(raw)))

    async def lifecycle(self, repository: str) -> str:
        """The text of a repository's lifecycle policy, as one line of ASCII JSON; "" where it has none."""
        try:
            async with self._call("GetLifecyclePolicy", repository) as ecr:
                answer = await ecr.get_lifecycle_policy(repositoryName=repository)
                return parse.policy(answer["lifecyclePolicyText"])
        except AwsError as failure:
            if failure.code == "LifecyclePolicyNotFoundException":
                return ""
            raise

    async def lifecycle_preview(self, repository: str) -> Preview:
        """How the newest preview stands and, once it is complete, what would expire."""
        previews: list[Preview] = []

        async def page(token: str | None) -> tuple[tuple[Expiring, ...], str | None]:
            async with self._call("GetLifecyclePolicyPreview", repository) as ecr:
                answer = await ecr.get_lifecycle_policy_preview(
                    repositoryName=repository, maxResults=PREVIEW_PAGE, **after(token)
                )
                previews.append(parse.preview(answer))
                expiring = tuple(map(parse.expiring, answer.get("previewResults", ())))
                return expiring, answer.get("nextToken")

        expiring = tuple([image async for some in pages(page) for image in some])
        return replace(previews[-1], expiring=expiring)

    async def scan(self, repository: str, digest: str) -> Scan | None:
        """What the newest scan of an image found, the worst first; None where it was never scanned."""
        scans: list[Scan] = []

        async def page(token: str | None) -> tuple[tuple[Finding, ...], str | None]:
            async with self._call("DescribeImageScanFindings", repository) as ecr:
                answer = await ecr.describe_image_scan_findings(
                    repositoryName=repository,
                    imageId={"imageDigest": digest},
                    maxResults=PAGE,
                    **after(token),
                )
                scans.append(parse.scan(answer))
                return scans[-1].findings, answer.get("nextToken")

        try:
            found = [finding async for some in pages(page) for finding in some]
        except AwsError as failure:
            if failure.code == "ScanNotFoundException":
                return None
            raise
        last = scans[-1]
        return replace(last, findings=ranked(found))

    async def settings(self) -> RegistrySettings:
        """The registry's rules; what may not be read is among the `gaps`. Raises if nothing can be read."""
        parts: tuple[Callable[[], Awaitable[RegistrySettings]], ...] = (
            self._scanning,
            self._replication,
            self._pull_through,
        )
        known: list[RegistrySettings] = []
        failures: list[AwsError] = []
        for part in parts:
            try:
                known.append(await part())
            except AwsError as failure:
                failures.append(failure)
        if not known:
            raise failures[0]
        return parse.together(known, tuple(f"{failure.operation}: {failure.why}" for failure in failures))

    async def _scanning(self) -> RegistrySettings:
        async with self._call("GetRegistryScanningConfiguration") as ecr:
            answer = await ecr.get_registry_scanning_configuration()
            return parse.scanning(answer["scanningConfiguration"])

    async def _replication(self) -> RegistrySettings:
        async with self._call("DescribeRegistry") as ecr:
            answer = await ecr.describe_registry()
            return parse.replication(answer["replicationConfiguration"])

    async def _pull_through(self) -> RegistrySettings:
        async def page(token: str | None) -> tuple[tuple[PullThroughRule, ...], str | None]:
            async with self._call("DescribePullThroughCacheRules") as ecr:
                answer = await ecr.describe_pull_through_cache_rules(maxResults=PAGE, **after(token))
                rules = tuple(map(parse.pull_through, answer["pullThroughCacheRules"]))
                return rules, answer.get("nextToken")

        rules = tuple([rule async for some in pages(page) for rule in some])
        return RegistrySettings(pull_through=rules)
