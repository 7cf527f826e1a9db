"""Repositories and images of Amazon ECR. Sizes are compressed bytes, as ECR gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED")
INDEX_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)


@dataclass(frozen=True, slots=True)
class Image:
    """One image of a repository; `findings` counts by severity, None where no scan has answered."""

    repository: str
    digest: str
    tags: tuple[str, ...]
    size: int
    pushed_at: datetime
    last_pulled_at: datetime | None = None
    findings: tuple[tuple[str, int], ...] | None = None
    scan_status: str = ""
    media_type: str = ""

    @property
    def is_index(self) -> bool:
        """Whether it names images for several platforms instead of being one."""
        return self.media_type in INDEX_TYPES


@dataclass(frozen=True, slots=True)
class PlatformImage:
    """One entry of an index: the image for "linux/arm64"."""

    platform: str
    digest: str


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository; `images` newest first, None until they have been read."""

    arn: str
    name: str
    uri: str
    registry_id: str
    created_at: datetime | None
    tag_mutability: str
    scan_on_push: bool
    encryption: str = "AES256"
    images: tuple[Image, ...] | None = None

    @property
    def newest(self) -> Image | None:
        """The image pushed last."""
        return self.images[0] if self.images else None
