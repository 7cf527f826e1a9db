"""`ecstui push`, as a program of its own."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
import verbs
from building import built, folder_to_build

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    import engines
    from embedded_aws import EmbeddedAws

    from ecstui.engine.engine import Engine


@pytest.fixture
def aws(
    aws_with: Callable[..., EmbeddedAws],
    registry: engines.Registry,
    running: engines.Running,
    monkeypatch: pytest.MonkeyPatch,
) -> EmbeddedAws:
    """A fast embedded AWS whose ECR is the real registry, and the engine by DOCKER_HOST."""
    monkeypatch.setenv("DOCKER_HOST", running.host)
    return aws_with(speed=40, scenario="calm", registry=registry.host, registry_password=registry.password)


async def run(aws: EmbeddedAws, *words: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(verbs.run, aws, *words)


async def test_a_folder_is_built_pushed_and_deployed_by_its_digest(
    aws: EmbeddedAws, registry: engines.Registry, tmp_path: Path
) -> None:
    folder = folder_to_build(tmp_path / "web")
    done = await run(
        aws, "push", str(folder), "verb/web:v1", "--build", "--create", "--yes", "--output", "json",
        "--deploy", "production/web",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "COPY part0" in done.stderr
    pushed, deployed = map(json.loads, done.stdout.splitlines())
    assert pushed["outcome"] == deployed["outcome"] == "applied"
    digest = registry.digest("verb/web", "v1")
    assert f"verb/web@{digest}" in json.dumps(deployed["plan"])
    ends = [(line["verb"], line["outcome"]) for line in verbs.audited() if line["outcome"] != "sending"]
    assert ends == [("push", "applied"), ("deploy", "applied")]


async def test_an_image_takes_its_own_tag_and_once_there_nothing_is_done(
    aws: EmbeddedAws, engine: Engine, running: engines.Running, registry: engines.Registry, tmp_path: Path
) -> None:
    name = f"{running.kind}/own"
    await built(engine, folder_to_build(tmp_path / "x"), f"{name}:t7")
    plan = await run(aws, "push", f"{name}:t7", name, "--create", "--dry-run")
    assert plan.returncode == 0, plan.stderr
    assert registry.tags(name) == []
    first = await run(aws, "push", f"{name}:t7", name, "--create", "--yes")
    assert first.returncode == 0, first.stderr
    assert registry.tags(name) == ["t7"]
    again = await run(aws, "push", f"{name}:t7", name, "--yes")
    assert (again.returncode, "nothing to change" in again.stderr) == (0, True)


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("nothing:v1", "verb/web"), 3, "no image nothing:v1"),
        (("nothing:v1", "Verb/web"), 3, "is no repository"),
        (("x:1", "verb/web", "--platform", "linux/arm64"), 2, "--build"),
        ((".", "verb/web", "--build", "--build-arg", "X"), 2, "NAME=VALUE"),
        (("/nowhere", "verb/web", "--build"), 4, "no folder"),
    ],
)
async def test_what_cannot_be_pushed_is_told_in_a_line(
    aws: EmbeddedAws, words: tuple[str, ...], code: int, why: str
) -> None:
    told = await run(aws, "push", *words, "--yes")
    assert told.returncode == code, told.stderr
    assert why in told.stderr.splitlines()[-1]


async def test_without_an_engine_one_line_says_what_to_do(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    told = await run(aws, "push", "x:1", "verb/web", "--yes")
    assert told.returncode == 4
    assert (
        "engine does not answer at unix:///nowhere/docker.sock, as DOCKER_HOST says: No such" in told.stderr
    )
    assert len(told.stderr.splitlines()) == 1
