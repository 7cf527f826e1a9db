"""Pushing as an operation: planned, on record, to a real registry behind the embedded AWS."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import engines
import pytest
from building import built, folder_to_build
from operating import applied, desk_at, lines, said

from ecstui.model.errors import EngineError, UsageError
from ecstui.operations.push_image import PushImage
from ecstui.operations.push_target import push_target
from ecstui.operations.refusals import PlanOutdated, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from ecr_door import EcrDoor
    from embedded_aws import EmbeddedAws

    from ecstui.engine.engine import Engine
    from ecstui.operations.desk import Desk


@pytest.fixture
def aws(aws_with: Callable[..., EmbeddedAws], registry: engines.Registry) -> EmbeddedAws:
    """An embedded AWS whose ECR is the real registry."""
    return aws_with(speed=0, registry=registry.host, registry_password=registry.password)


@pytest.fixture
async def desk(aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A desk at it."""
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as made:
        yield made


async def repository(boto_client: Callable[..., Any], aws: EmbeddedAws, name: str, **settings: Any) -> None:
    async with boto_client(aws, "ecr") as ecr:
        await ecr.create_repository(repositoryName=name, **settings)


async def test_a_repository_is_created_pushed_to_and_listed(
    desk: Desk,
    engine: Engine,
    running: engines.Running,
    images: tuple[str, ...],
    registry: engines.Registry,
    tmp_path: Path,
) -> None:
    name = f"{running.kind}/new"
    with pytest.raises(UsageError, match=f"no repository {name}"):
        await PushImage(desk, engine, images[0], push_target(f"{name}:v1")).plan()
    operation = PushImage(desk, engine, images[0], push_target(f"{name}:v1", create=True))
    plan = await operation.plan()
    assert [call.operation for call in plan.calls] == ["ecr:CreateRepository", "ecr:PutImage"]
    assert [change.field for change in plan.changes] == ["repository", "tag v1"]
    assert "4 layers" in said(plan)
    steps = await applied(operation, plan)
    assert steps[-1].phase == "done", steps[-1]
    (image,) = await desk.aws.ecr.images(name)
    assert image.tags == ("v1",)
    assert image.digest == registry.digest(name, "v1") == operation.state.digest
    assert image.size > 800_000
    record = lines(tmp_path / "audit.jsonl")
    assert [line["outcome"] for line in record] == ["sending", "applied"]
    assert engines.PASSWORD not in (tmp_path / "audit.jsonl").read_text()
    assert await engine.image(f"{registry.host}/{name}:v1") is None
    again = PushImage(desk, engine, images[0], push_target(f"{name}:v1"))
    assert (await again.plan()).empty
    assert again.pushed == operation.pushed
    other = PushImage(desk, engine, images[0], push_target(f"{name}:v2"))
    steps = await applied(other)
    assert steps[-1].phase == "done"
    if running.tells_layers:
        assert {layer.state for layer in other.state.layers} == {"exists"}
        assert any("4 already there" in step.text for step in steps)


async def test_a_tag_that_moves_is_a_warning_and_one_moved_meanwhile_outdates_the_plan(
    desk: Desk,
    aws: EmbeddedAws,
    engine: Engine,
    running: engines.Running,
    images: tuple[str, ...],
    boto_client: Callable[..., Any],
) -> None:
    name = f"{running.kind}/moving"
    await repository(boto_client, aws, name)
    assert (await applied(PushImage(desk, engine, images[0], push_target(f"{name}:v1"))))[-1].ended
    second = PushImage(desk, engine, images[1], push_target(f"{name}:v1"))
    plan = await second.plan()
    assert "The tag v1 moves" in said(plan, "warning")
    third = PushImage(desk, engine, images[2], push_target(f"{name}:v1"))
    assert (await applied(third))[-1].phase == "done"
    with pytest.raises(PlanOutdated, match="tag"):
        await applied(second, plan)


async def test_a_tag_that_is_there_is_refused_where_tags_are_immutable(
    desk: Desk,
    aws: EmbeddedAws,
    engine: Engine,
    running: engines.Running,
    images: tuple[str, ...],
    boto_client: Callable[..., Any],
) -> None:
    name = f"{running.kind}/fixed"
    await repository(boto_client, aws, name, imageTagMutability="IMMUTABLE")
    assert (await applied(PushImage(desk, engine, images[0], push_target(f"{name}:v1"))))[-1].ended
    with pytest.raises(Refused, match="immutable: take another tag"):
        await PushImage(desk, engine, images[1], push_target(f"{name}:v1")).plan()


