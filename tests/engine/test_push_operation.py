"""Pushing as an operation: planned, on record, to a real registry behind the embedded AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import engines
import pytest
from building import built, folder_to_build
from operating import applied, desk_at, lines, said

from ecstui.model.errors import EngineError
from ecstui.operations.push_image import PushImage
from ecstui.operations.push_target import push_target
from ecstui.operations.refusals import PlanOutdated, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

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
    desk: Desk, engine: Engine, registry: engines.Registry, tmp_path: Path
) -> None:
    await built(engine, folder_to_build(tmp_path / "image"), "op/new:dev")
    with pytest.raises(Refused, match="no repository op/new"):
        await PushImage(desk, engine, "op/new:dev", push_target("op/new:v1")).plan()
    operation = PushImage(desk, engine, "op/new:dev", push_target("op/new:v1", create=True))
    plan = await operation.plan()
    assert [call.operation for call in plan.calls] == ["ecr:CreateRepository", "ecr:PutImage"]
    assert [change.field for change in plan.changes] == ["repository", "tag v1"]
    assert "4 layers" in said(plan)
    steps = await applied(operation, plan)
    assert steps[-1].phase == "done", steps[-1]
    (image,) = await desk.aws.ecr.images("op/new")
    assert image.tags == ("v1",)
    assert image.digest == registry.digest("op/new", "v1") == operation.state.digest
    assert image.size > 800_000
    record = lines(tmp_path / "audit.jsonl")
    assert [line["outcome"] for line in record] == ["sending", "applied"]
    assert engines.PASSWORD not in (tmp_path / "audit.jsonl").read_text()
    again = PushImage(desk, engine, "op/new:dev", push_target("op/new:v1"))
    assert (await again.plan()).empty
    other = PushImage(desk, engine, "op/new:dev", push_target("op/new:v2"))
    steps = await applied(other)
    assert steps[-1].phase == "done"
    assert {layer.state for layer in other.state.layers} == {"exists"}
    assert any("4 already there" in step.text for step in steps)


async def test_a_tag_that_moves_is_a_warning_and_one_moved_meanwhile_outdates_the_plan(
    desk: Desk, aws: EmbeddedAws, engine: Engine, boto_client: Callable[..., Any], tmp_path: Path
) -> None:
    await repository(boto_client, aws, "op/moving")
    for name in ("one", "two", "three"):
        await built(engine, folder_to_build(tmp_path / name), f"op/moving:{name}")
    assert (await applied(PushImage(desk, engine, "op/moving:one", push_target("op/moving:v1"))))[-1].ended
    second = PushImage(desk, engine, "op/moving:two", push_target("op/moving:v1"))
    plan = await second.plan()
    assert "The tag v1 moves" in said(plan, "warning")
    third = PushImage(desk, engine, "op/moving:three", push_target("op/moving:v1"))
    assert (await applied(third))[-1].phase == "done"
    with pytest.raises(PlanOutdated, match="tag"):
        await applied(second, plan)


async def test_a_tag_that_is_there_is_refused_where_tags_are_immutable(
    desk: Desk, aws: EmbeddedAws, engine: Engine, boto_client: Callable[..., Any], tmp_path: Path
) -> None:
    await repository(boto_client, aws, "op/fixed", imageTagMutability="IMMUTABLE")
    for name in ("one", "two"):
        await built(engine, folder_to_build(tmp_path / name), f"op/fixed:{name}")
    assert (await applied(PushImage(desk, engine, "op/fixed:one", push_target("op/fixed:v1"))))[-1].ended
    with pytest.raises(Refused, match="immutable: take another tag"):
        await PushImage(desk, engine, "op/fixed:two", push_target("op/fixed:v1")).plan()


async def test_an_image_the_engine_has_not_is_refused(desk: Desk, engine: Engine) -> None:
    with pytest.raises(Refused, match="no image op/none:v1"):
        await PushImage(desk, engine, "op/none:v1", push_target("op/none:v1")).plan()


async def test_a_refused_login_changes_nothing_and_is_asked_for_once_more(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    registry: engines.Registry,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws = aws_with(speed=0, registry=registry.host, registry_password="wrong")
    await repository(boto_client, aws, "op/login")
    await built(engine, folder_to_build(tmp_path / "image"), "op/login:dev")
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        operation = PushImage(desk, engine, "op/login:dev", push_target("op/login:v1"))
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
    desk: Desk, aws: EmbeddedAws, engine: Engine, boto_client: Callable[..., Any], tmp_path: Path
) -> None:
    await repository(boto_client, aws, "op/unseen")
    await built(engine, folder_to_build(tmp_path / "image"), "op/unseen:dev")
    operation = PushImage(desk, engine, "op/unseen:dev", push_target("op/unseen:v1"))
    steps = []
    async for step in operation.apply(await operation.plan()):
        if step.taken:
            aws.call(lambda: setattr(aws.world.ecr, "real", None))  # from now on ECR sees nothing new
        steps.append(step)
    assert steps[-1].phase == "failed"
    assert "ECR reports nothing under op/unseen:v1" in steps[-1].text
    assert operation.pushed == ""
    assert lines(tmp_path / "audit.jsonl")[-1]["outcome"] == "failed"


async def test_a_lost_connection_is_taken_up_again(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    registry: engines.Registry,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = engines.free_port()
    aws = aws_with(speed=0, registry=f"127.0.0.1:{port}", registry_password=registry.password)
    await repository(boto_client, aws, "op/lost")
    await built(engine, folder_to_build(tmp_path / "image"), "op/lost:dev")
    proxies = []
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        operation = PushImage(desk, engine, "op/lost:dev", push_target("op/lost:v1"))
        async for last in operation.apply(await operation.plan()):
            if "Taking it up again" in last.text and not proxies:
                proxies.append(engines.CuttingProxy(int(registry.host.rpartition(":")[2]), port))
        assert last.phase == "done"
        assert proxies
        proxies[0].close()


async def test_a_registry_that_stays_away_is_told_and_changes_nothing(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aws = aws_with(speed=0, registry=f"127.0.0.1:{engines.free_port()}", registry_password="x")
    await repository(boto_client, aws, "op/away")
    await built(engine, folder_to_build(tmp_path / "image"), "op/away:dev")
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        with pytest.raises(EngineError, match="connection to the registry was lost"):
            await applied(PushImage(desk, engine, "op/away:dev", push_target("op/away:v1")))
    assert [line["outcome"] for line in lines(tmp_path / "audit.jsonl")] == ["sending", "refused"]


async def test_stopping_ends_a_push_and_leaves_the_tag_alone(
    aws_with: Callable[..., EmbeddedAws],
    boto_client: Callable[..., Any],
    registry: engines.Registry,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxy = engines.CuttingProxy(int(registry.host.rpartition(":")[2]))
    proxy.bytes_a_second = 2_000_000
    aws = aws_with(speed=0, registry=f"127.0.0.1:{proxy.port}", registry_password=registry.password)
    await repository(boto_client, aws, "op/stopped")
    await built(engine, folder_to_build(tmp_path / "image", layers=2, size=20_000_000), "op/stopped:dev")
    async with desk_at(aws, tmp_path / "audit.jsonl", monkeypatch) as desk:
        operation = PushImage(desk, engine, "op/stopped:dev", push_target("op/stopped:v1"))
        texts = []
        async for step in operation.apply(await operation.plan()):
            texts.append(step.text)
            if operation.state.sent:
                operation.stop()
        assert texts[-1].startswith("Stopped.")
        left = PushImage(desk, engine, "op/stopped:dev", push_target("op/stopped:v1"))
        proxy.bytes_a_second = None
        assert (await applied(left))[-1].phase == "done"
    proxy.close()
    outcomes = [line["outcome"] for line in lines(tmp_path / "audit.jsonl")]
    assert outcomes == ["sending", "failed", "sending", "applied"]
