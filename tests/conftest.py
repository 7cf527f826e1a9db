"""Fixtures of every test: nothing of this machine's AWS, and an embedded AWS of one's own over real HTTP.

- `aws`: a fresh server with the default settings: `.endpoint_url`, `.region`, `.environment`, `.world`,
  and `.control` with `await` `faults(...)`, `advance(seconds)`, `calls()`, `counts()`, `reset()`.
- `aws_with(speed=0, scenario=...)`: the same with other settings; the clock of speed 0 moves by
  `await aws.control.advance(seconds)` alone, so the test decides what has happened.
- `boto_client(aws, "ecs", retries=1)`: an async context manager with a raw aiobotocore client.

A test fails if the server met a bug of its own during it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from embedded_aws import EmbeddedAws

from ecstui.demo.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    Client = AbstractAsyncContextManager[Any]

# How long an example takes says nothing of the code on a machine that others use too.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: a test of a console waits for the greater part of its time."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No AWS variable, profile, metadata service or container engine of this machine; a home of one's own."""
    foreign = ("AWS_", "ECSTUI_", "XDG_", "BOTO", "DOCKER_")
    for name in [name for name in os.environ if name.startswith(foreign)]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{home}/no-engine.sock")
    for name in ("CONFIG", "STATE", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


@pytest.fixture
def aws_with() -> Iterator[Callable[..., EmbeddedAws]]:
    """Start servers with settings of one's own (`ecstui.demo.settings.Settings`); stopped after the test."""
    started: list[EmbeddedAws] = []

    def begin(**settings: Any) -> EmbeddedAws:
        started.append(EmbeddedAws(Settings(**settings)))
        return started[-1]

    yield begin
    for server in started:
        server.stop()
    bugs = [bug for server in started for bug in server.bugs]
    assert not bugs, "the embedded AWS met bugs of its own:\n" + "\n".join(bugs)


@pytest.fixture
def aws(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    """A fresh embedded AWS with the default settings."""
    return aws_with()


@pytest.fixture
def boto_client() -> Callable[..., Client]:
    """`async with boto_client(aws, "ecs") as ecs:` - a raw aiobotocore client; one attempt unless told."""

    def create(
        server: Any, service: str, retries: int = 1, **config: Any
    ) -> AbstractAsyncContextManager[Any]:
        from aiobotocore.config import AioConfig
        from aiobotocore.session import get_session

        from ecstui.demo.process import ACCESS_KEY, SECRET_KEY

        attempts = {"total_max_attempts": retries, "mode": "standard"}
        return get_session().create_client(
            service,
            region_name=server.region,
            endpoint_url=server.endpoint_url,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            config=AioConfig(inject_host_prefix=False, retries=attempts, **config),
        )

    return create
