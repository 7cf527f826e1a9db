"""Building, listing and pushing with a real engine and a real registry."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import engines
import pytest
from building import built, folder_to_build

from ecstui.engine.endpoint import Endpoint
from ecstui.engine.engine import Engine
from ecstui.engine.failures import push_failure
from ecstui.model.errors import EngineError, NoEngine
from ecstui.model.local_image import BuildRequest
from ecstui.model.registry_login import Login
from ecstui.model.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.engine.push_events import PushState


def login(registry: str, password: str = engines.PASSWORD) -> Login:
    """The registry's own login."""
    return Login(registry, "AWS", Secret(password), datetime.now(UTC) + timedelta(hours=12))


async def pushed(
    engine: Engine, host: str, name: str, tag: str, password: str = engines.PASSWORD
) -> PushState:
    """Push it; the last state."""
    return [state async for state in engine.push(f"{host}/{name}", tag, login(host, password))][-1]


async def quiet(proxy: engines.CuttingProxy) -> int:
    """The bytes that have passed once no more do."""
    passed = -1
    while passed != proxy.passed:
        passed = proxy.passed
        await asyncio.sleep(0.5)
    return passed


@pytest.fixture
def proxy(proxies: Callable[..., engines.CuttingProxy]) -> engines.CuttingProxy:
    """A way to the registry that can be cut."""
    return proxies()


async def test_a_built_image_is_pushed_listed_and_not_sent_twice(
    engine: Engine,
    running: engines.Running,
    registry: engines.Registry,
    proxy: engines.CuttingProxy,
    tmp_path: Path,
) -> None:
    assert (await engine.version()).startswith({"dockerd": "Docker ", "podman": "Podman "}[running.kind])
    name = f"{running.kind}/web"
    reference = f"{proxy.host}/{name}:v1"
    log = await built(engine, folder_to_build(tmp_path / "web"), reference)
    assert any("COPY part2" in line for line in log)
    image = await engine.image(reference)
    assert image is not None
    assert image.layers == 4
    first = await pushed(engine, proxy.host, name, "v1")
    assert [layer.state for layer in first.layers] == ["pushed"] * (4 if running.tells_layers else 0)
    assert registry.tags(name) == ["v1"]
    assert first.digest == registry.digest(name, "v1")
    (listed,) = (each for each in await engine.images() if each.name == reference)
    assert listed.is_same(first.digest, registry.config(name, "v1"))
    sent = proxy.passed
    again = await pushed(engine, proxy.host, name, "v1")
    assert {layer.state for layer in again.layers} == ({"exists"} if running.tells_layers else set())
    assert again.digest == first.digest
    assert proxy.passed < sent + 100_000  # of 800 kB of layers


async def test_wrong_credentials_are_told_as_such(
    engine: Engine, registry: engines.Registry, images: tuple[str, ...]
) -> None:
    await engine.tag(images[0], f"{registry.host}/shop/denied", "v1")
    state = await pushed(engine, registry.host, "shop/denied", "v1", password="wrong")
    assert push_failure(state.error).kind == "unauthorized"
    assert "shop/denied" not in str(registry.tags("shop/denied"))


async def test_an_unknown_image_is_told_as_such(engine: Engine, registry: engines.Registry) -> None:
    state = await pushed(engine, registry.host, "shop/none", "v9")
    assert push_failure(state.error).kind == "unknown image"
    assert await engine.image("shop/none:v9") is None


async def test_a_cut_push_goes_on_with_what_the_registry_lacks(
    engine: Engine,
    running: engines.Running,
    registry: engines.Registry,
    proxy: engines.CuttingProxy,
    tmp_path: Path,
) -> None:
    name = f"{running.kind}/cut"
    folder = folder_to_build(tmp_path / "cut", layers=8, size=1_000_000)
    await built(engine, folder, f"{proxy.host}/{name}:v1")
    proxy.cut_at = 5_000_000
    state = await pushed(engine, proxy.host, name, "v1")
    assert proxy.cut_at is None, "it was never cut"
    assert state.digest == registry.digest(name, "v1")
    assert state.done == len(state.layers) == (9 if running.tells_layers else 0)
    assert proxy.passed < 17_000_000  # 9 MB, and a second time only what was on its way: six at once at most


async def test_a_registry_that_is_not_there_is_told_as_a_lost_connection(
    engine: Engine, proxies: Callable[..., engines.CuttingProxy], images: tuple[str, ...]
) -> None:
    host = proxies(up=False).host
    await engine.tag(images[0], f"{host}/shop/dead", "v1")
    failure = push_failure((await pushed(engine, host, "shop/dead", "v1")).error)
    assert failure.kind == "network", failure
    assert failure.resumable


