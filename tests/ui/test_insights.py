"""The Insights screen over the real console, on the embedded AWS."""

from __future__ import annotations

import json
import re
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from console_driver import Driver, console

from ecstui.ui.screens.insights import InsightsScreen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

GROUP = "/test/insights"
QUERIES = "ecstui.demo.logs.insights.queries"
LINES = "fields @timestamp, @logStream, @message | sort @timestamp desc"


@pytest.fixture
def aws(aws_with: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Thirty lines of the last minutes, the first one hostile, and queries of a tenth of a second."""
    monkeypatch.setattr(f"{QUERIES}.RUNS", 0.1)
    monkeypatch.setattr("ecstui.live.insights.FIRST_LOOK", 0.05)
    server = aws_with(scenario="calm")
    for number in range(30):
        line = {"level": "error" if number == 3 else "info", "took": number, "msg": f"line {number}"}
        text = "\x1b]0;x\x07[b]bold[/b]" if number == 0 else json.dumps(line)
        server.world.logs.write(
            GROUP, f"api/web/{number % 2}aaaaaaaaa", server.world.now - 300 + number, text
        )
    return server


@asynccontextmanager
async def insights(
    aws: Any, tmp_path: Path, text: str = LINES, size: tuple[int, int] = (120, 36), **options: Any
) -> AsyncIterator[tuple[Driver, InsightsScreen]]:
    """The console with the screen opened over it."""
    async with console(aws, tmp_path, size, **options) as ui:
        session = ui.app.session
        await ui.until(lambda: session.connected, "a connection")
        now = session.now()
        screen = InsightsScreen(
            (GROUP,),
            "eu-west-1",
            text,
            now - timedelta(days=3),
            now,
            session=session,
            options=ui.app.options,
            actions=ui.app.actions,
        )
        await ui.app.push_screen(screen)
        await ui.sees("Logs Insights")
        yield ui, screen


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_a_query_runs_and_its_lines_are_shown_with_what_they_cost(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with insights(aws, tmp_path, size=size) as (ui, screen):
        await ui.sees("time  3d")
        await ui.until(
            lambda: re.search(r"\d\d:\d\d:\d\d to \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", ui.screen), "the span"
        )
        await ui.sees("ctrl+r run")
        await ui.press("ctrl+r")
        await ui.sees("30 rows in")
        await ui.sees("30 matched of 30")
        await ui.sees("scanned, under $0.001")
        await ui.sees("line 29")
        assert screen.focused is screen.results.inside
        assert "\x1b" not in ui.screen
        await ui.sees("enter whole event")
        assert max(map(len, ui.screen.split("\n"))) <= size[0]


async def test_lines_stand_in_order_of_time_and_enter_opens_the_whole_event(aws: Any, tmp_path: Path) -> None:
    async with insights(aws, tmp_path) as (ui, _):
        await ui.press("ctrl+r")
        await ui.sees("line 29")
        await ui.press("home")
        await ui.sees("[b]bold[/b]")
        await ui.press("down", "down", "down", "enter")
        await ui.sees('"msg": "line 3"')
        await ui.until(
            lambda: re.search(r"@ingestionTime: \d{4}-\d\d-\d\d .* UTC", ui.screen), "its time in words"
        )
        await ui.sees("api/web/1aaaaaaaaa")
        (asked,) = await aws.control.calls("logs:GetLogRecord")
        assert asked["status"] == 200
        await ui.press("escape")
        await ui.sees("Logs Insights")


async def test_what_is_counted_is_a_table(aws: Any, tmp_path: Path) -> None:
    text = "filter ispresent(level) | stats count(*) as n, max(took) as worst by level | sort n"
    async with insights(aws, tmp_path, text) as (ui, screen):
        await ui.press("f5")
        await ui.sees("2 rows in")
        table = screen.results.inside
        assert [column.key for column in table.columns] == ["level", "n", "worst"]
        assert [[cell.text for cell in row.cells] for row in table.rows] == [
            ["error", "1", "3"],
            ["info", "28", "29"],
        ]
        await ui.press("enter")
        await ui.sees("Fields")
        await ui.sees("worst")
        assert await aws.control.calls("logs:GetLogRecord") == []


async def test_lines_in_an_order_of_their_own_stay_in_it_as_a_table(aws: Any, tmp_path: Path) -> None:
    text = "fields took, @message | filter took > 26 | sort took desc"
    async with insights(aws, tmp_path, text) as (ui, screen):
        await ui.press("ctrl+r")
        await ui.sees("3 rows in")
        assert [row.cells[0].text for row in screen.results.inside.rows] == ["29", "28", "27"]


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_a_running_query_shows_progress_and_is_cancelled_by_a_key(
    aws: Any, tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{QUERIES}.RUNS", 600)
    async with insights(aws, tmp_path) as (ui, screen):
        await ui.press("ctrl+r")
        await ui.sees("s: 30 matched of 30")
        await ui.sees("esc cancel")
        await ui.until(lambda: "running" in ui.screen and "running 0s" not in ui.screen, "time passing")
        await ui.press(key)
        await ui.sees("cancelled: 30 matched")
        await ui.sees("esc back")
        await ui.until(lambda: next(iter(aws.world.logs.queries.values())).stopped, "stopped at AWS")
        assert screen.is_mounted
        await ui.press("escape")
        await ui.sees_no("Logs Insights")


async def test_leaving_the_screen_or_the_console_stops_the_query(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{QUERIES}.RUNS", 600)
    async with insights(aws, tmp_path) as (ui, _):
        await ui.press("ctrl+r")
        await ui.sees("running")
        await ui.sees("30 matched")
    assert all(query.stopped for query in aws.world.logs.queries.values())


async def test_a_malformed_query_says_where_and_puts_the_cursor_there(aws: Any, tmp_path: Path) -> None:
    async with insights(aws, tmp_path, "\nfields @message\n| fliter took > 3") as (ui, screen):
        await ui.press("ctrl+r")
        await ui.sees("refused the query")
        await ui.sees("before `fliter took > 3`")
        assert screen.query_text.cursor_location == (2, 2)
        assert screen.focused is screen.query_text
        assert "Traceback" not in ui.screen


async def test_a_denied_query_names_the_permission_and_can_be_run_again(aws: Any, tmp_path: Path) -> None:
    denied = "User: arn:aws:iam::1:user/ann is not authorized to perform: logs:StartQuery on resource: *"
    fault = {"fault": "error", "code": "AccessDeniedException", "message": denied}
    await aws.control.faults({"match": "logs:StartQuery", **fault})
    async with insights(aws, tmp_path) as (ui, _):
        await ui.press("ctrl+r")
        await ui.sees("may not logs:StartQuery")
        await ui.press("ctrl+r")
        await ui.sees("30 rows in")


async def test_a_saved_query_is_chosen_from_the_list(aws: Any, tmp_path: Path) -> None:
    queries = {"errors": "filter level = 'error'\n| fields msg", "slow": "filter took > 20 | fields msg"}
    async with insights(aws, tmp_path, "", queries=queries) as (ui, screen):
        await ui.press("ctrl+o")
        await ui.sees("filter level = 'error' | fields msg")
        await ui.press("down", "enter")
        await ui.until(lambda: screen.query_text.text == queries["slow"], "the query in place")
        await ui.press("ctrl+r")
        await ui.sees("9 rows in")


async def test_without_saved_queries_it_says_where_they_come_from(aws: Any, tmp_path: Path) -> None:
    async with insights(aws, tmp_path) as (ui, _):
        await ui.press("ctrl+o")
        await ui.sees("[insights.queries]")
        await ui.press("escape")
        await ui.sees_no("[insights.queries]")


async def test_the_time_is_typed_and_a_wrong_one_is_told(aws: Any, tmp_path: Path) -> None:
    async with insights(aws, tmp_path) as (ui, screen):
        await ui.press("shift+tab")
        assert screen.focused is screen.time
        screen.time.value = ""
        await ui.type("soon")
        await ui.sees("type 3d or")
        await ui.press("enter")
        assert await aws.control.calls("logs:StartQuery") == []
        screen.time.value = "2m"
        await ui.press("enter")
        await ui.sees("nothing matched")
        (asked,) = await aws.control.calls("logs:StartQuery")
        assert asked["params"]["endTime"] - asked["params"]["startTime"] in (120, 121)


async def test_typing_writes_the_query_and_enter_begins_a_line(aws: Any, tmp_path: Path) -> None:
    async with insights(aws, tmp_path, "") as (ui, screen):
        await ui.press("q", "enter", "i")
        assert screen.query_text.text == "q\ni"


async def test_another_run_takes_the_place_of_the_one_that_runs(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{QUERIES}.RUNS", 600)
    async with insights(aws, tmp_path) as (ui, _):
        await ui.press("ctrl+r")
        await ui.sees("30 matched")
        monkeypatch.setattr(f"{QUERIES}.RUNS", 0.1)
        await ui.press("ctrl+r")
        await ui.sees("30 rows in")
        one, two = aws.world.logs.queries.values()
        await ui.until(lambda: one.stopped, "the first stopped")
        assert not two.stopped


async def test_pages_of_rows_are_read_to_the_end_before_it_says_so(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.aws.insights.PAGE", 8)
    async with insights(aws, tmp_path) as (ui, _):
        said: list[str] = []
        await ui.press("ctrl+r")

        def complete() -> bool:
            said.extend(line for line in ui.screen.split("\n") if " rows in " in line)
            return bool(said)

        await ui.until(complete, "the end")
        assert said[0].strip().startswith("30 rows in")