async def test_a_tag_that_another_took_in_mid_push_is_refused_by_ecr_and_told(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    door: EcrDoor,
    registry: engines.Registry,
    engine: Engine,
    running: engines.Running,
    images: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws = aws_with(speed=0, registry=door.host, registry_password=registry.password)
    name = f"{running.kind}/raced"
    await repository(boto_client, aws, name, imageTagMutability="IMMUTABLE")
    door.immutable.add(name)
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        mine = PushImage(desk, engine, images[0], push_target(f"{name}:v1"))
        first = True
        with suppress(EngineError):  # raised where the engine told of nothing on its way
            async for _ in mine.apply(await mine.plan()):
                if first:  # it is planned, and on record
                    first = False
                    theirs = PushImage(desk, engine, images[1], push_target(f"{name}:v1"))
                    assert (await applied(theirs))[-1].phase == "done"
    record = lines(tmp_path / "audit.jsonl")
    assert [line["outcome"] for line in record][:3] == ["sending", "sending", "applied"]
    assert record[-1]["outcome"] == ("failed" if running.tells_layers else "refused")
    assert "The tag is there already and tags of this repository are immutable" in record[-1]["reason"]
    assert f"The image tag 'v1' already exists in the '{name}' repository" in record[-1]["reason"]
    assert {path.partition("/manifests/")[2] for path in door.refused} == {"v1"}
    assert registry.digest(name, "v1") == theirs.state.digest


async def test_a_login_that_has_expired_is_got_anew(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    door: EcrDoor,
    registry: engines.Registry,
    engine: Engine,
    running: engines.Running,
    images: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws = aws_with(speed=0, registry=door.host, registry_password=registry.password)
    name = f"{running.kind}/expired"
    await repository(boto_client, aws, name)

    def logins() -> int:
        return sum(call.operation == "GetAuthorizationToken" for call in aws._server.calls.entries)

    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        operation = PushImage(desk, engine, images[0], push_target(f"{name}:v1"))
        plan = await operation.plan()
        door.expired = lambda: logins() < 2
        steps = await applied(operation, plan)
    assert door.refused
    why = "The login has expired" if running.kind == "dockerd" else "does not allow"  # it asks for no body
    assert any(why in step.text and "Taking it up again" in step.text for step in steps)
    assert steps[-1].phase == "done"
    assert logins() == 2
    assert [line["outcome"] for line in lines(tmp_path / "audit.jsonl")] == ["sending", "applied"]


async def test_an_image_the_engine_has_not_is_refused(desk: Desk, engine: Engine) -> None:
    with pytest.raises(UsageError, match="no image op/none:v1"):
        await PushImage(desk, engine, "op/none:v1", push_target("op/none:v1")).plan()


async def test_a_refused_login_changes_nothing_and_is_asked_for_once_more(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    registry: engines.Registry,
    engine: Engine,
    running: engines.Running,
    images: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws = aws_with(speed=0, registry=registry.host, registry_password="wrong")
    name = f"{running.kind}/login"
    await repository(boto_client, aws, name)
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        operation = PushImage(desk, engine, images[0], push_target(f"{name}:v1"))
        with pytest.raises(EngineError, match="does not accept the login"):
            await applied(operation)
    assert (await aws.control.counts())["ecr:GetAuthorizationToken"] == 2
    assert [line["outcome"] for line in lines(tmp_path / "audit.jsonl")] == ["sending", "refused"]


async def test_the_login_is_kept_until_shortly_before_its_end(desk: Desk, aws: EmbeddedAws) -> None:
    first = await desk.aws.ecr_push.login()
    assert await desk.aws.ecr_push.login() is first
    assert first.registry == aws.settings.registry
    assert engines.PASSWORD not in repr(first)
    assert await desk.aws.ecr_push.login(fresh=True) is not first
    assert (await aws.control.counts())["ecr:GetAuthorizationToken"] == 2


async def test_a_digest_that_ecr_does_not_report_is_a_failure(
    desk: Desk,
    aws: EmbeddedAws,
    engine: Engine,
    running: engines.Running,
    images: tuple[str, ...],
    boto_client: Callable[..., Any],
    tmp_path: Path,
) -> None:
    name = f"{running.kind}/unseen"
    await repository(boto_client, aws, name)
    operation = PushImage(desk, engine, images[0], push_target(f"{name}:v1"))
    steps = []
    async for step in operation.apply(await operation.plan()):
        if step.taken:
            aws.call(lambda: setattr(aws.world.ecr, "real", None))  # from now on ECR sees nothing new
        steps.append(step)
    assert steps[-1].phase == "failed"
    assert f"ECR reports nothing under {name}:v1" in steps[-1].text
    assert operation.pushed == ""
    assert lines(tmp_path / "audit.jsonl")[-1]["outcome"] == "failed"


async def test_a_lost_connection_is_taken_up_again(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    registry: engines.Registry,
    proxies: Callable[..., engines.CuttingProxy],
    engine: Engine,
    running: engines.Running,
    images: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy, up = proxies(up=False), False
    aws = aws_with(speed=0, registry=proxy.host, registry_password=registry.password)
    name = f"{running.kind}/lost"
    await repository(boto_client, aws, name)
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        operation = PushImage(desk, engine, images[0], push_target(f"{name}:v1"))
        async for last in operation.apply(await operation.plan()):
            if "Taking it up again" in last.text and not up:
                proxy.come_up()
                up = True
        assert last.phase == "done"
        assert up


async def test_a_registry_that_stays_away_is_told_and_changes_nothing(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    proxies: Callable[..., engines.CuttingProxy],
    engine: Engine,
    running: engines.Running,
    images: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws = aws_with(speed=0, registry=proxies(up=False).host, registry_password="x")
    name = f"{running.kind}/away"
    await repository(boto_client, aws, name)
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        with pytest.raises(EngineError, match="connection to the registry was lost"):
            await applied(PushImage(desk, engine, images[0], push_target(f"{name}:v1")))
    assert await engine.image(f"{aws.settings.registry}/{name}:v1") is None
    assert [line["outcome"] for line in lines(tmp_path / "audit.jsonl")] == ["sending", "refused"]


async def test_stopping_ends_a_push_and_leaves_the_tag_alone(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    registry: engines.Registry,
    proxies: Callable[..., engines.CuttingProxy],
    engine: Engine,
    running: engines.Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = proxies()
    proxy.bytes_a_second = 2_000_000
    aws = aws_with(speed=0, registry=proxy.host, registry_password=registry.password)
    name = f"{running.kind}/stopped"
    await repository(boto_client, aws, name)
    await built(engine, folder_to_build(tmp_path / "image", layers=2, size=10_000_000), f"{name}:dev")
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        operation = PushImage(desk, engine, f"{name}:dev", push_target(f"{name}:v1"))
        pushing = asyncio.ensure_future(applied(operation))
        await proxy.under_way()
        operation.stop()
        assert (await pushing)[-1].text.startswith("Stopped.")
        assert registry.tags(name) == []
        assert await engine.image(f"{proxy.host}/{name}:v1") is None
        left = PushImage(desk, engine, f"{name}:dev", push_target(f"{name}:v1"))
        proxy.bytes_a_second = None
        assert (await applied(left))[-1].phase == "done"
    outcomes = [line["outcome"] for line in lines(tmp_path / "audit.jsonl")]
    seen = "failed" if running.tells_layers else "unknown"  # whether ECR has got anything of it
    assert outcomes == ["sending", seen, "sending", "applied"]


async def test_a_name_of_the_registry_that_the_engine_had_before_stays(
    desk: Desk, engine: Engine, running: engines.Running, images: tuple[str, ...], registry: engines.Registry
) -> None:
    name = f"{running.kind}/named"
    own = f"{registry.host}/{name}:v1"
    await engine.tag(images[0], f"{registry.host}/{name}", "v1")
    steps = await applied(PushImage(desk, engine, own, push_target(f"{name}:v1", create=True)))
    assert steps[-1].phase == "done"
    assert await engine.image(own)


async def test_an_image_without_a_name_is_pushed_and_kept(
    desk: Desk, engine: Engine, running: engines.Running, registry: engines.Registry, tmp_path: Path
) -> None:
    name = f"{running.kind}/nameless"
    folder = folder_to_build(tmp_path / "image", layers=1)
    await built(engine, folder, f"{name}:dev")
    image = await engine.image(f"{name}:dev")
    assert image is not None
    (folder / "part0").write_bytes(b"other")
    await built(engine, folder, f"{name}:dev")  # the name goes to another image
    steps = await applied(PushImage(desk, engine, image.id, push_target(f"{name}:v1", create=True)))
    assert steps[-1].phase == "done"
    assert await engine.image(image.id)
