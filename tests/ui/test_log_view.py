"""The log view on a minimal app: order, the cursor, following and holding still, filters, jumps, looks."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult

from ecstui.model.log_filter import LogFilter
from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.model.text import safe
from ecstui.ui.widgets import log_paint
from ecstui.ui.widgets.histogram import Histogram
from ecstui.ui.widgets.log_columns import Columns
from ecstui.ui.widgets.log_view import LogView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.strip import Strip

NOON = 1_700_049_600_000
WEB = Origin("eu-west-1", "/ecs/web", "app/web/aaaaaaaa1", "aaaaaaaa1", "web", "7")
DB = Origin("eu-west-1", "/ecs/web", "app/db/bbbbbbbb2", "bbbbbbbb2", "db", "8")
JSON = '{"level":"error","msg":"no route","http":{"status":503},"path":"/a"}'


class CountingLogView(LogView):
    """Counts the lines it painted."""

    painted = 0

    def render_line(self, y: int) -> Strip:
        self.painted += 1
        return super().render_line(y)


class LogApp(App[None]):
    """One log view, and all it says."""

    def __init__(self, **options: int) -> None:
        super().__init__()
        self.log_view = CountingLogView(zone=UTC, placeholder="no lines yet: [b]waiting", **options)
        self.histogram = Histogram(self.log_view)
        self.told: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.log_view
        yield self.histogram

    def on_mount(self) -> None:
        self.histogram.display = False
        self.log_view.focus()

    def on_log_view_notice(self, message: LogView.Notice) -> None:
        self.told.append(message.text)

    def on_log_view_reached_top(self) -> None:
        self.told.append("top")

    def on_log_view_opened(self, message: LogView.Opened) -> None:
        self.told.append(message.line)

    def on_histogram_moved(self, message: Histogram.Moved) -> None:
        self.told.append(message.ms)
        self.log_view.go_to(message.ms)

    def lines(self) -> list[str]:
        """The view as it is on the screen, line by line, without the scroll bar."""
        view = self.log_view
        return [view.render_line(y).text[:-1].rstrip() for y in range(view.size.height)]

    def rows(self) -> list[str]:
        """The text alone of each row on screen."""
        return [line.rpartition("  ")[2].strip("▌*█ ") for line in self.lines()]

    async def take_in(self, lines: Iterable[LogLine]) -> None:
        """Add lines and wait for the tick that shows them."""
        self.log_view.add(lines)
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing is pending."""
        view = self.log_view
        while view._pending or view._dirty or view.progress < 1:
            await self.pilot.pause(0.01)  # type: ignore[attr-defined]
        await self.pilot.pause()  # type: ignore[attr-defined]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)  # type: ignore[attr-defined]


@pytest.fixture
async def app():
    app = LogApp()
    async with app.run_test(size=(60, 10)) as app.pilot:
        app.log_view.columns = Columns(level=False, time="hidden", task=False, container=False)
        await app.pilot.pause()
        yield app


def line(number: int, text: str = "", origin: Origin = WEB, level: Level = Level.NONE) -> LogLine:
    return LogLine(NOON + number, NOON + number + 500, origin, text or f"line {number}", level)


def lines(*numbers: int) -> list[LogLine]:
    return [line(number) for number in numbers]


def texts(app: LogApp) -> list[str]:
    return [shown.text for shown in app.log_view.lines_shown]


def by(typed: str) -> LogFilter:
    return LogFilter.parse(typed)


async def test_lines_show_time_task_container_and_text(app: LogApp):
    app.log_view.columns = Columns(time="utc", revision=True)
    assert app.lines()[0] == "no lines yet: [b]waiting"
    await app.take_in([line(0, "started"), line(1_234, "boom", DB, Level.ERROR)])
    assert app.lines()[:2] == [
        "   12:00:00.000 aaaaaaaa web 7 started",
        "▌E 12:00:01.234 bbbbbbbb db  8 boom",
    ]


async def test_late_lines_take_their_place_in_time_and_equals_stay_as_they_came(app: LogApp):
    await app.take_in(lines(10, 30))
    await app.take_in([line(20), line(5), line(10, "second of its time", DB)])
    assert texts(app) == ["line 5", "line 10", "second of its time", "line 20", "line 30"]


async def test_it_follows_the_newest_line(app: LogApp):
    await app.take_in(lines(*range(50)))
    assert app.lines()[-1] == "▌line 49"
    await app.take_in(lines(50))
    assert app.lines()[-1] == "▌line 50"
    assert app.log_view.following


