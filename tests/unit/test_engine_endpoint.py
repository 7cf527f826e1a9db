"""Which engine is meant, and what is said where there is none."""

from __future__ import annotations

import hashlib
import json
import socket
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ecstui.engine.endpoint import Endpoint, find_endpoint
from ecstui.engine.engine import Engine
from ecstui.model.errors import EngineError, NoEngine

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def home() -> Iterator[Path]:
    """A home with a path short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="ecs") as folder:
        yield Path(folder)


def socket_at(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    return listening


def context(home: Path, name: str, **docker: Any) -> str:
    key = hashlib.sha256(name.encode()).hexdigest()
    folder = home / ".docker" / "contexts" / "meta" / key
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text(json.dumps({"Name": name, "Endpoints": {"docker": docker}}))
    (home / ".docker" / "config.json").write_text(json.dumps({"currentContext": name}))
    return key


def test_docker_host_comes_first_and_brings_its_certificates(home: Path) -> None:
    context(home, "dev", Host="unix:///dev.sock")
    assert find_endpoint({"DOCKER_HOST": "tcp://a:1"}, home) == Endpoint(
        "tcp://a:1", "DOCKER_HOST", None, False
    )
    environment = {"DOCKER_HOST": "tcp://a:1", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"}
    assert find_endpoint(environment, home).certificates == Path("/certs")
    assert find_endpoint(environment, home).verified


def test_the_current_context_is_read_with_its_certificates(home: Path) -> None:
    key = context(home, "dev", Host="tcp://b:2", SkipTLSVerify=True)
    assert find_endpoint({}, home) == Endpoint("tcp://b:2", "Docker context dev", None, verified=False)
    tls = home / ".docker" / "contexts" / "tls" / key / "docker"
    tls.mkdir(parents=True)
    assert find_endpoint({}, home).certificates == tls


def test_a_context_that_is_gone_is_named(home: Path) -> None:
    with pytest.raises(NoEngine, match=r"context 'lost'.*docker context use"):
        find_endpoint({"DOCKER_CONTEXT": "lost"}, home)


@pytest.mark.parametrize(
    "broken", ["", "[]", "{", '{"currentContext": "default"}', '{"currentContext": null}']
)
def test_a_configuration_that_names_no_context_leads_to_the_sockets(home: Path, broken: str) -> None:
    (home / ".docker").mkdir()
    (home / ".docker" / "config.json").write_text(broken)
    with closing(socket_at(home / "docker.sock")):
        found = find_endpoint({}, home, (home / "docker.sock",))
    assert found == Endpoint(f"unix://{home}/docker.sock", "the system's engine")


def test_a_persons_own_sockets_come_before_the_systems(home: Path) -> None:
    environment = {"XDG_RUNTIME_DIR": str(home / "run")}
    with (
        closing(socket_at(home / "docker.sock")),
        closing(socket_at(home / "run" / "podman" / "podman.sock")),
    ):
        assert find_endpoint(environment, home, (home / "docker.sock",)).source == "rootless Podman"
        with closing(socket_at(home / "run" / "docker.sock")):
            assert find_endpoint(environment, home, (home / "docker.sock",)).source == "rootless Docker"


def test_without_any_one_line_says_what_was_looked_for_and_what_to_do(home: Path) -> None:
    (home / "file.sock").write_text("no socket")
    with pytest.raises(NoEngine) as told:
        find_endpoint({}, home, (home / "file.sock",))
    assert "\n" not in str(told.value)
    assert str(home / "file.sock") in str(told.value)
    assert "Start Docker or Podman" in str(told.value)


async def test_an_engine_that_does_not_answer_is_told_with_its_address_and_what_names_it(home: Path) -> None:
    context(home, "dev", Host=f"unix://{home}/none.sock")
    with pytest.raises(NoEngine) as told:
        await Engine(find_endpoint({}, home)).images()
    assert str(told.value) == (
        f"The container engine does not answer at unix://{home}/none.sock, as Docker context dev says: "
        "No such file or directory. Start it, or set DOCKER_HOST to another."
    )


async def test_an_address_that_is_none_is_told_with_what_names_it(home: Path) -> None:
    with pytest.raises(EngineError, match=r"at foo:bar:x \(by DOCKER_HOST\) cannot be asked to list images"):
        await Engine(find_endpoint({"DOCKER_HOST": "foo:bar:x"}, home)).images()
