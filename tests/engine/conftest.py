"""One real engine and one real registry for all tests of a worker; skipped in words where none can run."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import engines
import pytest
from building import built, folder_to_build
from ecr_door import EcrDoor

from ecstui.engine.endpoint import Endpoint
from ecstui.engine.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


DEMANDED = bool(os.environ.get("ECSTUI_ENGINE_TESTS_DEMANDED"))
"""Whether a machine without an engine fails these tests, as in CI, instead of skipping them."""


@pytest.fixture(scope="session")
def dockerd() -> Iterator[engines.Running]:
    """Docker's engine, one for the session."""
    _demand(engines.missing())
    with engines.dockerd(Path(tempfile.mkdtemp(prefix="ecsd"))) as running:
        yield running


@pytest.fixture(scope="session")
def podman() -> Iterator[engines.Running]:
    """Podman's service, one for the session."""
    _demand(engines.podman_missing())
    with engines.podman(Path(tempfile.mkdtemp(prefix="ecsp"))) as running:
        yield running


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[engines.Registry]:
    """The registry of this session."""
    _demand(engines.registry_missing())
    with engines.registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


def _demand(lacking: str) -> None:
    """Skip the test, or fail it where it is demanded, because of what is not there."""
    if lacking and DEMANDED:
        pytest.fail(f"the tests with real engines are demanded here: {lacking}")
    if lacking:
        pytest.skip(f"no such engine can run here: {lacking}")


@pytest.fixture
def proxies(registry: engines.Registry) -> Iterator[Callable[..., engines.CuttingProxy]]:
    """Make ways to the registry that can be cut; they end with the test."""
    made: list[engines.CuttingProxy] = []

    def make(**how: bool) -> engines.CuttingProxy:
        made.append(engines.CuttingProxy(registry.port, **how))
        return made[-1]

    yield make
    for proxy in made:
        proxy.close()


@pytest.fixture
def door(registry: engines.Registry) -> Iterator[EcrDoor]:
    """The registry behind the door of ECR; `door.immutable` are the repositories whose tags stay."""
    made = EcrDoor(registry)
    yield made
    made.close()


@pytest.fixture(params=["dockerd", "podman"])
def running(request: pytest.FixtureRequest) -> engines.Running:
    """Each engine in turn: all that is proved of one is proved of the other."""
    found: engines.Running = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def engine(running: engines.Running) -> Engine:
    """The console's engine at the real one."""
    return Engine(Endpoint(running.host, "tests"))


@pytest.fixture(scope="session")
def with_images() -> set[str]:
    """The kinds of engines that have the images of the session."""
    return set()


@pytest.fixture
async def images(
    engine: Engine, running: engines.Running, with_images: set[str], tmp_path: Path
) -> tuple[str, ...]:
    """References of three images of the same four layers, built once for the session."""
    names = tuple(f"localhost/tests/image:{name}" for name in ("one", "two", "three"))
    if running.kind not in with_images:
        folder = folder_to_build(tmp_path / "shared")
        for name in names:
            with (folder / "Dockerfile").open("a") as dockerfile:
                dockerfile.write(f"LABEL name={name}\n")
            await built(engine, folder, name)
        with_images.add(running.kind)
    return names
