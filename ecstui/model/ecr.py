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
    manifest_type: str = ""
    scanned_at: datetime | None = None
    platforms: tuple[PlatformImage, ...] = ()  # of an index, where they have been read
    runs_in: tuple[str, ...] | None = None  # "production/web 8", None while it is not known
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
    """One repository; `images` newest first and `lifecycle` the policy's text ("": none), None until read.

    `scan_mode` is how its images are scanned, in words, "" until it is known.
    """

    arn: str
    name: str
    uri: str
    registry_id: str
    created_at: datetime | None
    tag_mutability: str
    scan_on_push: bool
    encryption: str = "AES256"
    images: tuple[Image, ...] | None = None
    kms_key: str = ""
    lifecycle: str | None = None
    scan_mode: str = ""

    @property
    def newest(self) -> Image | None:
        """The image pushed last."""
        return self.images[0] if self.images else None

    @property
    def immutable(self) -> bool:
        """Whether a tag that is there cannot be moved (but for tags that its filters exclude)."""
        return self.tag_mutability.startswith("IMMUTABLE")

    @property
    def size(self) -> int:
        """Compressed bytes of all images known; layers that images share count for each."""
        return sum(image.size for image in self.images or ())


@dataclass(frozen=True, slots=True)
class Manifest:
    """An image's manifest as ECR has it, and its media type: what is sent back to give it another tag."""

    text: str
    media_type: str
