"""Images that the container engine of this machine has, and what is asked of it to build one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class LocalImage:
    """An image of the engine; `size` in bytes, not compressed.

    `tags` are whole references ("web/api:v1"), `digests` what registries call it ("web/api@sha256:...").
    `id` is the digest of its configuration, `layers` how many it has (0: not read), `platform` "linux/arm64".
    """

    id: str
    tags: tuple[str, ...]
    digests: tuple[str, ...]
    size: int
    created_at: datetime | None
    layers: int = 0
    platform: str = ""

    @property
    def name(self) -> str:
        """What it is called: its first tag, or the beginning of its id."""
        return self.tags[0] if self.tags else self.id.removeprefix("sha256:")[:12]

    def known_as(self, digest: str) -> bool:
        """Whether a registry has it under that digest, as far as the engine has seen."""
        return any(known.endswith(f"@{digest}") for known in self.digests)

    def is_same(self, digest: str, config: str = "") -> bool:
        """Whether the image of that digest, with a configuration of that one, is this.

        Podman keeps no digest of what it has pushed; the id is the configuration's digest with all engines
        that keep images unpacked.
        """
        return self.known_as(digest) or self.id in {digest, config}


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build: a folder, the Dockerfile in it, and what the docker command takes as options.

    `tag` is the reference the result gets, `arguments` are pairs of a build argument's name and value.
    """

    path: str
    tag: str
    dockerfile: str = ""
    target: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    platform: str = ""


def build_arguments(text: str) -> tuple[tuple[str, str], ...]:
    """The build arguments of "NAME=value OTHER=2". Raises ValueError in words."""
    pairs = []
    for word in text.split():
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise ValueError(f"{word}: a build argument is NAME=value")
        pairs.append((name, value))
    return tuple(pairs)
