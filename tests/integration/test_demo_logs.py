"""CloudWatch Logs of the embedded AWS, over HTTP: late, out of order, paged, and complete."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

GROUP = "/test/shop"
SECONDS = 1000


@pytest.fixture
async def world(aws_with: Callable[..., Any]) -> Any:
    """A server whose clock only the test moves, with 12 containers that began to speak ten minutes ago."""
    server = aws_with(speed=0, scenario="calm", start=1_790_000_000.0)
    speak(server.world)
    return server


def speak(world: Any, containers: int = 12, group: str = GROUP) -> None:
    for number in range(containers):
        voice = ("zap", "access", "java", "worker")[number % 4]
        world.logs.container_started(group, f"api/web/{number:032x}", voice, world.now - 600, seed=7)


@pytest.fixture
async def logs(world: Any, boto_client: Callable[..., Any]) -> AsyncIterator[Any]:
    async with boto_client(world, "logs") as client:
        yield client


async def every_page(logs: Any, **params: Any) -> list[list[dict[str, Any]]]:
    """All pages of FilterLogEvents, empty ones and repeated tokens included."""
    pages, token = [], {}
    for _ in range(5000):
        answer = await logs.filter_log_events(logGroupName=GROUP, **params, **token)
        pages.append(answer["events"])
        if "nextToken" not in answer:
            return pages
        token = {"nextToken": answer["nextToken"]}
    raise AssertionError("the pages do not end")


async def everything(logs: Any, **params: Any) -> list[dict[str, Any]]:
    return [event for page in await every_page(logs, **params) for event in page]


def order(event: dict[str, Any]) -> tuple[int, int, str]:
    return event["timestamp"], event["ingestionTime"], event["eventId"]


async def test_the_events_of_a_seed_are_the_same_in_two_worlds(
    world: Any, logs: Any, aws_with: Any, boto_client: Any
) -> None:
    twin = aws_with(speed=0, scenario="calm", start=1_790_000_000.0)
    speak(twin.world)
    async with boto_client(twin, "logs") as other:
        mine = await everything(logs)
        assert len(mine) > 3000
        assert mine == await everything(other)


async def test_no_event_is_readable_before_its_ingestion_nor_later_than_flush_and_put(
    world: Any, logs: Any
) -> None:
    seen: dict[str, float] = {}
    begin = int(world.world.now * SECONDS)
    for _ in range(80):
        now = await world.control.advance(0.5)
        for event in await everything(logs, startTime=begin):
            seen.setdefault(event["eventId"], now * SECONDS)
            assert event["ingestionTime"] <= now * SECONDS
    whole = await everything(logs, startTime=begin)
    late = [seen[event["eventId"]] - event["timestamp"] for event in whole]
    usual = [milliseconds for milliseconds in late if milliseconds <= 5900 + 500]
    assert len(usual) >= 0.97 * len(late)
    assert max(usual) > 4500
    assert all(event["ingestionTime"] - seen[event["eventId"]] <= 0 for event in whole)


async def test_events_become_readable_out_of_order_across_streams(world: Any, logs: Any) -> None:
    begin, newest, overtaken = int(world.world.now * SECONDS), 0, 0
    known: set[str] = set()
    for _ in range(20):
        await world.control.advance(1)
        fresh = [e for e in await everything(logs, startTime=begin) if e["eventId"] not in known]
        known.update(e["eventId"] for e in fresh)
        overtaken += sum(e["timestamp"] < newest for e in fresh)
        newest = max([newest, *(e["timestamp"] for e in fresh)])
    assert overtaken > len(known) / 4


async def test_whatever_the_page_size_every_event_comes_once_and_in_order(world: Any, logs: Any) -> None:
    begin = int((world.world.now - 60) * SECONDS)
    whole = await everything(logs, startTime=begin)
    assert [order(e) for e in whole] == sorted(order(e) for e in whole)
    assert len({e["eventId"] for e in whole}) == len(whole)
    assert {len(e["eventId"]) for e in whole} == {56}
    for limit in (3, 50, 500):
        pages = await every_page(logs, startTime=begin, limit=limit)
        assert max(map(len, pages)) <= limit
        assert [event for page in pages for event in page] == whole


async def test_pages_are_empty_now_and_then_and_a_token_may_repeat(world: Any, logs: Any) -> None:
    tokens, empty, token = [], 0, {}
    while True:
        answer = await logs.filter_log_events(logGroupName=GROUP, limit=12, **token)
        if "nextToken" not in answer:
            break
        empty += not answer["events"]
        tokens.append(answer["nextToken"])
        token = {"nextToken": tokens[-1]}
    assert empty > 10
    assert any(one == two for one, two in pairwise(tokens))


async def test_from_the_tail_the_newest_come_first_and_nothing_is_missing(world: Any, logs: Any) -> None:
    begin = int((world.world.now - 120) * SECONDS)
    forward = await everything(logs, startTime=begin)
    backward = await everything(logs, startTime=begin, startFromHead=False, limit=70)
    assert backward == forward[::-1]
    with pytest.raises(ClientError, match="InvalidParameterException"):
        await logs.filter_log_events(logGroupName=GROUP, startFromHead=False)


async def test_a_prefix_chooses_streams_and_both_ends_of_the_range_are_inclusive(
    world: Any, logs: Any
) -> None:
    one = await everything(logs, logStreamNamePrefix="api/web/0000000000000000000000000000000a")
    assert {e["logStreamName"] for e in one} == {f"api/web/{10:032x}"}
    first, last = one[3]["timestamp"], one[40]["timestamp"]
    names = [f"api/web/{10:032x}"]
    between = await everything(logs, logStreamNames=names, startTime=first, endTime=last)
    assert between == [e for e in one if first <= e["timestamp"] <= last]
    assert between[0]["timestamp"] == first
    assert between[-1]["timestamp"] == last
    with pytest.raises(ClientError, match="cannot both"):
        await logs.filter_log_events(logGroupName=GROUP, logStreamNames=names, logStreamNamePrefix="api")


async def test_a_container_says_why_it_ends_and_then_no_more(world: Any, logs: Any) -> None:
    stream = "api/job/dead"
    world.world.logs.container_started(GROUP, stream, "crash-config", world.world.now, seed=1)
    await world.control.advance(2)
    world.world.logs.container_stopped(stream, world.world.now, ("panic: no database",))
    await world.control.advance(600)
    said = [e["message"] for e in await everything(logs, logStreamNames=[stream])]
    assert "DATABASE_URL" in said[2]
    assert said[-1] == "panic: no database"
    assert len(said) == 5


async def test_reading_one_stream_ends_with_the_token_that_was_sent(world: Any, logs: Any) -> None:
    stream = {"logGroupName": GROUP, "logStreamName": f"api/web/{3:032x}"}
    forward: list[dict[str, Any]] = []
    answer = await logs.get_log_events(**stream, startFromHead=True, limit=90)
    while answer["events"]:
        forward += answer["events"]
        token = answer["nextForwardToken"]
        answer = await logs.get_log_events(**stream, nextToken=token, limit=90)
    assert answer["nextForwardToken"] == token
    whole = await everything(logs, logStreamNames=[stream["logStreamName"]])
    assert [e["message"] for e in forward] == [e["message"] for e in whole]
    assert "eventId" not in forward[0]
    tail = await logs.get_log_events(**stream, limit=10)
    assert tail["events"] == forward[-10:]
    before = await logs.get_log_events(**stream, limit=10, nextToken=tail["nextBackwardToken"])
    assert before["events"] == forward[-20:-10]
    await world.control.advance(20)
    later = await logs.get_log_events(**stream, nextToken=token)
    assert later["events"]
    at = forward[5]["timestamp"]
    until = await logs.get_log_events(**stream, startFromHead=True, endTime=at)
    assert all(e["timestamp"] < at for e in until["events"])


async def test_what_a_client_puts_can_be_read_and_pages_keep_within_a_megabyte(world: Any, logs: Any) -> None:
    await logs.create_log_group(logGroupName="/test/own")
    await logs.create_log_stream(logGroupName="/test/own", logStreamName="s")
    now = int(world.world.now * SECONDS)
    for batch in range(3):
        events = [{"timestamp": now + batch, "message": "x" * 200_000} for _ in range(5)]
        await logs.put_log_events(logGroupName="/test/own", logStreamName="s", logEvents=events)
    sizes, token = [], {}
    while True:
        answer = await logs.filter_log_events(logGroupName="/test/own", **token)
        sizes.append(len(answer["events"]))
        if "nextToken" not in answer:
            break
        token = {"nextToken": answer["nextToken"]}
    assert sum(sizes) == 15
    assert max(sizes) == 5
    old = {"timestamp": now - 20 * 86_400_000, "message": "old"}
    put = await logs.put_log_events(logGroupName="/test/own", logStreamName="s", logEvents=[old])
    assert put["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("ERROR", [0, 3]),
        ("ERROR timeout", [0]),
        ("?timeout ?started", [0, 1]),
        ("ERROR -timeout", [3]),
        ('"disk is full"', [3]),
        ("%user[0-9]+%", [2]),
        ('{ $.level = "error" }', [4]),
        ("{ $.http.status >= 500 }", [4]),
        ("{ $.http.status = 200 || $.http.status = 503 }", [4, 5]),
        ('{ ($.level != "error") && ($.path = "/v1/*") }', [5]),
        ("{ $.error NOT EXISTS }", [5]),
    ],
)
async def test_filter_patterns_match_as_cloudwatch_says(
    world: Any, logs: Any, pattern: str, wanted: list[int]
) -> None:
    lines = [
        "ERROR timeout reading",
        "started",
        "login of user42",
        "ERROR disk is full",
        '{"level":"error","path":"/v1/a","http":{"status":503},"error":"x"}',
        '{"level":"info","path":"/v1/b","http":{"status":200}}',
    ]
    for number, line in enumerate(lines):
        world.world.logs.write("/test/patterns", "s", world.world.now + number, line)
    answer = await logs.filter_log_events(logGroupName="/test/patterns", filterPattern=pattern)
    while not answer["events"] and "nextToken" in answer:
        token = answer["nextToken"]
        answer = await logs.filter_log_events(
            logGroupName="/test/patterns", filterPattern=pattern, nextToken=token
        )
    assert [lines.index(e["message"]) for e in answer["events"]] == wanted


async def test_what_is_not_there_or_made_up_is_refused(logs: Any) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        await logs.filter_log_events(logGroupName="/nowhere")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        await logs.get_log_events(logGroupName=GROUP, logStreamName="nowhere")
    with pytest.raises(ClientError, match="InvalidParameterException"):
        await logs.filter_log_events(logGroupName=GROUP, nextToken="made-up")
    with pytest.raises(ClientError, match="Invalid filter pattern"):
        await logs.filter_log_events(logGroupName=GROUP, filterPattern="{ $.a = ")


async def test_the_list_of_streams_lags_behind_the_streams(world: Any, logs: Any) -> None:
    await world.control.advance(700)
    answer = await logs.describe_log_streams(logGroupName=GROUP, limit=5)
    assert len(answer["logStreams"]) == 5
    assert "nextToken" in answer
    rest = await logs.describe_log_streams(logGroupName=GROUP, nextToken=answer["nextToken"])
    lags = [
        world.world.now * SECONDS - s["lastEventTimestamp"] for s in answer["logStreams"] + rest["logStreams"]
    ]
    assert len(lags) == 12
    assert max(lags) > 100 * SECONDS
    groups = await logs.describe_log_groups(logGroupNamePrefix="/test/")
    assert [g["logGroupName"] for g in groups["logGroups"]] == [GROUP]


async def test_a_live_tail_starts_a_session_and_brings_what_is_ingested(
    aws_with: Any, boto_client: Any
) -> None:
    server = aws_with(scenario="calm", speed=20.0)
    speak(server.world, group="/test/live")
    async with boto_client(server, "logs") as logs:
        arn = server.world.logs.groups["/test/live"].arn
        answer = await logs.start_live_tail(
            logGroupIdentifiers=[arn], logStreamNamePrefixes=["api/web/0000000000000000000000000000000"]
        )
        stream, found = answer["responseStream"], []
        async for event in stream:
            if "sessionStart" in event:
                assert event["sessionStart"]["logGroupIdentifiers"] == [arn]
                continue
            found += event["sessionUpdate"]["sessionResults"]
            if found:
                break
        stream.close()
    assert {"logStreamName", "message", "timestamp", "ingestionTime"} <= found[0].keys()
    assert "eventId" not in found[0]


async def test_a_live_tail_of_too_much_is_sampled_and_says_so(aws_with: Any, boto_client: Any) -> None:
    server = aws_with(scenario="calm", speed=30.0)
    speak(server.world, containers=60, group="/test/live")
    async with boto_client(server, "logs") as logs:
        answer = await logs.start_live_tail(logGroupIdentifiers=[server.world.logs.groups["/test/live"].arn])
        stream = answer["responseStream"]
        async for event in stream:
            update = event.get("sessionUpdate")
            if update and update["sessionMetadata"]["sampled"]:
                assert len(update["sessionResults"]) == 500
                break
        stream.close()


async def test_a_query_answers_a_moment_later_with_what_its_commands_leave(world: Any, logs: Any) -> None:
    now = int(world.world.now)
    query = "fields @timestamp, @message | filter @message like /ERROR/ | sort @timestamp desc | limit 5"
    started = await logs.start_query(logGroupName=GROUP, startTime=now - 600, endTime=now, queryString=query)
    running = await logs.get_query_results(queryId=started["queryId"])
    assert running["status"] == "Running"
    await world.control.advance(2)
    done = await logs.get_query_results(queryId=started["queryId"])
    assert done["status"] == "Complete"
    rows = [{cell["field"]: cell["value"] for cell in row} for row in done["results"]]
    assert rows
    assert all("ERROR" in row["@message"] for row in rows)
    assert [row["@timestamp"] for row in rows] == sorted((row["@timestamp"] for row in rows), reverse=True)
    with pytest.raises(ClientError, match="MalformedQueryException"):
        await logs.start_query(logGroupName=GROUP, startTime=1, endTime=2, queryString="parse @message")
