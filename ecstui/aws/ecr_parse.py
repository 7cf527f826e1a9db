"""From ECR's answers to the model, one function a shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ecstui.aws.parse import NO_TIME, moment, texts
from ecstui.model.ecr import Image, PlatformImage, Repository
from ecstui.model.text import safe

if TYPE_CHECKING:
    from types_aiobotocore_ecr import type_defs as t


def repository(raw: t.RepositoryTypeDef) -> Repository:
    """A repository of DescribeRepositories."""
    return Repository(
        arn=safe(raw["repositoryArn"]),
        name=safe(raw["repositoryName"]),
        uri=safe(raw["repositoryUri"]),
        registry_id=safe(raw.get("registryId", "")),
        created_at=moment(raw.get("createdAt")),
        tag_mutability=safe(raw.get("imageTagMutability", "MUTABLE")),
        scan_on_push=raw.get("imageScanningConfiguration", {}).get("scanOnPush", False),
        encryption=safe(raw.get("encryptionConfiguration", {}).get("encryptionType", "AES256")),
    )


def image(raw: t.ImageDetailTypeDef) -> Image:
    """An image of DescribeImages."""
    summary = raw.get("imageScanFindingsSummary")
    counts = None if summary is None else summary.get("findingSeverityCounts", {})
    return Image(
        repository=safe(raw["repositoryName"]),
        digest=safe(raw["imageDigest"]),
        tags=texts(raw.get("imageTags")),
        size=raw.get("imageSizeInBytes", 0),
        pushed_at=moment(raw.get("imagePushedAt")) or NO_TIME,
        last_pulled_at=moment(raw.get("lastRecordedPullTime")),
        findings=None if counts is None else tuple((safe(str(name)), n) for name, n in counts.items()),
        scan_status=safe(raw.get("imageScanStatus", {}).get("status", "")),
        media_type=safe(raw.get("artifactMediaType") or raw.get("imageManifestMediaType", "")),
    )


def index(manifest: str) -> tuple[PlatformImage, ...]:
    """The platforms of an index as BatchGetImage gives it; attestations are of none and left out."""
    entries = json.loads(manifest).get("manifests", ())
    found = []
    for entry in entries:
        platform = entry.get("platform", {})
        system, architecture = platform.get("os", "unknown"), platform.get("architecture", "unknown")
        if "unknown" not in (system, architecture):
            found.append(PlatformImage(safe(f"{system}/{architecture}"), safe(entry["digest"])))
    return tuple(found)
