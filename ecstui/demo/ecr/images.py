"""The operations of ECR on images."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ecstui.demo.ecr import findings
from ecstui.demo.ecr.image import CONFIG_TYPES, DOCKER_MANIFEST, INDEX_TYPES, digest_of, referenced
from ecstui.demo.ecr.refusals import fault_of, image_of, invalid, named, repository_of
from ecstui.demo.errors import AwsError
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.ecr.image import Image
    from ecstui.demo.ecr.state import Repository
    from ecstui.demo.world import World

SCAN_TAKES = 40.0  # seconds


def _detail(repository: Repository, image: Image, now: float) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "registryId": repository.registry,
        "repositoryName": repository.name,
        "imageDigest": image.digest,
        "imageSizeInBytes": image.size,
        "imagePushedAt": image.pushed_at,
        "imageManifestMediaType": image.media_type,
        "artifactMediaType": CONFIG_TYPES.get(image.media_type, image.media_type),
        "imageStatus": "ACTIVE",
    }
    if image.tags:
        detail["imageTags"] = list(image.tags)
    if image.pulled_at is not None:
        detail["lastRecordedPullTime"] = image.pulled_at
    status = findings.scan_status(image, now)
    if status is not None:
        detail["imageScanStatus"] = {"status": status, "description": _described(status)}
    if status == "COMPLETE":
        detail["imageScanFindingsSummary"] = findings.summary(image)
    return detail


def _described(status: str) -> str:
    return "The scan was completed successfully." if status == "COMPLETE" else "The scan is in progress."


def _wanted(params: dict[str, Any], image: Image) -> bool:
    status = params.get("filter", {}).get("tagStatus", "ANY")
    return bool(status == "ANY" or (status == "TAGGED") == bool(image.tags))


def describe_images(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """The images of up to 100 identities, or all of them, in no particular order."""
    repository = repository_of(world, params)
    identities = params.get("imageIds")
    if identities is not None:
        if not 1 <= len(identities) <= 100:
            raise invalid("imageIds must have between 1 and 100 members")
        found = {image.digest: image for image in (image_of(repository, each) for each in identities)}
        return {"imageDetails": [_detail(repository, image, world.now) for image in found.values()]}
    images = [image for image in repository.images.values() if _wanted(params, image)]
    shown, more = page(images, params, "nextToken", "maxResults", 100, 1000, key=lambda image: image.digest)
    return {"imageDetails": [_detail(repository, image, world.now) for image in shown], **more}


def list_images(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Identities: one a tag, and the digest alone of what has none."""
    repository = repository_of(world, params)
    identities = [
        {"imageDigest": image.digest} if tag is None else {"imageDigest": image.digest, "imageTag": tag}
        for image in repository.images.values()
        if _wanted(params, image)
        for tag in image.tags or (None,)
    ]
    shown, more = page(identities, params, "nextToken", "maxResults", 100, 1000)
    return {"imageIds": list(shown), **more}


def _image(repository: Repository, image: Image, tag: str | None) -> dict[str, Any]:
    identity = {"imageDigest": image.digest} | ({"imageTag": tag} if tag else {})
    return {
        "registryId": repository.registry,
        "repositoryName": repository.name,
        "imageId": identity,
        "imageManifest": image.manifest,
        "imageManifestMediaType": image.media_type,
    }


def _failure(identity: dict[str, str], fault: tuple[str, str]) -> dict[str, Any]:
    return {"imageId": identity, "failureCode": fault[0], "failureReason": fault[1]}


def _batch(params: dict[str, Any]) -> list[dict[str, str]]:
    identities: list[dict[str, str]] = params["imageIds"]
    if not 1 <= len(identities) <= 100:
        raise invalid("imageIds must have between 1 and 100 members")
    return identities


