"""`ecstui push`, as a program of its own."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

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


async def test_the_whole_reference_of_the_own_registry_is_as_good(
    aws: EmbeddedAws, images: tuple[str, ...], running: engines.Running, registry: engines.Registry
) -> None:
    name = f"{running.kind}/whole"
    whole = f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/{name}:v1"
    done = await run(aws, "push", images[0], whole, "--create", "--yes")
    assert done.returncode == 0, done.stderr
    assert registry.tags(name) == ["v1"]


@pytest.mark.parametrize("more", ["--yes", "--dry-run"])
async def test_where_no_service_is_to_deploy_to_nothing_is_built_or_pushed(
    aws: EmbeddedAws, tmp_path: Path, registry: engines.Registry, more: str
) -> None:
    asked = (
        "push",
        str(folder_to_build(tmp_path / "web")),
        "verb/undeployed:v1",
        "--build",
        "--create",
        more,
    )
    told = await run(aws, *asked, "--deploy", "production/nosuch")
    assert told.returncode == 2, told.stderr
    assert "no service nosuch" in told.stderr
    assert "COPY" not in told.stderr
    assert registry.tags("verb/undeployed") == []


async def test_where_no_container_is_meant_nothing_is_built_or_pushed(
    aws: EmbeddedAws, boto_client: Callable[..., Any], tmp_path: Path, registry: engines.Registry
) -> None:
    async with boto_client(aws, "ecs") as ecs:
        containers = [{"name": name, "image": f"{name}:1", "memory": 64} for name in ("app", "proxy")]
        await ecs.register_task_definition(family="web", containerDefinitions=containers)
        await ecs.update_service(cluster="production", service="web", taskDefinition="web")
    asked = ("push", str(folder_to_build(tmp_path / "web")), "verb/undeployed:v1", "--build", "--create")
    told = await run(aws, *asked, "--yes", "--deploy", "production/web")
    assert told.returncode == 2, told.stderr
    assert "several containers" in told.stderr
    assert "COPY" not in told.stderr
    assert registry.tags("verb/undeployed") == []


async def test_where_it_is_protected_each_plan_takes_its_own_name(
    aws: EmbeddedAws,
    images: tuple[str, ...],
    running: engines.Running,
    registry: engines.Registry,
    tmp_path: Path,
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[contexts.guarded]\nprotected = true\n")
    name = f"{running.kind}/guarded"
    asked = ("--config", str(file), "--context", "guarded", "push", images[0], f"{name}:v1", "--create")
    asked = (*asked, "--deploy", "production/web", "--yes")
    both = ("--confirm", f"{name}:v1", "--confirm", "web")
    for given in ((), both[:2], both[2:], (*both, "--confirm", "api")):
        told = await run(aws, *asked, *given)
        assert told.returncode == 3, told.stderr
        assert registry.tags(name) == []
    assert f"--confirm names 'api', but this is about {name}:v1 and web" in told.stderr
    done = await run(aws, *asked, *both)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == f"push {name}:v1 (account 123456789012, region eu-west-1)"
    assert [line["verb"] for line in verbs.audited() if line["outcome"] == "applied"] == ["push", "deploy"]


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("nothing:v1", "verb/web"), 2, "no image nothing:v1"),
        (("nothing:v1", "Verb/web"), 2, "is no repository"),
        (("nothing:v1", "verb/web:a b"), 2, "is no tag"),
        (
            (".", "999999999999.dkr.ecr.us-east-1.amazonaws.com/verb/web:v1", "--build"),
            2,
            "999999999999/us-east-1: that is another account/region than the one you are signed in to, "
            "123456789012/eu-west-1.",
        ),
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


async def test_a_registry_that_stays_away_ends_with_4(
    aws_with: Callable[..., EmbeddedAws],
    proxies: Callable[..., engines.CuttingProxy],
    running: engines.Running,
    images: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCKER_HOST", running.host)
    aws = aws_with(speed=40, registry=proxies(up=False).host, registry_password="x")
    told = await run(aws, "push", images[0], f"{running.kind}/gone:v1", "--create", "--yes")
    assert told.returncode == 4, told.stderr
    assert "connection to the registry was lost" in told.stderr
