"""Which engine is meant: DOCKER_HOST, the current Docker context, or a socket at one of the usual places.

The order is the docker command's own (docs.docker.com, "Docker contexts"); the sockets of rootless Docker and
of Podman, which that command does not try, come last.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ecstui.model.errors import NoEngine
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SYSTEM_SOCKET = Path("/var/run/docker.sock")
SYSTEM_PODMAN = Path("/run/podman/podman.sock")
_WHAT_TO_DO = "Start Docker or Podman, or set DOCKER_HOST."


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an engine listens ("unix:///var/run/docker.sock") and what says so ("DOCKER_HOST").

    `certificates` is the folder with ca.pem, cert.pem and key.pem where the engine asks for TLS.
    """

    host: str
    source: str
    certificates: Path | None = None
    verified: bool = True


def find_endpoint(
    environment: Mapping[str, str],
    home: Path,
    sockets: tuple[Path, ...] = (SYSTEM_SOCKET, SYSTEM_PODMAN),
) -> Endpoint:
    """The engine meant. Raises NoEngine, which says what was looked for.

    `sockets` are the system's own, tried besides those of the person.
    """
    if host := environment.get("DOCKER_HOST"):
        return _of_environment(host, environment, home)
    folder = Path(environment.get("DOCKER_CONFIG") or home / ".docker")
    name = environment.get("DOCKER_CONTEXT") or _current_context(folder)
    if name and name != "default":
        return _of_context(folder, name)
    tried = [*_own_sockets(environment, home), *((path, "the system's engine") for path in sockets)]
    for path, source in tried:
        if path.is_socket():
            return Endpoint(f"unix://{path}", source)
    looked = ", ".join(str(path) for path, _ in tried)
    raise NoEngine(safe(f"No container engine: no DOCKER_HOST, and no socket at {looked}. {_WHAT_TO_DO}"))


def _of_environment(host: str, environment: Mapping[str, str], home: Path) -> Endpoint:
    certificates = None
    verified = bool(environment.get("DOCKER_TLS_VERIFY"))
    if verified or environment.get("DOCKER_TLS"):
        certificates = Path(environment.get("DOCKER_CERT_PATH") or home / ".docker")
    return Endpoint(host, "DOCKER_HOST", certificates, verified)


def _current_context(folder: Path) -> str:
    try:
        return str(_read(folder / "config.json").get("currentContext") or "")
    except (OSError, ValueError, TypeError):
        return ""


def _of_context(folder: Path, name: str) -> Endpoint:
    key = hashlib.sha256(name.encode()).hexdigest()
    path = folder / "contexts" / "meta" / key / "meta.json"
    try:
        docker = _read(path)["Endpoints"]["docker"]
        host = str(docker["Host"])
    except (OSError, ValueError, KeyError, TypeError):
        raise NoEngine(
            safe(f"The Docker context {name!r} cannot be read at {path}. Choose another: docker context use.")
        ) from None
    certificates = folder / "contexts" / "tls" / key / "docker"
    return Endpoint(
        host,
        f"Docker context {safe(name)}",
        certificates if certificates.is_dir() else None,
        verified=not docker.get("SkipTLSVerify", False),
    )


def _own_sockets(environment: Mapping[str, str], home: Path) -> Iterator[tuple[Path, str]]:
    if runtime := environment.get("XDG_RUNTIME_DIR"):
        yield Path(runtime) / "docker.sock", "rootless Docker"
        yield Path(runtime) / "podman" / "podman.sock", "rootless Podman"
    yield home / ".docker" / "run" / "docker.sock", "Docker Desktop"


def _read(path: Path) -> dict[str, Any]:
    read = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(read, dict):
        raise TypeError(f"{path} holds no object")
    return read
