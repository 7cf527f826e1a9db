"""A real registry behind ECR's calls: where one is given, pushes go there, and its images are ECR's.

It speaks the HTTP API of the distribution registry and knows user AWS by the password given. It is read in
line with the call that asks: it is on this machine, and what it holds must not be older than the answer.
"""

from __future__ import annotations

import base64
import json
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ecstui.demo.ecr.image import DOCKER_MANIFEST, OCI_MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.demo.ecr.state import Registry, Repository

WITHIN = 5.0  # seconds the registry has for an answer
_ACCEPTED = (
    DOCKER_MANIFEST,
    OCI_MANIFEST,
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.index.v1+json",
)


@dataclass(slots=True)
class RealRegistry:
    """The registry at `host` ("127.0.0.1:5000"); what was seen in it before is not taken over again.

    So a tag deleted or moved by ECR's own calls stays as these made it until somebody pushes.
    """

    host: str
    password: str
    _seen: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        """What GetAuthorizationToken tells as proxyEndpoint."""
        return f"http://{self.host}"

    def feed(self, ecr: Registry, repository: Repository, tags: Iterable[str] = ()) -> None:
        """Give the repository the images that were pushed to it since, of these `tags` or of all."""
        for tag in tags or self._tags(repository.name):
            answer = self._get(f"{repository.name}/manifests/{tag}")
            if answer is None:
                continue
            manifest, headers = answer
            digest = headers.get("Docker-Content-Digest", "")
            if self._seen.get((repository.name, tag)) == digest:
                continue
            self._seen[repository.name, tag] = digest
            media_type = headers.get("Content-Type", DOCKER_MANIFEST)
            ecr.store(repository.name, manifest, tag=tag, digest=digest, media_type=media_type)

    def _tags(self, name: str) -> list[str]:
        answer = self._get(f"{name}/tags/list")
        return list(json.loads(answer[0]).get("tags") or ()) if answer else []

    def _get(self, path: str) -> tuple[str, dict[str, str]] | None:
        """Body and headers; None where there is no such thing, or no registry (any more)."""
        login = base64.b64encode(f"AWS:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Accept": ", ".join(_ACCEPTED)}
        asked = urllib.request.Request(f"{self.endpoint}/v2/{path}", headers=headers)  # noqa: S310 - http alone
        try:
            with urllib.request.urlopen(asked, timeout=WITHIN) as answer:  # noqa: S310 - http alone
                return answer.read().decode(), dict(answer.headers)
        except OSError:
            return None
