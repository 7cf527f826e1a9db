"""The embedded AWS as botocore meets it over HTTP: faults, throttling, pages, time, the log of calls."""

from __future__ import annotations

import asyncio
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EventStreamError,
)
from botocore.parsers import ResponseParserError

from ecstui.demo.errors import AwsError
from ecstui.demo.operations import HANDLERS
from ecstui.demo.settings import ACCOUNT, Settings

START = 1_790_000_000.0


async def test_a_call_is_logged_with_what_was_asked_and_how_it_was_answered(aws_with, boto_client):
    aws = aws_with(speed=0, start=START)
    async with boto_client(aws, "ecs") as ecs:
        await ecs.list_clusters(maxResults=2)
        with pytest.raises(ClientError):
            await ecs.describe_services(cluster="nowhere", services=["web"])
    listed, described = await aws.control.calls()
    assert (listed["operation"], listed["params"], listed["status"]) == (
        "ListClusters",
        {"maxResults": 2},
        200,
    )
    assert (described["status"], described["error"]) == (400, "ClusterNotFoundException")
    assert listed["at"] == pytest.approx(aws.world.now)
    assert await aws.control.counts() == {"ecs:ListClusters": 1, "ecs:DescribeServices": 1}
    assert await aws.control.calls("ecs:ListClusters") == [listed]
    await aws.control.reset()
    assert await aws.control.calls() == []


async def test_a_clock_of_speed_0_moves_only_when_told_and_dates_every_answer(aws_with, boto_client):
    aws = aws_with(speed=0, start=START)
    before = await aws.control.ready()
    fired: list[float] = []
    aws.world.timers.after(30, lambda: fired.append(aws.world.now))
    async with boto_client(aws, "ecs") as ecs:
        first = await ecs.list_clusters()
        assert await aws.control.ready() == before
        assert await aws.control.advance(45) == before + 45
        second = await ecs.list_clusters()
    assert fired == [before + 30]
    dates = [
        parsedate_to_datetime(each["ResponseMetadata"]["HTTPHeaders"]["date"]) for each in (first, second)
    ]
    assert (dates[1] - dates[0]).total_seconds() == 45
    assert dates[0].timestamp() == pytest.approx(before, abs=1)


async def test_a_faster_clock_runs_by_itself(aws_with):
    aws = aws_with(speed=600, start=START)
    fired = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(10):
        aws.call(lambda: aws.world.timers.after(60, lambda: loop.call_soon_threadsafe(fired.set)))
        await fired.wait()


@pytest.mark.parametrize("service", ["ecs", "elbv2", "ec2"])
async def test_an_operation_that_is_not_served_is_refused_in_words(aws, boto_client, service, monkeypatch):
    operation = {"ecs": "ListClusters", "elbv2": "DescribeTargetGroups", "ec2": "DescribeVpcs"}[service]
    monkeypatch.delitem(HANDLERS, (service, operation), raising=False)
    async with boto_client(aws, service) as client:
        with pytest.raises(ClientError, match=f"does not serve {service}:{operation}"):
            await client._make_api_call(operation, {})


async def test_a_bug_of_ours_is_an_internal_failure_and_is_kept(aws, boto_client, monkeypatch):
    monkeypatch.setitem(HANDLERS, ("ecs", "ListClusters"), lambda world, params: {"clustersArns": []})
    async with boto_client(aws, "ecs") as ecs:
        with pytest.raises(ClientError, match="InternalFailure"):
            await ecs.list_clusters()
    (bug,) = await aws.control.bugs()
    assert "clustersArns" in bug
    aws.bugs.clear()


@pytest.mark.parametrize(
    ("fault", "raises", "applied"),
    [
        ({"fault": "error", "code": "AccessDeniedException", "message": "no"}, "AccessDeniedException", 0),
        ({"fault": "error", "code": "ServerException", "status": 500}, "ServerException", 0),
        ({"fault": "throttle"}, "Rate exceeded", 0),
        ({"fault": "html", "status": 502}, "502", 0),
        ({"fault": "cut_before"}, ConnectionClosedError, 0),
        ({"fault": "cut_after"}, ConnectionClosedError, 1),
        ({"fault": "truncate"}, None, 1),
        ({"fault": "empty_body"}, None, 1),
        ({"fault": "delay", "seconds": 0.05}, "later", 1),
    ],
    ids=lambda value: value["fault"] if isinstance(value, dict) else "",
)
async def test_faults_strike_once_before_or_after_the_change(
    aws, boto_client, monkeypatch, fault, raises, applied
):
    changes: list[dict[str, Any]] = []

    def update(world: Any, params: dict[str, Any]) -> dict[str, Any]:
        changes.append(params)
        return {"service": {"serviceName": params["service"]}}

    monkeypatch.setitem(HANDLERS, ("ecs", "UpdateService"), update)
    await aws.control.faults({"match": "ecs:UpdateService", **fault})
    async with boto_client(aws, "ecs") as ecs:
        await ecs.list_clusters()  # is spared
        if raises is None:
            assert "service" not in await ecs.update_service(service="web", desiredCount=2)
        elif raises == "later":
            await ecs.update_service(service="web", desiredCount=2)
            assert (await aws.control.calls("ecs:UpdateService"))[0]["took"] >= 0.05
        else:
            expected = ClientError if isinstance(raises, str) else raises
            with pytest.raises(expected, match=raises if isinstance(raises, str) else None):
                await ecs.update_service(service="web", desiredCount=2)
        assert len(changes) == applied
        struck = (await aws.control.calls("ecs:UpdateService"))[0]
        assert struck["fault"] == fault["fault"]
        assert (struck["status"] == 0) == fault["fault"].startswith("cut")
        assert (await ecs.update_service(service="web"))["service"]["serviceName"] == "web"


