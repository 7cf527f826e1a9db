"""What a repository holds: images known by digest, and the manifests that describe them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
INDEX_TYPES = (DOCKER_LIST, OCI_INDEX)
CONFIG_TYPES = {
    DOCKER_MANIFEST: "application/vnd.docker.container.image.v1+json",
    OCI_MANIFEST: "application/vnd.oci.image.config.v1+json",
}
LAYER_TYPES = {
    DOCKER_MANIFEST: "application/vnd.docker.image.rootfs.diff.tar.gzip",
    OCI_MANIFEST: "application/vnd.oci.image.layer.v1.tar+gzip",
}


@dataclass(slots=True, eq=False)
class Image:
    """An image. Times in seconds since the epoch, size in bytes (compressed); tags in the order they came."""

    digest: str
    manifest: str
    media_type: str
    size: int
    pushed_at: float
    tags: list[str] = field(default_factory=list)
    pulled_at: float | None = None
    scanned_at: float | None = None


def digest_of(text: str) -> str:
    """The sha256 digest of a text, in the form registries write it."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def made_up_manifest(seed: str, size: int, media_type: str = DOCKER_MANIFEST) -> str:
    """A manifest of six layers that add up to `size` bytes; the same for a seed."""
    shares = (0.38, 0.27, 0.18, 0.11, 0.05)
    sizes = [int(size * share) for share in shares]
    sizes.append(size - sum(sizes))
    layers = [
        {"mediaType": LAYER_TYPES[media_type], "size": part, "digest": digest_of(f"{seed}/{number}")}
        for number, part in enumerate(sizes)
    ]
    config = {"mediaType": CONFIG_TYPES[media_type], "size": 7023, "digest": digest_of(f"{seed}/config")}
    document = {"schemaVersion": 2, "mediaType": media_type, "config": config, "layers": layers}
    return json.dumps(document, indent=3)


def made_up_index(children: dict[str, str], media_type: str = OCI_INDEX) -> str:
    """The manifest of an index of the manifests given by platform ("linux/arm64"): digests of them."""
    manifests = []
    for platform, digest in children.items():
        system, architecture = platform.split("/", 1)
        of = {"architecture": architecture, "os": system}
        manifests.append({"mediaType": OCI_MANIFEST, "size": 1610, "digest": digest, "platform": of})
    return json.dumps({"schemaVersion": 2, "mediaType": media_type, "manifests": manifests}, indent=3)


def referenced(manifest: str) -> tuple[str, ...]:
    """The digests of the manifests that an index names; none for an image's manifest."""
    try:
        listed = json.loads(manifest).get("manifests", ())
    except (ValueError, AttributeError):
        return ()
    return tuple(str(one.get("digest", "")) for one in listed)


def described_size(manifest: str) -> int:
    """The bytes of the layers a manifest names; 0 where it names none."""
    layers = json.loads(manifest).get("layers", ())
    return sum(int(layer.get("size", 0)) for layer in layers)