async def test_what_is_read_stays_where_it_is_whatever_comes_around_it(app: LogApp):
    await app.take_in(lines(*range(0, 100, 2)))
    await app.press("pageup", "up")
    assert not app.log_view.following
    before, cursor = app.lines(), app.log_view.cursor
    await app.take_in([*lines(200, 201, 202), line(1), line(3)])
    assert app.lines() == before
    assert app.log_view.cursor is cursor
    assert app.log_view.new_below == 5
    await app.press("end")
    assert app.log_view.following
    assert app.lines()[-1] == "▌line 202"
    assert app.log_view.new_below == 0


async def test_a_line_inserted_between_the_rows_on_screen_moves_others_not_the_cursor(app: LogApp):
    await app.take_in(lines(*range(0, 40, 2)))
    await app.press("up", "up", "up")
    row = app.lines().index("▌line 32")
    await app.take_in(lines(31, 33, 29))
    assert app.lines()[row] == "▌line 32"


async def test_moving_back_to_the_end_follows_again(app: LogApp):
    await app.take_in(lines(*range(50)))
    await app.press("up", "up")
    assert not app.log_view.following
    await app.press("down", "down")
    assert app.log_view.following


async def test_moving_up_at_the_top_asks_for_older_lines(app: LogApp):
    await app.take_in(lines(*range(20)))
    await app.press("home")
    app.told.clear()
    await app.press("up")
    assert app.told == ["top"]
    await app.take_in(lines(-3, -2, -1))
    assert app.lines()[0] == "▌line 0"
    await app.press("up")
    assert app.log_view.cursor.text == "line -1"


async def test_beyond_the_limit_the_oldest_go_and_a_row_says_how_many():
    async with (app := LogApp(limit=1000)).run_test(size=(60, 10)) as app.pilot:
        await app.take_in(lines(*range(1500)))
        assert app.log_view.lines_held <= 1000
        gone = 1500 - app.log_view.lines_held
        await app.press("home")
        assert app.lines()[0] == f"… {gone:,} older lines let go"
        assert app.log_view.let_go == gone


async def test_a_filter_works_on_what_is_held_and_on_what_comes(app: LogApp):
    await app.take_in([line(1, "GET /health"), line(2, "timeout", level=Level.ERROR), line(3, "GET /api")])
    app.log_view.filter = by("get !health")
    assert texts(app) == ["GET /api"]
    await app.take_in([line(4, "get /health"), line(5, "get /x")])
    assert texts(app) == ["GET /api", "get /x"]
    app.log_view.filter = by("level>=error")
    assert texts(app) == ["timeout"]
    app.log_view.filter = by("nothing")
    await app.settled()
    assert app.lines()[0] == "5 lines hidden by filter 'nothing' - esc clears"
    app.log_view.filter = by("")
    assert len(texts(app)) == 5


async def test_a_filter_taken_away_gives_back_the_place_that_was_read(app: LogApp):
    await app.take_in(lines(*range(100)))
    await app.press("pageup", "pageup", "pageup", "pageup")
    before = app.lines()
    app.log_view.filter = by('"line 99"')
    await app.settled()
    assert texts(app) == ["line 99"]
    app.log_view.filter = by("")
    await app.settled()
    assert app.lines() == before


async def test_a_hundred_thousand_lines_are_filtered_in_slices(app: LogApp):
    await app.take_in(line(number, f"line {number % 1000}.") for number in range(100_000))
    app.log_view.filter = by('"line 7."')
    assert 0 < app.log_view.progress < 1
    await app.settled()
    assert [shown.time - NOON for shown in app.log_view.lines_shown] == list(range(7, 100_000, 1000))


async def test_least_level_hides_what_is_less_grave(app: LogApp):
    await app.take_in([line(1), line(2, level=Level.WARN), line(3, level=Level.FATAL)])
    app.log_view.least_level = Level.WARN
    assert texts(app) == ["line 2", "line 3"]
    app.log_view.least_level = Level.ERROR
    assert texts(app) == ["line 3"]


async def test_highlighting_hides_nothing_and_matches_are_still_found(app: LogApp):
    await app.take_in(lines(*range(20)))
    app.log_view.highlight_only = True
    app.log_view.filter = by('"line 7"')
    await app.settled()
    assert len(texts(app)) == 20
    app.log_view.action_previous_match()
    await app.settled()
    assert app.log_view.cursor.text == "line 7"
    strip = app.log_view.render_line(app.lines().index("▌line 7"))
    assert any(part.text == "line 7" and part.style and part.style.reverse for part in strip)


async def test_matches_come_with_lines_around_them_and_gaps_are_marked(app: LogApp):
    await app.take_in(lines(*range(30)))
    app.log_view.context = 1
    app.log_view.filter = by("/line (5|20)$/")
    await app.settled()
    assert app.rows()[:7] == ["line 4", "line 5", "line 6", "--", "line 19", "line 20", "line 21"]