def batch_get_image(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Manifests, and a failure for every identity that names no image."""
    repository = repository_of(world, params)
    found, failures = [], []
    for identity in _batch(params):
        fault = fault_of(repository, identity)
        if fault is None:
            found.append(_image(repository, image_of(repository, identity), identity.get("imageTag")))
        else:
            failures.append(_failure(identity, fault))
    return {"images": found, "failures": failures}


def batch_delete_image(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """A tag untags, and its image goes with the last one; a digest deletes the image with all its tags."""
    repository = repository_of(world, params)
    gone, failures = [], []
    for identity in _batch(params):
        fault = fault_of(repository, identity)
        if fault is None and _is_in_an_index(repository, identity):
            fault = "ImageReferencedByManifestList", "Requested image referenced by manifest list"
        if fault is not None:
            failures.append(_failure(identity, fault))
        elif "imageTag" in identity:
            image = repository.untag(identity["imageTag"])
            gone.append({"imageDigest": image.digest, "imageTag": identity["imageTag"]})
        else:
            image = repository.images[identity["imageDigest"]]
            gone += [{"imageDigest": image.digest, "imageTag": tag} for tag in image.tags] or [identity]
            repository.drop(image)
    return {"imageIds": gone, "failures": failures}


def _is_in_an_index(repository: Repository, identity: dict[str, str]) -> bool:
    """Whether an image that would go altogether is one of an index that stays."""
    image = image_of(repository, identity)
    goes = "imageTag" not in identity or image.tags == [identity["imageTag"]]
    return goes and any(image.digest in referenced(other.manifest) for other in repository.images.values())


def put_image(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Store a manifest, under a tag where one is given; a tag that cannot move is refused."""
    repository = repository_of(world, params)
    manifest, tag = params["imageManifest"], params.get("imageTag")
    digest = digest_of(manifest)
    if params.get("imageDigest", digest) != digest:
        raise AwsError(
            "ImageDigestDoesNotMatchException",
            f"The provided digest '{params['imageDigest']}' does not match the calculated digest '{digest}'",
        )
    if digest in repository.images and (tag is None or repository.tags.get(tag) == digest):
        raise AwsError(
            "ImageAlreadyExistsException",
            f"Image with digest '{digest}' and tag '{tag or 'null'}' already exists in the repository with "
            f"name '{repository.name}' in registry with id '{repository.registry}'",
        )
    if tag in repository.tags and repository.mutability.startswith("IMMUTABLE"):
        raise AwsError(
            "ImageTagAlreadyExistsException",
            f"The image tag '{tag}' already exists in the '{repository.name}' repository and cannot be "
            "overwritten because the tag is immutable.",
        )
    media_type = params.get("imageManifestMediaType") or _media_type(manifest)
    image = world.ecr.store(repository.name, manifest, tag=tag, media_type=media_type)
    return {"image": _image(repository, image, tag)}


def _media_type(manifest: str) -> str:
    try:
        return str(json.loads(manifest).get("mediaType", DOCKER_MANIFEST))
    except (ValueError, AttributeError) as error:
        raise invalid("Image manifest is not valid JSON") from error


def describe_image_scan_findings(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """What the last scan of an image has found, 100 findings a page."""
    repository = repository_of(world, params)
    image = image_of(repository, params["imageId"])
    status = findings.scan_status(image, world.now)
    if status is None:
        raise AwsError(
            "ScanNotFoundException",
            f"Image scan does not exist for the image with '{named(params['imageId'])}' in the repository "
            f"with name '{repository.name}' in the registry with id '{repository.registry}'",
        )
    answer: dict[str, Any] = {
        "registryId": repository.registry,
        "repositoryName": repository.name,
        "imageId": {**params["imageId"], "imageDigest": image.digest},
        "imageScanStatus": {"status": status, "description": _described(status)},
    }
    if status != "COMPLETE":
        return answer
    enhanced = world.ecr.scan_type == "ENHANCED"
    found = findings.enhanced(repository, image) if enhanced else findings.findings(image)
    named_by, under = ("findingArn", "enhancedFindings") if enhanced else ("name", "findings")
    shown, more = page(
        found, params, "nextToken", "maxResults", 100, 1000, key=lambda one: str(one[named_by])
    )
    return answer | {"imageScanFindings": {**findings.summary(image), under: list(shown)}, **more}


def start_image_scan(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Scan an image now; the findings are there some seconds later. Once a day and image."""
    repository = repository_of(world, params)
    image = image_of(repository, params["imageId"])
    if world.ecr.scan_type == "ENHANCED":
        raise AwsError(
            "ValidationException",
            "This feature is disabled: StartImageScan is not supported when enhanced scanning is enabled.",
        )
    if image.media_type in INDEX_TYPES:
        raise AwsError(
            "UnsupportedImageTypeException",
            f"The operating system and/or package manager are not supported for the image "
            f"{named(params['imageId'])} in the repository with name '{repository.name}'",
        )
    if image.scanned_at is not None and image.scanned_at > world.now - 86_400:
        raise AwsError(
            "LimitExceededException",
            "The scan quota per image has been exceeded. Wait and try again.",
        )
    image.scanned_at = world.now + SCAN_TAKES
    return {
        "registryId": repository.registry,
        "repositoryName": repository.name,
        "imageId": {**params["imageId"], "imageDigest": image.digest},
        "imageScanStatus": {"status": "IN_PROGRESS", "description": _described("IN_PROGRESS")},
    }


HANDLERS = {
    "DescribeImages": describe_images,
    "ListImages": list_images,
    "BatchGetImage": batch_get_image,
    "BatchDeleteImage": batch_delete_image,
    "PutImage": put_image,
    "DescribeImageScanFindings": describe_image_scan_findings,
    "StartImageScan": start_image_scan,
}
