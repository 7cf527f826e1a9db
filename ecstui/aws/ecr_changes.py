"""What changes a registry. All is sent once: Unreachable and BadAnswer leave open whether it was applied."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ecstui.aws import ecr_parse
from ecstui.aws import ecr_registry_parse as parse
from ecstui.model.errors import NotFound, Rejected, Throttled
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecstui.aws.calls import Calls
    from ecstui.model.ecr import Manifest, Repository
    from ecstui.model.lifecycle import Preview


class EcrChanges:
    """The writing calls of ECR; every method raises AwsError only."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    @asynccontextmanager
    async def _call(self, operation: str, repository: str) -> AsyncIterator[Any]:
        """A quota that is used up is no throttling: the same call sent again is refused again."""
        try:
            async with self._calls.call(f"ecr:{operation}", repository, writing=True) as client:
                yield client
        except Throttled as failure:
            if failure.code != "LimitExceededException":
                raise
            raise Rejected(
                failure.why,
                operation=failure.operation,
                where=failure.where,
                code=failure.code,
                request_id=failure.request_id,
            ) from None

    async def create_repository(
        self, name: str, *, immutable: bool, scan_on_push: bool, encryption: str
    ) -> tuple[Repository, str]:
        """Make a repository; it and the request's id. `encryption` is AES256 or KMS with AWS's own key."""
        async with self._call("CreateRepository", name) as ecr:
            answer = await ecr.create_repository(
                repositoryName=name,
                imageTagMutability="IMMUTABLE" if immutable else "MUTABLE",
                imageScanningConfiguration={"scanOnPush": scan_on_push},
                encryptionConfiguration={"encryptionType": encryption},
            )
            return ecr_parse.repository(answer["repository"]), _request_id(answer)

    async def delete_image(self, repository: str, digest: str) -> str:
        """Delete an image with all its tags; the request's id. Rejected or NotFound where ECR keeps it."""
        return await self._delete(repository, {"imageDigest": digest})

    async def delete_tag(self, repository: str, tag: str) -> str:
        """Delete a tag, and with its last one the image; the request's id. NotFound if there is none."""
        return await self._delete(repository, {"imageTag": tag})

    async def _delete(self, repository: str, identity: dict[str, str]) -> str:
        async with self._call("BatchDeleteImage", repository) as ecr:
            answer = await ecr.batch_delete_image(repositoryName=repository, imageIds=[identity])
            failures = answer["failures"]
            if failures:
                gone = failures[0].get("failureCode") == "ImageNotFound"
                raise (NotFound if gone else Rejected)(
                    parse.failure_words(failures),
                    code=safe(failures[0].get("failureCode", "")),
                    request_id=_request_id(answer),
                )
            return _request_id(answer)

    async def put_image(self, repository: str, manifest: Manifest, *, digest: str, tag: str) -> str:
        """Let `tag` name the image of that manifest; the request's id."""
        async with self._call("PutImage", repository) as ecr:
            answer = await ecr.put_image(
                repositoryName=repository,
                imageManifest=manifest.text,
                imageManifestMediaType=manifest.media_type,
                imageDigest=digest,
                imageTag=tag,
            )
            answer["image"]  # an answer without it is none
            return _request_id(answer)

    async def start_scan(self, repository: str, digest: str) -> str:
        """Scan an image; the request's id. Rejected where its scans of the day are used up."""
        async with self._call("StartImageScan", repository) as ecr:
            answer = await ecr.start_image_scan(repositoryName=repository, imageId={"imageDigest": digest})
            answer["imageScanStatus"]  # an answer without it is none
            return _request_id(answer)

    async def put_lifecycle(self, repository: str, text: str) -> str:
        """Put a lifecycle policy in the place of the one that is there; the request's id."""
        async with self._call("PutLifecyclePolicy", repository) as ecr:
            answer = await ecr.put_lifecycle_policy(repositoryName=repository, lifecyclePolicyText=text)
            answer["lifecyclePolicyText"]  # an answer without it is none
            return _request_id(answer)

    async def delete_lifecycle(self, repository: str) -> str:
        """Take a repository's lifecycle policy away; the request's id."""
        async with self._call("DeleteLifecyclePolicy", repository) as ecr:
            answer = await ecr.delete_lifecycle_policy(repositoryName=repository)
            answer["lifecyclePolicyText"]  # an answer without it is none
            return _request_id(answer)

    async def start_lifecycle_preview(self, repository: str, text: str) -> Preview:
        """Have ECR work out what a policy would expire; nothing expires by it."""
        async with self._call("StartLifecyclePolicyPreview", repository) as ecr:
            answer = await ecr.start_lifecycle_policy_preview(
                repositoryName=repository, lifecyclePolicyText=text
            )
            return parse.preview(answer)


def _request_id(answer: Any) -> str:
    return safe(answer["ResponseMetadata"].get("RequestId", ""))
