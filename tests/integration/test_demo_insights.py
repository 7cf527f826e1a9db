"""Logs Insights of the embedded AWS, over HTTP: the language people type, and queries that take time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

GROUP = "/test/insights"
START = 1_790_000_040.0  # the beginning of a minute
LINES = [
    {"level": "info", "msg": "GET /cart", "status": 200, "took": 12, "http": {"route": "/cart"}},
    {"level": "error", "msg": "GET /pay failed", "status": 503, "took": 900, "http": {"route": "/pay"}},
    {"level": "info", "msg": "GET /pay", "status": 200, "took": 88.5, "http": {"route": "/pay"}},
    {"level": "warn", "msg": "slow | GET /cart", "status": 200, "took": 450, "http": {"route": "/cart"}},
]
TEXTS = ["ERROR job=7 took 31 ms", "plain (text)"]


@pytest.fixture
async def aws(aws_with: Callable[..., Any]) -> Any:
    """A clock that only the test moves, and six lines in two minutes: four of JSON, then two of text."""
    server = aws_with(speed=0, scenario="calm", start=START)
    for number, line in enumerate([*map(json.dumps, LINES), *TEXTS]):
        server.world.logs.write(GROUP, "api/web/1" if number < 4 else "api/job/2", START + 20 * number, line)
    return server


@pytest.fixture
async def logs(aws: Any, boto_client: Callable[..., Any]) -> AsyncIterator[Any]:
    async with boto_client(aws, "logs") as client:
        yield client


async def started(logs: Any, text: str, **more: Any) -> str:
    span = {"startTime": int(START), "endTime": int(START) + 600}
    answer = await logs.start_query(**{"logGroupName": GROUP, "queryString": text, **span, **more})
    return answer["queryId"]


async def rows(aws: Any, logs: Any, text: str, **more: Any) -> list[dict[str, str]]:
    """The rows of a query, without their pointers."""
    query = await started(logs, text, **more)
    await aws.control.advance(2)
    answer = await logs.get_query_results(queryId=query)
    assert answer["status"] == "Complete"
    return [{c["field"]: c["value"] for c in row if c["field"] != "@ptr"} for row in answer["results"]]


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ("level = 'error'", [1]),
        ("level != 'info'", [1, 3, 4, 5]),
        ("status >= 500", [1]),
        ("took > 88.4 and took < 500", [2, 3]),
        ("status = '200' and (took < 20 or took > 400)", [0, 3]),
        ("not (level = 'info' or level = 'error')", [3, 4, 5]),
        ("http.route = '/pay'", [1, 2]),
        ("@message like /(?i)error/", [1, 4]),
        ("@message not like /GET/", [4, 5]),
        ("@message =~ /took \\d+ ms/", [4]),
        ("@message like 'plain (text)'", [5]),
        ("@message like '|'", [3]),
        ("@message like /a\\/b|job/", [4]),
        ("level in ['error', \"warn\"]", [1, 3]),
        ("status not in [200, 503]", [4, 5]),
        ("ispresent(level) and strlen(msg) > 10", [1, 3]),
        ("@logStream like 'job'", [4, 5]),
        ("toupper(`level`) = 'WARN'", [3]),
    ],
)
async def test_filter_keeps_what_its_condition_says(
    aws: Any, logs: Any, condition: str, wanted: list[int]
) -> None:
    found = await rows(aws, logs, f"fields @message | filter {condition} | sort @timestamp")
    lines = [*map(json.dumps, LINES), *TEXTS]
    assert [lines.index(row["@message"]) for row in found] == wanted


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("stats count(*)", [{"count(*)": "6"}]),
        ("filter ispresent(nothing) | stats count(*) as n", [{"n": "0"}]),
        (
            "stats count(*) as n, max(took) by level | sort n desc, level desc",
            [
                {"n": "2", "max(took)": "88.5", "level": "info"},
                {"n": "2"},
                {"n": "1", "max(took)": "450", "level": "warn"},
                {"n": "1", "max(took)": "900", "level": "error"},
            ],
        ),
        (
            "stats count(*) by bin(1m)",
            [
                {"bin(1m)": "2026-09-21 14:15:00.000", "count(*)": "3"},
                {"bin(1m)": "2026-09-21 14:14:00.000", "count(*)": "3"},
            ],
        ),
        (
            "filter status > 0 | stats avg(took) as a, min(took) as b, pct(took, 95) as c, sum(status) as d",
            [{"a": "362.625", "b": "12", "c": "900", "d": "1103"}],
        ),
        ("stats count_distinct(level) as levels", [{"levels": "3"}]),
        (
            "stats count(*) by http.route | sort count(*) desc, http.route | limit 1",
            [{"http.route": "/cart", "count(*)": "2"}],
        ),
    ],
)
async def test_stats_count_and_measure_by_groups(
    aws: Any, logs: Any, query: str, wanted: list[dict[str, str]]
) -> None:
    assert await rows(aws, logs, query) == wanted


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("fields msg, took as t | filter status = 503", [{"msg": "GET /pay failed", "t": "900"}]),
        (
            "fields @message | display level | sort took desc | limit 2",
            [{"level": "error"}, {"level": "warn"}],
        ),
        ("filter ispresent(level) | dedup level | sort took | display level, took", None),
        (
            "parse @message 'job=* took * ms' as job, ms | filter job = 7 | display job, ms",
            [{"job": "7", "ms": "31"}],
        ),
        (r"parse @message /took (?<ms>\d+) / | filter ispresent(ms) | display ms # why not", [{"ms": "31"}]),
        ("fields coalesce(level, 'none') as l\n| sort @timestamp desc\n| limit 1", [{"l": "none"}]),
    ],
)
async def test_fields_display_parse_dedup_and_sort(
    aws: Any, logs: Any, query: str, wanted: list[dict[str, str]] | None
) -> None:
    levels = [
        {"level": "info", "took": "88.5"},
        {"level": "warn", "took": "450"},
        {"level": "error", "took": "900"},
    ]
    assert await rows(aws, logs, query) == (levels if wanted is None else wanted)


@pytest.mark.parametrize(
    ("query", "at", "words"),
    [
        (
            "fields @message | fliter level = 1",
            18,
            "unexpected symbol found fliter at line 1 and position 18",
        ),
        ("fields @message\n| filter level ==", 32, "unexpected symbol found = at line 2 and position 16"),
        ("filter (level = 1", 17, "unexpected symbol found <EOF>"),
        ("filter @message like /(/", 21, "invalid regular expression"),
        ("filter nonsense(level)", 16, "unknown function nonsense"),
        ("stats level by bin(1m)", 6, "unexpected symbol found level"),
        ("limit many", 6, "unexpected symbol"),
        ("filter level ~ 1", 13, "unexpected symbol found ~"),
    ],
)
async def test_a_malformed_query_is_refused_with_its_place(
    logs: Any, query: str, at: int, words: str
) -> None:
    with pytest.raises(ClientError, match="MalformedQueryException") as refused:
        await started(logs, query)
    told = refused.value.response
    assert words in told["Error"]["Message"]
    assert told["queryCompileError"]["location"]["startCharOffset"] == at  # type: ignore[typeddict-item]


async def test_while_it_runs_the_statistics_grow_and_at_the_end_all_was_scanned(
    aws: Any, logs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.demo.logs.insights.queries.SLICE", 400)
    for number in range(4):
        aws.world.logs.container_started("/test/busy", f"api/web/{number}", "access", START - 600, seed=3)
    span = {"logGroupName": "/test/busy", "startTime": int(START) - 600, "endTime": int(START)}
    query = await started(logs, "stats count(*) as n", **span)
    scanned, last = [], {}
    for _ in range(20):
        last = await logs.get_query_results(queryId=query)
        scanned.append(last["statistics"]["recordsScanned"])
        await aws.control.advance(0.5)
        if last["status"] == "Complete":
            break
    assert last["status"] == "Complete"
    assert scanned[0] == 400
    assert scanned == sorted(scanned)
    assert scanned[-1] > 800
    assert last["results"][0][0] == {"field": "n", "value": f"{scanned[-1]:.0f}"}
    assert last["statistics"]["bytesScanned"] > 50 * scanned[-1]


async def test_many_rows_come_in_pages_and_as_many_as_the_limit_says(aws: Any, logs: Any) -> None:
    query = await started(logs, "fields @message | sort @timestamp", limit=5)
    await aws.control.advance(2)
    first = await logs.get_query_results(queryId=query, maxItems=3)
    rest = await logs.get_query_results(queryId=query, maxItems=3, nextToken=first["nextToken"])
    assert [len(first["results"]), len(rest["results"])] == [3, 2]
    assert "nextToken" not in rest
    assert first["results"][0][0]["value"] == json.dumps(LINES[0])


async def test_a_stopped_query_is_cancelled_and_one_that_ended_cannot_be(aws: Any, logs: Any) -> None:
    query = await started(logs, "fields @message")
    assert (await logs.get_query_results(queryId=query))["status"] == "Running"
    assert (await logs.stop_query(queryId=query))["success"] is True
    assert (await logs.get_query_results(queryId=query))["status"] == "Cancelled"
    with pytest.raises(ClientError, match="not running"):
        await logs.stop_query(queryId=query)


async def test_a_pointer_leads_to_the_whole_record(aws: Any, logs: Any) -> None:
    query = await started(logs, "fields msg | filter status = 503")
    await aws.control.advance(2)
    (row,) = (await logs.get_query_results(queryId=query))["results"]
    pointer = next(cell["value"] for cell in row if cell["field"] == "@ptr")
    record = (await logs.get_log_record(logRecordPointer=pointer))["logRecord"]
    assert record["@message"] == json.dumps(LINES[1])
    assert record["@timestamp"] == str(int((START + 20) * 1000))
    assert (record["@logStream"], record["http.route"], record["took"]) == ("api/web/1", "/pay", "900")
    with pytest.raises(ClientError, match="InvalidParameterException"):
        await logs.get_log_record(logRecordPointer="made up")


async def test_groups_are_given_in_one_way_and_a_hundred_queries_run_at_once(aws: Any, logs: Any) -> None:
    arn = aws.world.logs.groups[GROUP].arn
    assert len(await rows(aws, logs, "fields @message")) == 6
    with pytest.raises(ClientError, match="Exactly one"):
        await started(logs, "fields @message", logGroupIdentifiers=[arn])
    for _ in range(100):
        await started(logs, "fields @message")
    with pytest.raises(ClientError, match="LimitExceededException"):
        await started(logs, "fields @message")
