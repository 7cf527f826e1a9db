"""Pushing from the console: an image chosen or built, its layers, and its deployment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from building import built, folder_to_build
from console_driver import console

if TYPE_CHECKING:
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
    """An embedded AWS whose ECR is the real registry, and the engine by DOCKER_HOST."""
    monkeypatch.setenv("DOCKER_HOST", running.host)
    return aws_with(speed=20, scenario="calm", registry=registry.host, registry_password=registry.password)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_an_image_is_chosen_pushed_and_deployed(
    aws: EmbeddedAws,
    engine: Engine,
    running: engines.Running,
    registry: engines.Registry,
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    tag = f"screen{size[0]}"
    image = f"localhost/aaa/{tag}:{tag}"
    await built(engine, folder_to_build(tmp_path / "image"), image)
    async with console(aws, tmp_path, size=size) as ui:
        await ui.services.row("web")
        await ui.repositories.go_to("shop/web")
        await ui.press("P")
        await ui.sees("push to shop/web")
        await ui.sees(f"{tag}:{tag}")
        await ui.sees("enter plan")
        while ui.app.screen.table.cursor_key != image:
            await ui.press("down")
        await ui.until(lambda: ui.app.screen.tag.value == tag, "the tag of the image")
        await ui.press("enter")
        await ui.sees("enter apply")
        await ui.sees("4 layers")
        await ui.press("enter")
        await ui.sees("✓ done")
        if running.tells_layers:
            await ui.sees("pushed")
        await ui.sees("production/web")
        digest = registry.digest("shop/web", tag)
        assert digest
        await ui.press("D")
        await ui.sees("task definition")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.until(lambda: aws_has(aws, digest), "the digest in a registered revision")
        await ui.sees("deploy production/web")
        await ui.sees("is registered")
        await ui.sees(f"push shop/web:{tag}")
        await ui.press("l")
        await ui.sees("logs of the new tasks of web")
        await ui.sees(" 10.20.")
        await ui.sees("l logs  esc back")
        await ui.press("escape")
        await ui.sees_no("logs of the new tasks of web")
        await ui.sees("8 tasks replaced by new ones")
        await ui.press("escape")
        await ui.repositories.go_to("shop/web")
        await ui.press("P")
        await ui.sees("same digest")


def aws_has(aws: EmbeddedAws, digest: str) -> bool:
    """Whether a revision was registered with it."""
    return any(digest in json.dumps(entry.params, default=str) for entry in aws._server.calls.entries)


async def test_a_folder_is_built_with_its_log_on_screen(
    aws: EmbeddedAws, registry: engines.Registry, tmp_path: Path
) -> None:
    folder = folder_to_build(tmp_path / "built")
    async with console(aws, tmp_path, size=(120, 40)) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.press("P")
        await ui.sees("by DOCKER_HOST")
        await ui.press("ctrl+b")
        await ui.sees("enter build")
        ui.app.screen.inputs["path"].value = str(folder)
        ui.app.screen.tag.value = "built1"
        await ui.press("enter")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("✓ done")
        assert "built1" in registry.tags("shop/web")


async def test_a_repository_that_is_typed_is_created_with_the_push(
    aws: EmbeddedAws,
    engine: Engine,
    running: engines.Running,
    registry: engines.Registry,
    images: tuple[str, ...],
    tmp_path: Path,
) -> None:
    name = f"{running.kind}/typed"
    await engine.tag(images[0], "localhost/tests/typed", "t1")
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.press("P")
        await ui.sees("by DOCKER_HOST")
        ui.app.screen.repository.value = name
        ui.app.screen.tag.value = "t1"
        await ui.sees(f"there is no {name} yet: it is created before the push")
        await ui.press("enter")
        await ui.sees("repository")
        await ui.sees("is created with AWS's own settings")
        await ui.press("enter")
        await ui.sees("✓ done")
    assert registry.tags(name) == ["t1"]


async def test_a_push_goes_on_when_it_is_left_and_is_stopped_where_it_is_shown(
    aws_with: Callable[..., EmbeddedAws],
    engine: Engine,
    running: engines.Running,
    registry: engines.Registry,
    proxies: Callable[..., engines.CuttingProxy],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCKER_HOST", running.host)
    proxy = proxies()
    proxy.bytes_a_second = 1_000_000
    aws = aws_with(speed=0, registry=proxy.host, registry_password=registry.password)
    folder = folder_to_build(tmp_path / "slow", layers=2, size=20_000_000)
    await built(engine, folder, "localhost/aaa/slow:slow")
    async with console(aws, tmp_path, size=(120, 40)) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.press("P")
        await ui.until(lambda: ui.app.screen.tag.value == "slow", "the newest image")
        await ui.press("enter")
        await ui.sees("enter apply")
        await ui.press("enter")
        await proxy.under_way()
        if running.tells_layers:
            await ui.sees("█")
            await ui.sees("MB/s")
        await ui.press("escape")
        await ui.sees_no("X stop")
        await ui.sees("push shop/web:slow")
        await ui.press("P")
        await ui.sees("X stop")
        await ui.press("escape")
        passed = proxy.passed
        await ui.until(lambda: proxy.passed > passed, "it goes on")
        await ui.press("P", "X")
        await ui.sees("Stopped.")
    assert "slow" not in registry.tags("shop/web")


async def test_a_build_that_fails_stays_on_screen_with_its_reason(aws: EmbeddedAws, tmp_path: Path) -> None:
    folder = folder_to_build(tmp_path / "broken")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY missing /\n")
    async with console(aws, tmp_path, size=(120, 40)) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.press("P")
        await ui.sees("by DOCKER_HOST")
        await ui.press("ctrl+b")
        ui.app.screen.inputs["path"].value = str(folder)
        await ui.press("enter")
        await ui.sees("The build failed")
        await ui.sees("COPY missing")


async def test_without_an_engine_one_line_says_so_and_the_rest_works(
    aws_with: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere.sock")
    async with console(aws_with(speed=0), tmp_path, size=(80, 24)) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.press("P")
        await ui.sees("engine does not answer")
        await ui.press("enter")
        await ui.press("escape")
        await ui.sees_no("push to shop/web")
        await ui.services.row("web")