async def test_jumps_go_to_errors_matches_marks_and_times_or_say_that_there_are_none(app: LogApp):
    numbers = range(0, 200_000, 10_000)
    await app.take_in(line(n, level=Level.ERROR if n in {30_000, 90_000} else Level.NONE) for n in numbers)
    view = app.log_view

    def at() -> int:
        return view.cursor.time - NOON

    view.action_previous_error()
    assert at() == 90_000
    view.action_mark()
    view.action_previous_error()
    assert at() == 30_000
    view.action_previous_error()
    await app.settled()
    assert app.told[-1] == "no error above"
    view.action_next_mark()
    assert at() == 90_000
    view.jump_by(-60)
    assert at() == 30_000
    view.jump_by(60)
    assert at() == 90_000
    view.go_to(NOON + 45_000)
    assert at() == 50_000
    view.filter = by('"line 120000"')
    await app.settled()
    view.highlight_only = True
    view.action_next_match()
    assert at() == 120_000


async def test_a_mark_is_seen_without_colour_and_goes_when_taken_away(app: LogApp):
    await app.take_in(lines(1, 2, 3))
    await app.press("up")
    app.log_view.action_mark()
    assert app.lines()[1] == "█line 2"
    await app.press("up")
    assert app.lines()[1] == "*line 2"
    app.log_view.action_next_mark()
    app.log_view.action_mark()
    assert app.log_view.marks == ()


async def test_a_folded_event_is_one_row_and_unfolds_in_place(app: LogApp):
    await app.take_in([line(1), line(2, "boom\n  at a\n  at b"), line(3)])
    assert app.rows()[1] == "+2 lines"
    await app.press("up")
    app.log_view.action_expand()
    assert [row.strip() for row in app.lines()[:5]] == ["line 1", "▌boom", "▌  at a", "▌  at b", "line 3"]
    app.log_view.action_expand()
    assert app.lines()[1] == "▌boom  +2 lines"


async def test_a_line_that_grows_is_shown_grown(app: LogApp):
    head = line(1, "boom")
    await app.take_in([head])
    head.text += "\n  at a"
    app.log_view.add((), [head])
    await app.settled()
    assert app.lines()[0] == "▌boom  +1 line"


async def test_json_shows_its_message_first_then_fields_raw_as_it_came_and_fields_as_columns(app: LogApp):
    await app.take_in([line(1, JSON)])
    assert app.lines()[0] == "▌no route  http.status=503 path=/a"
    app.log_view.field_columns = ("http.status",)
    await app.settled()
    assert app.lines()[0] == "▌503 no route  path=/a"
    app.log_view.raw = True
    await app.settled()
    assert app.lines()[0].startswith('▌503 {"level":"error"')


async def test_long_lines_end_in_an_ellipsis_and_scroll_sideways(app: LogApp):
    await app.take_in([line(1, "0123456789" * 20), line(2, "日本語" * 40)])
    assert app.lines()[0].endswith("…")
    assert app.lines()[1].endswith("…")
    await app.press("right")
    assert app.lines()[0].startswith(" 6789")
    await app.take_in(lines(3))
    assert app.lines()[0].startswith(" 6789")
    await app.press("left", "left")
    assert app.lines()[0].startswith(" 0123")


async def test_wrapped_lines_go_on_below_and_huge_ones_say_what_is_left_out(app: LogApp):
    app.log_view.wrap = True
    await app.take_in([line(1, "0123456789" * 10), line(2)])
    assert app.lines()[:3] == [f" {'0123456789' * 10}"[:59], f" {('0123456789' * 10)[58:]}", "▌line 2"]
    await app.take_in([line(3, "x" * 100_000)])
    assert sum("x" in row for row in app.lines()) <= 5
    assert any("more characters, enter opens it" in row for row in app.lines())


async def test_wide_and_combining_characters_keep_the_rows_in_width(app: LogApp):
    app.log_view.wrap = True
    await app.take_in([line(1, "日本語e\u0301" * 30)])
    view = app.log_view
    assert all(view.render_line(y).cell_length == view.size.width for y in range(view.size.height))


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "é" * 1_000_000, "日" * 500_000], ids=["ascii", "latin", "wide"]
)
@pytest.mark.parametrize("wrap", [False, True])
async def test_of_a_huge_line_only_the_visible_part_is_looked_at(
    app: LogApp, text: str, wrap: bool, monkeypatch
):
    seen: list[int] = []
    original = log_paint.cells
    monkeypatch.setattr(log_paint, "cells", lambda value: seen.append(len(value)) or original(value))
    app.log_view.wrap = wrap
    await app.take_in([line(1, text)])
    assert app.lines()
    assert max(seen) <= 60


