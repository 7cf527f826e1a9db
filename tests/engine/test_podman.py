"""The same with Podman's service, a second engine: it tells of a push only how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from building import built, folder_to_build
from operating import applied, desk_at
from test_push import login, pushed

from ecstui.engine.endpoint import Endpoint
from ecstui.engine.engine import Engine
from ecstui.engine.failures import push_failure
from ecstui.model.errors import EngineError
from ecstui.operations.push_image import PushImage
from ecstui.operations.push_target import push_target

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import engines


@pytest.fixture
def engine(podman: engines.Dockerd) -> Engine:
    """The console's engine at Podman."""
    return Engine(Endpoint(podman.host, "tests"))


async def test_podman_builds_lists_and_pushes(
    engine: Engine, registry: engines.Registry, tmp_path: Path
) -> None:
    assert (await engine.version()).startswith("Podman")
    reference = f"{registry.host}/pod/web"
    log = await built(engine, folder_to_build(tmp_path / "web"), f"{reference}:v1")
    assert any("COPY part2" in line for line in log)
    assert next(image.name for image in await engine.images()) == f"{reference}:v1"
    state = await pushed(engine, registry.host, "pod/web", "v1")
    assert state.digest.startswith("sha256:")
    assert registry.tags("pod/web") == ["v1"]
    assert (await pushed(engine, registry.host, "pod/web", "v1")).digest == state.digest


async def test_podman_tells_wrong_credentials_and_unknown_images(
    engine: Engine, registry: engines.Registry, tmp_path: Path
) -> None:
    await built(engine, folder_to_build(tmp_path / "web"), f"{registry.host}/pod/denied:v1")
    state = await pushed(engine, registry.host, "pod/denied", "v1", password="wrong")
    assert push_failure(state.error).kind == "unauthorized"
    with pytest.raises(EngineError, match="image not known"):
        [state async for state in engine.push(f"{registry.host}/pod/no", "v9", login(registry.host))]
    assert await engine.image("pod/none:v9") is None


async def test_podman_fails_a_build_in_words(engine: Engine, tmp_path: Path) -> None:
    folder = folder_to_build(tmp_path / "broken")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY nothing /\n")
    with pytest.raises(EngineError, match="nothing"):
        await built(engine, folder, "pod/broken:v1")


async def test_the_operation_pushes_by_podman_and_finds_its_digest_in_ecr(
    aws_with: Callable[..., Any],
    engine: Engine,
    registry: engines.Registry,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws = aws_with(speed=0, registry=registry.host, registry_password=registry.password)
    await built(engine, folder_to_build(tmp_path / "image"), "localhost/pod/op:dev")
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        target = push_target("pod/op:v1", create=True)
        operation = PushImage(desk, engine, "localhost/pod/op:dev", target)
        assert (await applied(operation))[-1].phase == "done"
        (image,) = await desk.aws.ecr.images("pod/op")
        assert image.digest == operation.state.digest
        assert operation.pushed.endswith(f"pod/op@{image.digest}")
