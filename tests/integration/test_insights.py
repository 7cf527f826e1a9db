"""Logs Insights: the gateway and a query's whole run, against the embedded AWS over HTTP."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ecstui.live import insights as live
from ecstui.live.insights import run_query
from ecstui.model.clock import SystemClock
from ecstui.model.errors import AwsError, Denied, MalformedQuery, NotFound, Rejected, Throttled, Unreachable
from ecstui.model.insights import Found, Query, are_lines
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ecstui.aws.account import Aws
    from tests.embedded_aws import EmbeddedAws

GROUP = "/test/insights"
QUERIES = "ecstui.demo.logs.insights.queries"


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws], monkeypatch: pytest.MonkeyPatch) -> EmbeddedAws:
    """A running clock, queries of a tenth of a second, and forty lines in the last minutes."""
    monkeypatch.setattr(f"{QUERIES}.RUNS", 0.1)
    monkeypatch.setattr(live, "FIRST_LOOK", 0.05)
    monkeypatch.setattr(live, "LONGEST_LOOK", 0.2)
    aws = aws_with(scenario="calm")
    for number in range(40):
        text = f'{{"level":"info","took":{number},"msg":"line {number}\\u202e"}}'
        aws.world.logs.write(GROUP, f"api/web/{number % 2}", aws.world.now - 60 - number, text)
    return aws


@pytest.fixture
async def door(server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Aws]:
    async with console(server, monkeypatch) as aws:
        yield aws


def query(door: Aws, text: str = "fields @timestamp, @logStream, @message", **more: Any) -> Query:
    now = door.now()
    return Query((GROUP,), text, now - timedelta(hours=1), now, region="eu-west-1", **more)


async def run(door: Aws, asked: Query, **more: Any) -> list[Found]:
    return [found async for found in run_query(door, asked, SystemClock(), **more)]


def rows(steps: list[Found]) -> list[Any]:
    """The rows as they stand after all steps."""
    held: list[Any] = []
    for step in steps:
        held = [*([] if step.anew else held), *step.rows]
    return held


async def test_a_query_runs_to_its_end_and_its_rows_are_log_lines(door: Aws, server: EmbeddedAws) -> None:
    steps = await run(door, query(door))
    last = steps[-1].progress
    assert (last.status, last.matched, last.scanned) == ("Complete", 40, 40)
    assert last.bytes > 40 * 40
    assert last.elapsed > 0
    found = rows(steps)
    assert len(found) == 40
    assert are_lines(tuple(found))
    assert "line 39" in found[-1].get("@message")
    assert "\u202e" not in found[0].get("@message")
    (started,) = await server.control.calls("logs:StartQuery")
    assert started["params"]["endTime"] - started["params"]["startTime"] in (3600, 3601)


async def test_what_is_counted_comes_as_fields(door: Aws) -> None:
    found = rows(await run(door, query(door, "stats count(*) as n, max(took) as worst by level")))
    assert [row.fields for row in found] == [(("level", "info"), ("n", "40"), ("worst", "39"))]


async def test_progress_grows_while_it_runs_and_the_foretaste_is_replaced(
    door: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{QUERIES}.SLICE", 10)
    steps = await run(door, query(door, "fields @message | sort took desc | limit 1"))
    scanned = [step.progress.scanned for step in steps]
    assert scanned[0] == 10
    assert scanned == sorted(scanned)
    assert scanned[-1] == 40
    assert [step.progress.running for step in steps] == [True] * (len(steps) - 1) + [False]
    assert "line 9" in steps[0].rows[0].get("@message")
    (only,) = rows(steps)
    assert "line 39" in only.get("@message")


async def test_more_rows_than_a_page_come_page_by_page(door: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecstui.aws.insights.PAGE", 15)
    steps = await run(door, query(door))
    complete = [step for step in steps if not step.progress.running]
    assert [(len(step.rows), step.anew) for step in complete] == [(15, True), (15, False), (10, False)]
    assert len({row.pointer for row in rows(steps)}) == 40


async def test_a_cancelled_query_is_stopped_at_aws(
    door: Aws, server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{QUERIES}.RUNS", 600)
    seen = asyncio.Event()

    async def watch() -> None:
        async with aclosing(run_query(door, query(door), SystemClock())) as steps:
            async for _ in steps:
                seen.set()

    watching = asyncio.create_task(watch())
    await seen.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    (stopped,) = await server.control.calls("logs:StopQuery")
    assert stopped["status"] == 200
    assert next(iter(server.world.logs.queries.values())).stopped


async def test_a_query_cancelled_while_it_is_started_is_stopped_too(door: Aws, server: EmbeddedAws) -> None:
    await server.control.faults({"match": "logs:StartQuery", "fault": "delay", "seconds": 0.3})
    running = asyncio.create_task(run(door, query(door)))
    while not await server.control.calls("logs:StartQuery"):
        pass
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    (started,) = server.world.logs.queries.values()
    assert started.stopped


async def test_a_query_that_ended_is_not_stopped(door: Aws, server: EmbeddedAws) -> None:
    await run(door, query(door))
    assert await server.control.calls("logs:StopQuery") == []


async def test_one_that_cannot_be_stopped_is_told(
    door: Aws, server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{QUERIES}.RUNS", 600)
    denied = {"fault": "error", "code": "AccessDeniedException", "message": "no"}
    await server.control.faults({"match": "logs:StopQuery", **denied})
    told: list[AwsError] = []
    steps = run_query(door, query(door), SystemClock(), not_stopped=told.append)
    await anext(steps)
    await steps.aclose()
    (failure,) = told
    assert isinstance(failure, Denied)
    assert failure.operation == "logs:StopQuery"


@pytest.mark.parametrize(
    ("text", "offset", "words"),
    [
        ("fields @message | fliter took > 3", 18, "line 1, column 19, before `fliter took > 3`"),
        ("fields @message\n| stats nonsense", 24, "line 2, column 9, before `nonsense`"),
        ("filter (took > 3", 16, "line 1, column 17, at the end"),
    ],
)
async def test_a_malformed_query_is_refused_with_its_place(
    door: Aws, text: str, offset: int, words: str
) -> None:
    with pytest.raises(MalformedQuery) as refused:
        await run(door, query(door, text))
    assert refused.value.offset == offset
    assert words in str(refused.value)
    assert "position" not in str(refused.value)
    assert "eu-west-1 /test/insights" in str(refused.value)


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (
            {
                "fault": "error",
                "code": "AccessDeniedException",
                "message": "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: "
                "logs:StartQuery on resource: arn:aws:logs:eu-west-1:123456789012:log-group:/test/insights "
                "because no identity-based policy allows the logs:StartQuery action",
            },
            Denied,
            "Ask for logs:StartQuery",
        ),
        (
            {"fault": "error", "code": "LimitExceededException", "message": "too many"},
            Rejected,
            "as many queries",
        ),
        ({"fault": "throttle"}, Throttled, "Run it again in a moment"),
        ({"fault": "cut_after"}, Unreachable, "may run at AWS nevertheless"),
    ],
)
async def test_a_query_that_cannot_start_says_why_and_is_sent_once(
    door: Aws, server: EmbeddedAws, fault: dict[str, Any], kind: type[AwsError], words: str
) -> None:
    await server.control.faults({"match": "logs:StartQuery", "n": None, **fault})
    with pytest.raises(kind) as refused:
        await run(door, query(door))
    assert words in str(refused.value)
    assert len(await server.control.calls("logs:StartQuery")) == 1


async def test_an_outage_while_it_runs_is_waited_out(door: Aws, server: EmbeddedAws) -> None:
    await server.control.faults({"match": "logs:GetQueryResults", "fault": "cut_before", "n": 4})
    assert len(rows(await run(door, query(door)))) == 40


async def test_an_outage_without_end_gives_up_and_stops_the_query(
    door: Aws, server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PATIENCE", 0.1)
    await server.control.faults({"match": "logs:GetQueryResults", "fault": "cut_before", "n": None})
    with pytest.raises(Unreachable):
        await run(door, query(door))
    assert len(await server.control.calls("logs:StopQuery")) == 1


async def test_a_group_that_is_not_there_is_not_found_and_an_arn_is_as_good_as_a_name(
    door: Aws, server: EmbeddedAws
) -> None:
    with pytest.raises(NotFound):
        await run(door, replace(query(door), groups=("/nowhere",)))
    arn = server.world.logs.groups[GROUP].arn
    assert len(rows(await run(door, replace(query(door), groups=(f"{arn}:*",))))) == 40


async def test_a_row_leads_to_its_whole_event(door: Aws) -> None:
    row = rows(await run(door, query(door, "fields took | filter took = 7")))[0]
    whole = await door.insights.record(row.pointer, region="eu-west-1")
    assert (whole.get("took"), whole.get("@logStream"), whole.get("msg")) == ("7", "api/web/1", "line 7")