async def test_hostile_text_stays_text(app: LogApp):
    hostile = "\x1b]52;c;AA\x07[@click=app.quit]x[/] \u202egnp.exe"
    escaped = '{"msg":"\\u001b[2J[b]","path":"\\u009b1m"}'
    await app.take_in([line(1, safe(hostile)), line(2, safe(escaped))])
    shown = app.lines()
    assert "␛]52;c;AA␇[@click=app.quit]x[/]" in shown[0]
    assert "␛[2J[b]" in shown[1]
    assert all(text.isprintable() for text in shown)


async def test_absurd_times_do_not_break_it(app: LogApp):
    app.log_view.columns = Columns(time="utc")
    await app.take_in(
        [LogLine(-(10**18), 0, WEB, "first", Level.NONE), LogLine(10**18, 0, WEB, "last", Level.NONE)]
    )
    assert [text.split()[-1] for text in app.lines()[:2]] == ["first", "last"]


async def test_times_of_several_days_have_their_dates_and_relative_ones_an_age(app: LogApp):
    app.log_view.columns = Columns(level=False, time="utc", task=False, container=False)
    await app.take_in(lines(0, 86_400_000))
    assert app.lines()[0].strip() == "11-15 12:00:00.000 line 0"
    app.log_view.columns = Columns(level=False, time="relative", task=False, container=False)
    await app.settled()
    assert app.lines()[0].split()[0].endswith("d")


async def test_a_source_keeps_its_colour_and_levels_have_theirs(app: LogApp):
    app.log_view.columns = Columns(level=False, time="hidden", container=False)
    await app.take_in([line(1), line(2, "line 2", DB), line(3, level=Level.ERROR), line(4)])
    colors = [[part.style.color for part in app.log_view.render_line(y) if part.style] for y in range(3)]
    assert colors[0][1] == colors[2][1]
    assert colors[0][2] != colors[2][2]


async def test_a_burst_of_additions_is_one_repaint_and_none_is_none(app: LogApp):
    await app.take_in(lines(*range(50)))
    app.log_view.painted = 0
    for number in range(50, 250):
        app.log_view.add(lines(number))
    await app.settled()
    assert 0 < app.log_view.painted <= 2 * app.log_view.size.height
    app.log_view.painted = 0
    await app.take_in([])
    assert app.log_view.painted == 0


async def test_lines_above_what_is_read_repaint_nothing(app: LogApp):
    await app.take_in(lines(*range(500)))
    await app.press("pageup")
    await app.settled()
    app.log_view.painted = 0
    await app.take_in([line(-1)])
    assert app.log_view.painted == 0


async def test_clear_forgets_all_and_follows(app: LogApp):
    await app.take_in(lines(*range(50)))
    await app.press("up")
    app.log_view.action_mark()
    app.log_view.clear()
    assert (app.log_view.lines_held, app.log_view.following, app.log_view.marks) == (0, True, ())
    await app.take_in(lines(1))
    assert texts(app) == ["line 1"]


async def test_lines_given_before_it_is_on_screen_are_shown_when_it_is():
    app = LogApp()
    app.log_view.add(lines(1, 2))
    async with app.run_test(size=(60, 10)) as app.pilot:
        await app.settled()
        assert app.lines()[1].endswith("line 2")


async def test_enter_opens_the_line_under_the_cursor_and_a_click_puts_it_there(app: LogApp):
    await app.take_in(lines(1, 2, 3))
    await app.press("up", "enter")
    assert app.told[-1].text == "line 2"
    await app.pilot.click(CountingLogView, offset=(5, 0))  # type: ignore[attr-defined]
    assert app.log_view.cursor.text == "line 1"


async def test_the_histogram_counts_lines_and_errors_and_one_can_move_in_it(app: LogApp):
    app.histogram.display = True
    await app.pilot.resize_terminal(130, 20)  # type: ignore[attr-defined]
    await app.take_in(
        line(n * 1000, level=Level.ERROR if n == 30 else Level.NONE) for n in range(101) if not 40 < n < 60
    )
    app.histogram.look()
    top, below = (app.histogram.render_line(y).text for y in range(2))
    assert top.startswith("12:00:00")
    assert below.startswith("1 errors")
    assert len(top) == len(below) == app.histogram.size.width
    assert below.count("█") == 1
    assert " " * 10 in top[15:-15]
    app.histogram.focus()
    await app.press("left")
    await app.settled()
    moved = app.told[-1]
    assert isinstance(moved, int)
    assert moved < NOON + 100_000
    assert app.log_view.cursor.time >= moved
