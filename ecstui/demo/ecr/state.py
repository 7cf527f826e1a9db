"""ECR: repositories, their images and tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecstui.demo.ecr.image import (
    DOCKER_MANIFEST,
    INDEX_TYPES,
    OCI_INDEX,
    OCI_MANIFEST,
    Image,
    described_size,
    digest_of,
    made_up_index,
    made_up_manifest,
)
from ecstui.demo.ecr.real_registry import RealRegistry
from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from ecstui.demo.world import World

PULLS_RECORDED = 86_400.0  # seconds within which further pulls are not recorded
REFERENCE = re.compile(
    r"^(?P<host>\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com)/(?P<name>[^:@]+)"
    r"(?::(?P<tag>[^@]+))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?$"
)


@dataclass(slots=True, eq=False)
class Repository:
    """A repository: images by digest, in the order they were pushed, and tags by name."""

    name: str
    arn: str
    uri: str
    registry: str
    created_at: float
    mutability: str = "MUTABLE"
    scan_on_push: bool = True
    encryption: dict[str, str] = field(default_factory=lambda: {"encryptionType": "AES256"})
    images: dict[str, Image] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    labels: list[dict[str, str]] = field(default_factory=list)  # the resource's tags
    lifecycle: tuple[str, float] | None = None  # policy text, last evaluated
    policy: str | None = None
    preview: tuple[str, float] | None = None  # policy text, when the preview is worked out

    def tag(self, image: Image, tag: str) -> None:
        """Let `tag` name `image`, and nothing else."""
        former = self.tags.get(tag)
        if former is not None:
            self.images[former].tags.remove(tag)
        self.tags[tag] = image.digest
        image.tags.append(tag)

    def untag(self, tag: str) -> Image:
        """Take a tag away; the image goes with its last one."""
        image = self.images[self.tags.pop(tag)]
        image.tags.remove(tag)
        if not image.tags:
            del self.images[image.digest]
        return image

    def drop(self, image: Image) -> None:
        """Delete an image with all its tags."""
        del self.images[image.digest]
        for tag in image.tags:
            del self.tags[tag]


class Registry:
    """The private registry of the account."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.repositories: dict[str, Repository] = {}
        self.scan_type = "BASIC"  # or ENHANCED
        self.scan_rules: list[dict[str, Any]] = []
        self.replication: list[dict[str, Any]] = []
        self.pull_through: list[dict[str, Any]] = []
        settings = world.settings
        self.real = RealRegistry(settings.registry, settings.registry_password) if settings.registry else None

    @property
    def host(self) -> str:
        """The registry's host, as image references begin."""
        _, _, _, region, account, _ = self.world.arn("ecr", "x").split(":")
        return f"{account}.dkr.ecr.{region}.amazonaws.com"

    def create_repository(
        self,
        name: str,
        *,
        mutability: str = "MUTABLE",
        scan_on_push: bool = True,
        at: float | None = None,
        **settings: Any,
    ) -> Repository:
        """A new, empty repository. Raises RepositoryAlreadyExistsException."""
        host = self.host
        registry = host.partition(".")[0]
        if name in self.repositories:
            raise AwsError(
                "RepositoryAlreadyExistsException",
                f"The repository with name '{name}' already exists in the registry with id '{registry}'",
            )
        repository = Repository(
            name=name,
            arn=self.world.arn("ecr", f"repository/{name}"),
            uri=f"{host}/{name}",
            registry=registry,
            created_at=self.world.now if at is None else at,
            mutability=mutability,
            scan_on_push=scan_on_push,
            **settings,
        )
        self.repositories[name] = repository
        return repository

    def push(
        self,
        repository: str,
        tag: str,
        digest: str | None = None,
        size: int = 84_000_000,
        at: float | None = None,
        media_type: str = DOCKER_MANIFEST,
    ) -> str:
        """Push an image made up from its name, or tag anew the one of `digest`. Returns the digest."""
        if digest is not None and digest in self.repositories[repository].images:
            owner = self.repositories[repository]
            owner.tag(owner.images[digest], tag)
            return digest
        manifest = made_up_manifest(f"{repository}:{tag}", size, media_type)
        return self.store(repository, manifest, tag=tag, digest=digest, media_type=media_type, at=at).digest

    def push_index(self, repository: str, tag: str, platforms: tuple[str, ...], size: int, at: float) -> str:
        """Push images made up for these platforms, without tags, and an index of them. Returns its digest."""
        children = {}
        for platform in platforms:
            manifest = made_up_manifest(f"{repository}:{tag}/{platform}", size, OCI_MANIFEST)
            children[platform] = self.store(repository, manifest, media_type=OCI_MANIFEST, at=at).digest
        index = made_up_index(children)
        return self.store(repository, index, tag=tag, media_type=OCI_INDEX, at=at).digest

    def store(
        self,
        repository: str,
        manifest: str,
        *,
        tag: str | None = None,
        digest: str | None = None,
        media_type: str = DOCKER_MANIFEST,
        at: float | None = None,
    ) -> Image:
        """Keep an image by its manifest, under its digest and, where given, a tag."""
        owner = self.repositories[repository]
        digest = digest or digest_of(manifest)
        image = owner.images.get(digest)
        if image is None:
            pushed = self.world.now if at is None else at
            image = Image(digest, manifest, media_type, described_size(manifest), pushed)
            scanned = owner.scan_on_push and media_type not in INDEX_TYPES
            image.scanned_at = pushed + 40 if scanned else None
            owner.images[digest] = image
        if tag is not None and tag not in image.tags:
            owner.tag(image, tag)
        return image

    def resolve(self, reference: str) -> str | None:
        """The digest behind an image reference, noting the pull; None where this registry has no such image.

        What lives in somebody else's registry is taken to exist.
        """
        match = REFERENCE.match(reference)
        if match is None or match["host"] != self.host:
            return digest_of(reference)
        image = self.find(reference)
        if image is None:
            return None
        if image.pulled_at is None or self.world.now - image.pulled_at > PULLS_RECORDED:
            image.pulled_at = self.world.now
        return image.digest

    def find(self, reference: str) -> Image | None:
        """The image that a reference names; None where this registry has no such."""
        match = REFERENCE.match(reference)
        if match is None or match["host"] != self.host:
            return None
        repository = self.repositories.get(match["name"])
        if repository is None:
            return None
        digest = match["digest"] or repository.tags.get(match["tag"] or "latest")
        return repository.images.get(digest) if digest else None
