"""One real engine and one real registry for all tests of a worker; skipped in words where none can run."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import engines
import pytest

from ecstui.engine.endpoint import Endpoint
from ecstui.engine.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator


DEMANDED = bool(os.environ.get("ECSTUI_ENGINE_TESTS_DEMANDED"))
"""Whether a machine without an engine fails these tests, as in CI, instead of skipping them."""


@pytest.fixture(scope="session")
def dockerd() -> Iterator[engines.Dockerd]:
    """The engine of this session."""
    if why := engines.missing():
        if DEMANDED:
            pytest.fail(f"the tests with a real engine are demanded here: {why}")
        pytest.skip(f"no container engine can run here: {why}")
    with engines.dockerd(Path(tempfile.mkdtemp(prefix="ecsd"))) as running:
        yield running


@pytest.fixture(scope="session")
def registry(
    tmp_path_factory: pytest.TempPathFactory, dockerd: engines.Dockerd
) -> Iterator[engines.Registry]:
    """The registry of this session."""
    with engines.registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


@pytest.fixture(scope="session")
def podman(registry: engines.Registry) -> Iterator[engines.Dockerd]:
    """A second engine: Podman's service."""
    if why := engines.podman_missing():
        if DEMANDED:
            pytest.fail(f"the tests with a second engine are demanded here: {why}")
        pytest.skip(f"Podman cannot run here: {why}")
    with engines.podman(Path(tempfile.mkdtemp(prefix="ecsp")), registry.host) as running:
        yield running


@pytest.fixture
def engine(dockerd: engines.Dockerd) -> Engine:
    """The console's engine at the real one."""
    return Engine(Endpoint(dockerd.host, "tests"))
