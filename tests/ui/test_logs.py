"""Reading logs in the console, on the embedded AWS: the keys, the views, the dialogs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from console_driver import Driver, console

if TYPE_CHECKING:
    from pathlib import Path

    from ecstui.ui.widgets.log_view import LogView


async def reading(ui: Driver, service: str = "checkout") -> LogView:
    """Open the logs of a service, and wait for lines."""
    await ui.services.go_to(service)
    await ui.press("l")
    log, stream = view(ui), ui.app.main.reading.stream
    await ui.until(lambda: stream.status.following and log.lines_held > 50 and log.count_shown, "log lines")
    return log


def view(ui: Driver) -> LogView:
    return ui.app.main.detail.logs.view


async def test_logs_of_a_service_stream_all_tasks_and_escape_ends_them(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.sees("following")
        await ui.sees("complete to ")
        await ui.until(lambda: len({line.origin.task for line in log.lines_shown}) > 1, "lines of many tasks")
        await ui.until(lambda: all(line.origin.revision for line in log.lines_shown), "their revisions")
        await ui.press("escape")
        assert ui.app.main.reading.stream is None
        assert ui.focus == "services"


async def test_logs_have_the_whole_screen_until_zoomed_out(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await reading(ui)
        await ui.sees_no("1 Clusters")
        await ui.press("z")
        await ui.sees("1 Clusters")
        await ui.press("2")
        await ui.sees("1 Clusters")


async def test_the_footer_and_the_keys_are_those_of_the_logs(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await reading(ui)
        await ui.until(lambda: "p pause" in ui.footer, "the keys of the logs")
        await ui.press("e")
        assert ui.app.main.detail.tab == "logs"
        await ui.press("question_mark")
        await ui.sees("In the logs")


async def test_a_filter_is_obeyed_while_typed_and_escape_takes_it_back_first(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.press("slash")
        await ui.type("zzzz")
        await ui.press("enter")
        await ui.sees("hidden by filter 'zzzz' - esc clears")
        await ui.press("escape")
        await ui.until(lambda: log.count_shown == log.lines_held, "all lines")
        assert ui.app.main.detail.tab == "logs"
        await ui.press("slash")
        await ui.type("/[")
        assert not log.filter.problem
        await ui.type("/")
        await ui.until(lambda: log.filter.problem and log.filter.problem[:20] in ui.screen, "what is wrong")


async def test_the_least_level_goes_round_and_is_said(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.press("u")
        await ui.sees("warn and above")
        await ui.press("u")
        await ui.sees("error and above")
        assert all(line.level.name in {"ERROR", "FATAL"} for line in log.lines_shown)
        await ui.press("u")
        await ui.until(lambda: log.count_shown == log.lines_held, "all lines")


async def test_an_event_opens_whole_and_one_key_filters_by_a_field(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.press("k", "enter")
        await ui.sees("only this")
        before = log.cursor
        await ui.press("n")
        assert log.cursor is not before
        table = ui.app.screen.table
        names = [row.cells[0].text for row in table.rows]
        table.move_to(str(names.index("task")))
        await ui.press("equals_sign")
        await ui.until(lambda: len({line.origin.task for line in log.lines_shown}) == 1, "one task's lines")
        assert log.filter.typed.startswith("task=")


async def test_a_field_becomes_a_column_and_the_display_takes_it_away(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.until(lambda: any(line.text.startswith("{") for line in log.lines_shown), "a JSON line")
        line = next(line for line in reversed(log.lines_shown) if line.text.startswith("{"))
        log.following = False
        log._go_to(line)
        await ui.press("enter")
        await ui.sees("only this")
        table = ui.app.screen.table
        names = [row.cells[0].text for row in table.rows]
        own = next(name for name in names[10:] if name in json.loads(line.text))
        table.move_to(str(len(names) - 1 - names[::-1].index(own)))
        await ui.press("c")
        await ui.until(lambda: log.field_columns == (own,), "a column")
        await ui.press("d")
        await ui.sees("How lines are shown")
        await ui.press("enter")
        assert log.columns.time == "utc"
        ui.app.screen.table.move_to(f"field {own}")
        await ui.press("enter", "escape")
        assert log.field_columns == ()


async def test_one_task_s_lines_and_all_again(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.press("k", "l")
        await ui.until(lambda: len({line.origin.task for line in log.lines_shown}) == 1, "one task's lines")
        await ui.press("l")
        await ui.until(lambda: log.count_shown == log.lines_held, "all lines")


async def test_a_split_shows_the_task_beside_all_and_tab_goes_between(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.press("k", "vertical_line")
        pane = ui.app.main.detail.logs
        await ui.until(lambda: len(pane.views) == 2 and pane.views[1].lines_held > 0, "two views")
        assert pane.view is pane.views[1]
        await ui.sees("▸ /task=")
        await ui.until(lambda: 0 < pane.views[1].count_shown < log.count_shown, "fewer lines at the right")
        await ui.press("tab")
        await ui.until(lambda: pane.view is pane.views[0], "the left view")
        await ui.until(lambda: pane.views[0].lines_held == pane.views[1].lines_held, "the same lines in both")
        await ui.press("vertical_line")
        assert len(pane.views) == 1


async def test_scrolling_up_at_the_top_loads_older_lines(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        held, oldest = log.lines_held, log.lines_shown[0].time
        await ui.press("g", "k")
        await ui.until(lambda: log.lines_held > held + 100, "older lines")
        assert log.lines_shown[0].time < oldest
        times = [line.time for line in log.lines_shown]
        assert times == sorted(times)


async def test_going_to_a_time_and_a_wrong_time(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.press("t")
        await ui.type("-1m")
        await ui.press("enter")
        await ui.until(lambda: not log.following, "a pause")
        target = ui.app.session.now().timestamp() * 1000 - 60_000
        assert abs(log.cursor.time - target) < 20_000
        await ui.press("t")
        await ui.type("teatime")
        await ui.press("enter")
        await ui.until(lambda: "teatime" in ui.status, "what is wrong with it")
        assert ui.app.main.has_class("prompting")  # to be put right
        await ui.press("escape")
        await ui.until(lambda: not ui.app.main.has_class("prompting"), "the lines again")


async def test_going_to_a_time_long_before_the_oldest_line_reads_back_to_it(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        target = ui.app.session.now().timestamp() * 1000 - 600_000
        assert log.lines_shown[0].time > target
        await ui.press("t")
        await ui.type("-10m")
        await ui.press("enter")
        await ui.until(lambda: abs(log.cursor.time - target) < 20_000, "the lines of ten minutes ago")
        assert log.lines_shown[0].time <= target + 20_000


async def test_at_80_columns_the_title_says_in_full_how_the_lines_do(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        log = await reading(ui)
        await ui.press("g")
        await ui.until(lambda: log.lines_held > 900, "older lines")
        await ui.sees(" lines ━")


async def test_in_a_split_of_80_columns_each_line_has_its_time(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await reading(ui)
        await ui.press("vertical_line")
        left, right = ui.app.main.detail.logs.views
        await ui.until(lambda: right.count_shown, "lines of one task")
        for log in (left, right):
            assert log.render_line(0).text[4:15].count(":") == 2


async def test_saving_writes_what_is_shown_or_all_that_is_held(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.press("k", "l", "p")
        await ui.until(lambda: 0 < log.count_shown < log.lines_held, "fewer lines")
        shown = log.lines_shown
        await ui.press("s")
        await ui.sees("what is shown")
        entry = ui.app.screen.query_one("Input")
        entry.value = str(tmp_path / "lines.jsonl")
        await ui.press("enter")
        await ui.until(lambda: "saved" in ui.status, "that it is saved")
        saved = [json.loads(line) for line in (tmp_path / "lines.jsonl").read_text().splitlines()]
        assert [line["message"] for line in saved][: len(shown)] == [line.text for line in shown]
        await ui.press("s")
        await ui.sees("what is shown")
        ui.app.screen.query_one("Input").value = "/proc/nowhere/x"
        await ui.press("tab", "enter")
        await ui.sees("was not saved")


async def test_the_same_lines_elsewhere_are_copied_by_a_digit(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await reading(ui)
        await ui.press("a")
        await ui.sees("aws logs filter-log-events")
        await ui.press("1")
        assert ui.app.clipboard.startswith("aws logs filter-log-events")
        await ui.press("3")
        assert "fields @timestamp" in ui.app.clipboard


async def test_the_events_around_one_are_read_from_cloudwatch(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        log = await reading(ui)
        await ui.press("g", "j", "j", "x")
        await ui.sees("5 s before and after")
        around = ui.app.screen.view
        await ui.until(lambda: around.marks, "the event among others")
        assert around.marks[0].text == log.cursor.text
        assert {line.origin.stream for line in around.lines_shown} == {log.cursor.origin.stream}
        assert all(abs(line.time - log.cursor.time) <= 5000 for line in around.lines_shown)


async def test_live_tail_is_switched_on_and_off(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await reading(ui)
        await ui.press("T")
        await ui.until(lambda: ui.app.main.reading.stream.status.live == "on", "Live Tail")
        await ui.sees("· Live Tail ·")
        await ui.press("T")
        await ui.sees_no("Live Tail")


async def test_insights_opens_with_the_filter_as_its_query(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await reading(ui)
        await ui.press("slash")
        await ui.type("status=500")
        await ui.press("enter", "i")
        await ui.sees("Logs Insights")
        assert "500" in ui.app.screen.query_text.text


async def test_at_80x24_lines_have_most_of_the_screen(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await reading(ui)
        await ui.until(lambda: view(ui).size.height >= 16, "16 rows of lines")
        await ui.press("h")
        await ui.sees("  errors ")
        await ui.press("escape")
        await ui.sees_no("errors   ")


async def test_a_task_that_never_started_promises_no_lines(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("pricing")
        await ui.until(lambda: "CannotPull" in ui.screen, "a task whose image cannot be pulled")
        await ui.press("3", "g")
        await ui.until(lambda: ui.app.main.situation().task and ui.app.main.situation().task.stopped_at, "it")
        await ui.press("l")
        await ui.sees("its container never started")


async def test_older_lines_that_may_not_be_read_are_said(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await reading(ui)
        denied = {
            "match": "logs:FilterLogEvents",
            "fault": "error",
            "code": "AccessDeniedException",
            "n": None,
        }
        await aws.control.faults(denied)
        await ui.press("g", "k")
        await ui.sees("older lines: denied")
        await aws.control.faults()
        await ui.press("k")
        await ui.sees_no("older lines: denied")


async def test_lines_under_another_pane_or_screen_are_out_of_sight(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await reading(ui)
        stream = ui.app.main.reading.stream
        assert stream.in_sight
        await ui.press("i")
        await ui.sees("Logs Insights")
        await ui.until(lambda: not stream.in_sight, "lines under a screen of their own")
        await ui.press("escape")
        await ui.until(lambda: stream.in_sight, "lines in sight again")
        await ui.press("d")
        await ui.sees("How lines are shown")
        assert stream.in_sight  # a dialog leaves them to be seen
        await ui.press("escape", "2")
        await ui.until(lambda: not stream.in_sight, "lines under the services")
        assert ui.app.main.reading.stream is stream
        ui.app.main.focus_pane("detail")
        assert stream.in_sight