async def test_cancelling_ends_the_push_at_once(
    engine: Engine,
    running: engines.Running,
    registry: engines.Registry,
    proxy: engines.CuttingProxy,
    tmp_path: Path,
) -> None:
    name = f"{running.kind}/left"
    folder = folder_to_build(tmp_path / "left", layers=2, size=10_000_000)
    await built(engine, folder, f"{proxy.host}/{name}:v1")
    proxy.bytes_a_second = 1_000_000
    pushing = asyncio.ensure_future(pushed(engine, proxy.host, name, "v1"))
    await proxy.under_way()
    pushing.cancel()
    await asyncio.wait({pushing})
    proxy.bytes_a_second = None
    assert await quiet(proxy) < 10_000_000
    assert registry.tags(name) == []
    assert (await pushed(engine, proxy.host, name, "v1")).digest == registry.digest(name, "v1")


async def test_an_engine_that_ends_in_mid_push_leaves_no_last_word(
    running: engines.Running, registry: engines.Registry, proxy: engines.CuttingProxy, tmp_path: Path
) -> None:
    name = f"{running.kind}/gone"
    with engines.ENGINES[running.kind](Path(tempfile.mkdtemp(prefix="ecse"))) as other:
        engine = Engine(Endpoint(other.host, "tests"))
        folder = folder_to_build(tmp_path / "gone", layers=2, size=8_000_000)
        await built(engine, folder, f"{proxy.host}/{name}:v1")
        proxy.bytes_a_second = 1_000_000
        pushing = asyncio.ensure_future(pushed(engine, proxy.host, name, "v1"))
        await proxy.under_way()
        await asyncio.to_thread(engines.end, other.process, signal.SIGKILL)
        assert not (await pushing).ended
        with pytest.raises(NoEngine, match="does not answer"):
            await engine.version()
    assert registry.tags(name) == []


async def test_a_build_takes_its_file_stage_arguments_and_platform(
    engine: Engine, running: engines.Running, tmp_path: Path
) -> None:
    folder = folder_to_build(tmp_path / "staged", layers=1)
    (folder / "Other").write_text(
        "FROM scratch AS first\nARG WHO=nobody\nCOPY part0 /first\nLABEL stage=first who=$WHO\n"
        "FROM first AS second\nCOPY part0 /second\nLABEL stage=second\n"
    )
    name = "localhost/tests/staged:v1"
    wanted = BuildRequest(str(folder), name, "Other", "first", (("WHO", "me"),), "linux/amd64")
    log = [line async for line in engine.build(wanted)]
    assert not any("second" in line for line in log), log
    image = await engine.image(name)
    assert image is not None
    assert (image.layers, image.platform) == (1, "linux/amd64")
    client = engine._client(20)
    assert client.inspect_image(name)["Config"]["Labels"].items() >= {"stage": "first", "who": "me"}.items()
    client.close()


async def test_a_build_that_fails_says_why(engine: Engine, tmp_path: Path) -> None:
    folder = folder_to_build(tmp_path / "broken")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY nothing /\n")
    with pytest.raises(EngineError, match="nothing"):
        await built(engine, folder, "shop/broken:v1")


@pytest.mark.parametrize(
    ("wanted", "recipe", "why"),
    [
        ({"target": "nix"}, "FROM scratch\nCOPY part0 /\n", "nix"),
        ({"platform": "foo"}, "FROM scratch\nCOPY part0 /\n", "refused to build: .*(foo|Bad Request)"),
        ({}, "FROM scratch\nFOO bar\n", "(?i)unknown instruction: .?FOO"),
        ({}, "", "(?i)cannot be empty|no contents"),
        ({"tag": "Shop/Web:v1"}, "FROM scratch\nCOPY part0 /\n", "invalid tag 'Shop/Web:v1'"),
    ],
)
async def test_what_the_engine_refuses_at_once_is_told_in_its_words(
    engine: Engine, tmp_path: Path, wanted: dict[str, str], recipe: str, why: str
) -> None:
    folder = folder_to_build(tmp_path / "refused", layers=1, size=2_000_000)
    (folder / "Dockerfile").write_text(recipe)
    with pytest.raises(EngineError, match=why) as told:
        async for _ in engine.build(BuildRequest(str(folder), **{"tag": "shop/refused:v1", **wanted})):
            pass
    assert not isinstance(told.value, NoEngine)


async def test_a_build_cut_short_by_an_engine_that_answers_does_not_call_it_dead(
    running: engines.Running, tmp_path: Path
) -> None:
    folder = folder_to_build(tmp_path / "cut", layers=1, size=2_000_000)
    async with engines.closing_at("/build", running) as host:
        with pytest.raises(EngineError, match=r"cut short.* answers") as told:
            await built(Engine(Endpoint(host, "tests")), folder, "shop/cut:v1")
    assert not isinstance(told.value, NoEngine)


async def test_a_folder_that_is_not_there_is_told(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no folder"):
        await built(engine, tmp_path / "nowhere", "shop/nowhere:v1")