async def test_a_truncated_xml_answer_is_no_answer(aws, boto_client):
    await aws.control.faults({"match": "elbv2:*", "fault": "truncate", "n": None})
    async with boto_client(aws, "elbv2") as elbv2:
        with pytest.raises(ResponseParserError):
            await elbv2.describe_target_groups()


async def test_faults_match_by_service_and_by_all_in_the_order_of_the_plan(aws, boto_client):
    await aws.control.faults(
        {"match": "ecs:*", "fault": "error", "code": "First", "n": 1},
        {"match": "*", "fault": "error", "code": "Second", "n": 2},
    )
    codes = []
    async with boto_client(aws, "ecs") as ecs:
        for _ in range(4):
            try:
                await ecs.list_clusters()
                codes.append("fine")
            except ClientError as error:
                codes.append(error.response["Error"]["Code"])
    assert codes == ["First", "Second", "Second", "fine"]


@pytest.mark.parametrize(
    "plan", [[{"match": "*"}], [{"match": "*", "fault": "flood"}], [{"match": "*", "fault": "cut", "on": 1}]]
)
async def test_a_fault_that_makes_no_sense_is_refused_in_words(aws, plan):
    with pytest.raises(ValueError, match="fault"):
        await aws.control.faults(*plan)


async def test_a_client_that_goes_too_fast_is_throttled_once_that_is_on(aws, boto_client):
    async def refused() -> int:
        async with boto_client(aws, "ecs") as ecs:
            calls = [ecs.list_clusters() for _ in range(150)]
            answers = await asyncio.gather(*calls, return_exceptions=True)
        return sum("ThrottlingException" in str(answer) for answer in answers)

    assert await refused() == 0
    await aws.control.throttling(True)
    assert await refused() > 0


async def test_a_stream_of_events_reaches_botocore_and_ends_with_its_error(aws, boto_client, monkeypatch):
    async def events():
        yield {"sessionStart": {"requestId": "r", "logGroupIdentifiers": ["arn"]}}
        results = [{"message": "héllo\n", "timestamp": 5, "logStreamName": "s"}]
        yield {"sessionUpdate": {"sessionMetadata": {"sampled": False}, "sessionResults": results}}
        raise AwsError("SessionTimeoutException", "Three hours are over")

    monkeypatch.setitem(HANDLERS, ("logs", "StartLiveTail"), lambda world, params: events())
    async with boto_client(aws, "logs") as logs:
        answer = await logs.start_live_tail(logGroupIdentifiers=["arn:aws:logs:eu-west-1:1:log-group:web"])
        stream = aiter(answer["responseStream"])
        got = [await anext(stream), await anext(stream)]
        with pytest.raises(EventStreamError, match="Three hours are over"):
            await anext(stream)
    assert got[0]["sessionStart"]["logGroupIdentifiers"] == ["arn"]
    assert got[1]["sessionUpdate"]["sessionResults"][0]["message"] == "héllo\n"


async def test_a_stream_ends_on_the_server_when_the_client_goes(aws, boto_client, monkeypatch):
    closed = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def events():
        try:
            while True:
                yield {"sessionUpdate": {"sessionResults": []}}
                await asyncio.sleep(0.01)
        finally:
            loop.call_soon_threadsafe(closed.set)

    monkeypatch.setitem(HANDLERS, ("logs", "StartLiveTail"), lambda world, params: events())
    async with boto_client(aws, "logs") as logs:
        answer = await logs.start_live_tail(logGroupIdentifiers=["arn:aws:logs:eu-west-1:1:log-group:web"])
        async for _ in answer["responseStream"]:
            break
        answer["responseStream"].close()
        async with asyncio.timeout(5):
            await closed.wait()


async def test_retries_of_botocore_ride_over_faults(aws, boto_client):
    await aws.control.faults(
        {"match": "ecs:ListClusters", "fault": "cut_before"},
        {"match": "ecs:ListClusters", "fault": "throttle"},
    )
    async with boto_client(aws, "ecs", retries=3) as ecs:
        assert (await ecs.list_clusters())["clusterArns"]
    assert [call["status"] for call in await aws.control.calls()] == [0, 400, 200]


async def test_a_thousand_services_and_ten_thousand_tasks_are_served_whole(aws_with, boto_client):
    aws = aws_with(services=1000, tasks=10_000, speed=0)
    services, tasks = [], []
    async with boto_client(aws, "ecs") as ecs:
        for cluster in (await ecs.list_clusters())["clusterArns"]:
            async for answer in ecs.get_paginator("list_services").paginate(
                cluster=cluster, PaginationConfig={"PageSize": 100}
            ):
                services += answer["serviceArns"]
            async for answer in ecs.get_paginator("list_tasks").paginate(cluster=cluster):
                tasks += answer["taskArns"]
                described = await ecs.describe_tasks(cluster=cluster, tasks=answer["taskArns"] or ["none"])
                assert len(described["tasks"]) == len(answer["taskArns"])
    assert (len(services), len(set(services))) == (1000, 1000)
    assert (len(tasks), len(set(tasks))) == (10_000, 10_000)
    assert f":{ACCOUNT}:" in services[0]
    assert aws.settings == Settings(services=1000, tasks=10_000, speed=0)
