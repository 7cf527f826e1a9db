"""The CloudWatch Logs and target health gateways against the embedded AWS, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ecstui.model.errors import NotFound, Rejected
from ecstui.model.logs import LogEvent, LogSource, stream_parts
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.aws.account import Aws
    from tests.embedded_aws import EmbeddedAws

HOUR = 3_600_000


async def pages(door: Aws, source: LogSource, **asked: Any) -> list[LogEvent]:
    """The last hour's first few pages, of which some may be empty."""
    start = int(door.now().timestamp() * 1000) - HOUR
    events: list[LogEvent] = []
    token = None
    for _ in range(8):
        page = await door.logs.filter_events(source, start=start, token=token, limit=50, **asked)
        events += page.events
        token = page.next_token
        if token is None:
            break
    return events


@pytest.mark.parametrize("newest_first", [False, True])
async def test_events_come_in_order_page_by_page(
    newest_first: bool, aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws_with(speed=0), monkeypatch) as door:
        events = await pages(
            door, LogSource("eu-west-1", "/ecs/production/web", "ecs/"), newest_first=newest_first
        )
        times = [event.timestamp for event in events]
        assert len(events) > 50
        assert times == sorted(times, reverse=newest_first)
        assert len({event.id for event in events}) == len(events)
        assert all(event.ingested >= event.timestamp for event in events)
        assert {stream_parts(event.stream)[:2] for event in events} == {("ecs", "web")}


async def test_streams_stand_in_place_of_the_prefix(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws_with(speed=0), monkeypatch) as door:
        source = LogSource("eu-west-1", "/ecs/production/web", "ecs/")
        stream = (await pages(door, source))[0].stream
        assert {event.stream for event in await pages(door, source, streams=(stream,))} == {stream}


async def test_a_group_that_is_not_there_yet_is_not_found(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws, monkeypatch) as door:
        with pytest.raises(NotFound) as raised:
            await door.logs.filter_events(LogSource("eu-west-1", "/ecs/nothing", "ecs/"), start=0)
        assert raised.value.operation == "logs:FilterLogEvents"
        assert "/ecs/nothing" in raised.value.where


async def test_the_targets_of_a_service(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws_with(speed=0), monkeypatch) as door:
        web = await door.ecs.describe_service("production", "web")
        targets = await door.elbv2.target_health(web.load_balancers[0].target_group_arn)
        tasks = [task async for batch in door.ecs.tasks("production", service="web") for task in batch]
        assert {target.id for target in targets if target.state == "healthy"} == {t.private_ip for t in tasks}
        assert {target.port for target in targets} == {3000}
        with pytest.raises(NotFound):
            await door.elbv2.target_health(web.load_balancers[0].target_group_arn + "0")


async def test_a_group_tells_its_arn_its_age_and_how_long_it_keeps_events(
    aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = aws_with(speed=0)
    server.world.logs.group("/ecs/production/web").retention = 30
    server.world.logs.create_group("/ecs/production/web-2")
    async with console(server, monkeypatch) as door:
        group = await door.logs.group("eu-west-1", "/ecs/production/web")
        assert group.arn.endswith(":log-group:/ecs/production/web")
        assert 0 < group.created < door.now().timestamp() * 1000
        assert group.retention_days == 30
        with pytest.raises(NotFound):
            await door.logs.group("eu-west-1", "/ecs/production/we")


async def test_a_group_of_infrequent_access_is_refused_with_the_way_to_insights(
    aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(aws, "logs") as logs:
        await logs.create_log_group(logGroupName="/rare", logGroupClass="INFREQUENT_ACCESS")
    async with console(aws, monkeypatch) as door:
        with pytest.raises(Rejected, match=r"Infrequent Access.*Logs Insights"):
            await pages(door, LogSource("eu-west-1", "/rare", "ecs/"))


async def test_any_other_refusal_stays_what_it_was(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = {"fault": "error", "code": "InvalidParameterException", "message": "limit is odd"}
    await aws.control.faults({"match": "logs:FilterLogEvents", **refusal})
    async with console(aws, monkeypatch) as door:
        with pytest.raises(Rejected, match="limit is odd"):
            await pages(door, LogSource("eu-west-1", "/ecs/production/web", "ecs/"))
