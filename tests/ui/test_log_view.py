"""The log view on a minimal app: order, the cursor, following, holding still, filters and how lines look."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from log_app import DB, NOON, WEB, LogApp, line, lines
from textual.geometry import Size

from ecstui.model.log_filter import LogFilter
from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.ui.widgets import log_display, log_lines, log_pace, log_paint, log_setting
from ecstui.ui.widgets.log_view import Columns, LogView

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BARE = Columns(level=False, time="hidden", task=False, container=False)


@pytest.fixture(autouse=True)
def quick_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_pace, "QUICK", 0.01)


@pytest.fixture
async def app() -> AsyncIterator[LogApp]:
    app = LogApp()
    async with app.run_test(size=(60, 12)) as app.pilot:
        yield app


def filtered(words: str) -> LogFilter:
    return LogFilter.parse(words)


# Order, following, holding still


async def test_lines_show_level_time_task_container_and_text(app: LogApp):
    assert app.lines()[0] == "no lines yet: [b]waiting"
    await app.take_in([line(0, "started"), line(1_234, "served", origin=DB, level=Level.ERROR)])
    assert app.lines()[:2] == [
        "   12:00:00.000 aaaabbbb web started",
        "▌E 12:00:01.234 ddddeeee db  served",
    ]


async def test_late_lines_take_their_place_in_time(app: LogApp):
    await app.take_in(lines(10, 30))
    await app.take_in([line(20), line(5), line(10, "second of its time")])
    assert app.texts() == ["line 5", "line 10", "second of its time", "line 20", "line 30"]


async def test_it_follows_the_newest_line_with_the_cursor_on_it(app: LogApp):
    await app.take_in(lines(*range(50)))
    assert app.lines()[-1].endswith("line 49")
    await app.take_in(lines(50))
    assert app.lines()[-1].startswith("▌")
    assert app.lines()[-1].endswith("line 50")
    assert (app.at_cursor, app.log_view.status) == ("line 50", "following")


async def test_moved_up_nothing_moves_whatever_comes_above_between_and_below(app: LogApp):
    await app.take_in(lines(*range(0, 100, 2)))
    await app.pilot.press("pageup", "up", "up")
    assert not app.log_view.following
    before = app.lines()
    await app.take_in([*lines(200, 201, 202), line(1), line(3), line(99)])
    assert app.lines() == before
    assert app.log_view.status == "paused, 4 new below"
    assert app.last_told(LogView.StatusChanged).new_below == 4
    await app.take_in(lines(*range(-500, 0)))
    assert app.lines() == before
    assert app.log_view.status == "paused, 4 new below"
    await app.pilot.press("end")
    assert app.log_view.following
    assert app.lines()[-1].endswith("line 202")
    assert app.last_told(LogView.StatusChanged) == LogView.StatusChanged(app.log_view, True, 0)


async def test_lines_between_those_on_screen_push_away_from_the_cursor_not_the_cursor(app: LogApp):
    await app.take_in(lines(*range(0, 100, 10)))
    await app.take_in(lines(1000, *range(100, 200, 10)))
    await app.pilot.press("up", "up", "up", "up")
    row = [text.startswith("▌") for text in app.lines()].index(True)
    cursor = app.at_cursor
    await app.take_in(lines(*range(1, 200, 10)))
    assert app.lines()[row].startswith("▌")
    assert app.lines()[row].endswith(cursor)


async def test_back_at_the_end_it_follows_again(app: LogApp):
    await app.take_in(lines(*range(50)))
    await app.pilot.press("up", "up")
    assert not app.log_view.following
    await app.pilot.press("down", "down")
    assert app.log_view.following
    app.log_view.action_toggle_follow()
    await app.take_in(lines(50))
    assert (app.log_view.following, app.at_cursor) == (False, "line 49")


async def test_the_wheel_scrolls_and_a_click_puts_the_cursor_and_then_opens(app: LogApp):
    await app.take_in(lines(*range(50)))
    app.log_view.action_toggle_follow()
    for _ in range(2):
        app.log_view._moved(lambda: app.log_view._position.scroll(-3), up=True)
    assert app.lines()[0].endswith("line 34")
    assert app.at_cursor == "line 43"
    await app.pilot.click(LogView, offset=(30, 2))
    assert app.at_cursor == "line 36"
    await app.pilot.pause(0.6)  # two clicks in quick succession are a double click
    await app.pilot.click(LogView, offset=(30, 2))
    assert app.last_told(LogView.Opened).line.text == "line 36"


async def test_moving_up_at_the_very_top_asks_for_older_lines_and_holds_still_when_they_come(app: LogApp):
    await app.take_in(lines(*range(100, 150)))
    await app.pilot.press("home")
    await app.pilot.pause()
    assert app.last_told(LogView.ReachedTop)
    before = app.lines()
    await app.take_in(lines(*range(100)))
    assert app.lines() == before
    assert app.log_view.new_below == 0  # they are neither new nor below
    await app.pilot.press("up")
    assert app.at_cursor == "line 99"


async def test_enter_opens_the_line_under_the_cursor(app: LogApp):
    await app.take_in(lines(1, 2, 3))
    await app.pilot.press("up", "enter")
    await app.pilot.pause()
    assert app.last_told(LogView.Opened).line.text == "line 2"


async def test_beyond_the_limit_the_oldest_go_and_a_row_says_how_many():
    async with (app := LogApp(limit=20)).run_test(size=(60, 12)) as app.pilot:
        await app.take_in(lines(*range(30)))
        assert app.log_view.lines_held == 20
        await app.pilot.press("home")
        assert app.lines()[0] == "… 10 older lines let go"
        assert app.lines()[1].endswith("line 10")


async def test_held_still_the_cursor_line_stays_while_older_ones_go():
    async with (app := LogApp(limit=40)).run_test(size=(60, 12)) as app.pilot:
        await app.take_in(lines(*range(40)))
        await app.pilot.press("up")
        before = app.lines()
        await app.take_in(lines(*range(40, 50)))
        assert app.lines() == before


async def test_a_resize_keeps_the_end_in_view_while_following(app: LogApp):
    await app.take_in(lines(*range(50)))
    for height in (7, 20, 9):
        await app.pilot.resize_terminal(60, height)
        await app.pilot.pause()
        assert app.lines()[-1].endswith("line 49")


async def test_clear_forgets_all_and_follows(app: LogApp):
    await app.take_in(lines(*range(50)))
    await app.pilot.press("up")
    app.log_view.action_mark()
    app.log_view.clear()
    assert (app.log_view.lines_held, app.log_view.following, app.log_view.marks) == (0, True, ())
    await app.take_in(lines(1))
    assert app.texts() == ["line 1"]


async def test_lines_given_before_it_is_on_screen_are_shown_when_it_is():
    app = LogApp()
    app.log_view.add(lines(1, 2))
    async with app.run_test(size=(60, 12)) as app.pilot:
        await app.settled()
        assert app.lines()[1].endswith("line 2")


# Painting


async def test_a_burst_of_additions_is_one_paint_and_lines_out_of_sight_are_none(app: LogApp):
    await app.take_in(lines(*range(50)))
    app.log_view.painted = 0
    for number in range(50, 250):
        app.log_view.add(lines(number))
    await app.settled()
    assert 0 < app.log_view.painted <= 2 * app.log_view.size.height
    await app.pilot.press("home")
    await app.settled()
    app.log_view.painted = 0
    await app.take_in(lines(300, 301))
    assert app.log_view.painted <= 1  # the thumb of the bar may move


async def test_a_move_of_the_cursor_paints_two_rows(app: LogApp):
    await app.take_in(lines(1, 2, 3, 4, 5))
    app.log_view.painted = 0
    await app.pilot.press("up")
    await app.pilot.pause()
    assert app.log_view.painted == 2


async def test_while_the_terminal_is_behind_nothing_is_painted_and_the_pace_is_slow(app: LogApp, monkeypatch):
    await app.settled()
    behind = True
    monkeypatch.setattr(log_display, "is_behind", lambda _: behind)
    app.log_view.painted = 0
    app.log_view.add(lines(*range(50)))
    await app.pilot.pause(0.1)
    assert (app.log_view.painted, app.log_view.lines_held) == (0, 50)
    assert app.log_view._pace.seconds == log_pace.SLOW
    behind = False
    await app.settled()
    assert app.lines()[-1].endswith("line 49")


# Filters


async def test_a_filter_works_on_what_is_held_and_on_what_comes(app: LogApp):
    await app.take_in([line(1, "GET /health"), line(2, "timeout", level=Level.ERROR), line(3, "GET /api")])
    app.log_view.filter = filtered("get !health")
    assert app.texts() == ["GET /api"]
    await app.take_in([line(4, "get /health"), line(5, "get /x")])
    assert app.texts() == ["GET /api", "get /x"]
    app.log_view.filter = filtered("nothing")
    await app.pilot.pause()
    assert app.lines()[0] == "5 lines hidden by filter 'nothing' - esc clears"
    app.log_view.filter = filtered("")
    assert len(app.texts()) == 5


async def test_a_least_level_hides_what_is_below_it(app: LogApp):
    await app.take_in([line(1, level=Level.INFO), line(2, level=Level.ERROR), line(3)])
    app.log_view.least_level = Level.WARN
    assert app.texts() == ["line 2"]
    app.log_view.least_level = Level.FATAL
    await app.pilot.pause()
    assert app.lines()[0] == "3 lines hidden by their level: below fatal"


async def test_a_filter_taken_away_gives_back_the_place_that_was_read(app: LogApp):
    await app.take_in(lines(*range(100)))
    await app.pilot.press(*["pageup"] * 4)
    before = app.lines()
    app.log_view.filter = filtered("99")
    await app.pilot.pause()
    assert app.texts() == ["line 99"]
    app.log_view.filter = filtered("")
    await app.pilot.pause()
    assert app.lines() == before


async def test_many_lines_are_sifted_in_slices_and_a_new_filter_ends_the_old(app: LogApp, monkeypatch):
    monkeypatch.setattr(log_display, "SIFT_SECONDS", 0.0)
    await app.take_in(lines(*range(10_000)))
    app.log_view.filter = filtered('"line 7"')
    assert 0 < app.log_view.progress < 1
    assert "filtering" in app.log_view.status
    app.log_view.filter = filtered('"line 8"')
    app.log_view.add(lines(8, 80_000))
    await app.settled()
    expected = sorted([8, 80_000, *(number for number in range(10_000) if str(number)[0] == "8")])
    assert [shown.time - NOON for shown in app.log_view.lines_shown] == expected
    assert app.log_view.status == "following"


async def test_highlighting_hides_nothing_and_marks_the_matches(app: LogApp):
    await app.take_in([line(1, "a timeout"), line(2, "fine")])
    app.log_view.highlight_only = True
    app.log_view.filter = filtered("timeout")
    await app.pilot.pause()
    assert len(app.texts()) == 2
    reversed_ = [part.text for part in app.log_view.render_line(0) if part.style and part.style.reverse]
    assert reversed_ == ["timeout"]


async def test_context_stands_around_matches_in_groups(app: LogApp):
    await app.take_in(lines(*range(20)))
    app.log_view.context = 1
    app.log_view.filter = filtered("/line (3|12)$/")
    await app.pilot.pause()
    assert [text.split(" web ")[-1] for text in app.lines()[:7]] == [
        *("line 2", "line 3", "line 4"),
        "--",
        *("line 11", "line 12", "line 13"),
    ]


# Jumps and marks


async def test_jumps_to_matches_and_errors_and_words_where_there_is_none(app: LogApp):
    levels = {5: Level.ERROR, 30: Level.FATAL}
    await app.take_in([line(number, level=levels.get(number, Level.INFO)) for number in range(50)])
    view = app.log_view
    view.action_next_match()
    await app.pilot.pause()
    assert app.last_told(LogView.Notice).text == "no filter to match: / sets one"
    view.highlight_only, view.filter = True, filtered('"line 2"')
    view.action_previous_match()
    assert app.at_cursor == "line 29"
    view.action_previous_match()
    assert app.at_cursor == "line 28"
    view.action_next_match()
    assert app.at_cursor == "line 29"
    view.action_next_match()
    await app.pilot.pause()
    assert app.last_told(LogView.Notice).text == "no match below"
    view.action_next_error()
    assert app.at_cursor == "line 30"
    view.action_previous_error()
    assert app.at_cursor == "line 5"
    view.action_previous_error()
    await app.pilot.pause()
    assert app.last_told(LogView.Notice).text == "no error above"


async def test_jumps_in_time(app: LogApp):
    await app.take_in([line(0, f"second {second}", second=second) for second in range(0, 600, 10)])
    view = app.log_view
    view.jump_by(-60)
    assert app.at_cursor == "second 530"
    view.jump_by(60)
    assert app.at_cursor == "second 590"
    view.jump_by(-3600)
    await app.pilot.pause()
    assert app.last_told(LogView.Notice).text == "reading back to 11:09:50.000…"
    assert app.last_told(LogView.ReachedTop)
    assert (app.at_cursor, view.back_to) == ("second 0", NOON - 3_010_000)
    view.end_way_back()
    await app.pilot.pause()
    assert app.last_told(LogView.Notice).text == "no line so early: the oldest shown is of 12:00:00.000"
    assert view.back_to is None
    view.go_to(NOON + 95_000)
    assert app.at_cursor == "second 100"
    view.go_to(NOON - 1)
    assert app.at_cursor == "second 0"


async def test_a_time_before_the_oldest_line_is_gone_to_once_its_lines_have_come(app: LogApp):
    await app.take_in(lines(*range(1000, 1100)))
    view = app.log_view
    view.go_to(NOON + 500)
    await app.take_in(lines(*range(600, 1000)))
    assert (app.at_cursor, view.back_to) == ("line 1000", NOON + 500)
    await app.take_in(lines(*range(400, 600)))
    assert (app.at_cursor, view.back_to) == ("line 500", None)


async def test_who_moves_meanwhile_is_not_taken_back_to_a_time(app: LogApp):
    await app.take_in(lines(*range(1000, 1100)))
    app.log_view.go_to(NOON + 500)
    await app.pilot.press("down")
    await app.take_in(lines(*range(400, 1000)))
    assert (app.at_cursor, app.log_view.back_to) == ("line 1001", None)


async def test_marks_stay_on_their_lines_and_are_jumped_between(app: LogApp):
    await app.take_in(lines(*range(0, 100, 2)))
    view = app.log_view
    view.go_to(NOON + 20)
    view.action_mark()
    view.go_to(NOON + 60)
    view.action_mark()
    await app.take_in(lines(*range(1, 100, 2)))
    assert [marked.text for marked in view.marks] == ["line 20", "line 60"]
    await app.pilot.press("up")
    assert any(text.startswith("*") and text.endswith("line 60") for text in app.lines())
    view.action_previous_mark()
    assert app.at_cursor == "line 20"
    view.action_next_mark()
    assert app.at_cursor == "line 60"
    assert app.last_told(LogView.Marked).marked
    view.action_mark()
    view.action_next_mark()
    await app.pilot.pause()
    assert app.last_told(LogView.Notice).text == "no marked line below"


# How lines look


async def test_json_shows_its_message_then_its_fields_and_can_be_shown_raw(app: LogApp):
    text = json.dumps({"level": "info", "message": "served", "status": 200, "user": {"name": "ada b"}})
    await app.take_in([line(1, text, level=Level.INFO)])
    app.log_view.columns = BARE
    await app.pilot.pause()
    assert app.lines()[0] == '▌served  status=200 user.name="ada b"'
    app.log_view.field_columns = ("status",)
    await app.pilot.pause()
    assert app.lines()[0] == '▌200 served  user.name="ada b"'
    app.log_view.field_columns = ()
    app.log_view.raw = True
    await app.pilot.pause()
    assert app.lines()[0].startswith('▌{"level": "info", "message"')


async def test_a_stack_trace_is_one_row_until_it_is_unfolded(app: LogApp):
    trace = line(2, "ValueError: x\n  at a\n  at b")
    await app.take_in([line(1), trace, line(3)])
    app.log_view.columns = BARE
    await app.pilot.press("up")
    await app.pilot.pause()
    assert app.lines()[1] == "▌ValueError: x  +2 lines"
    app.log_view.action_expand()
    await app.pilot.pause()
    assert app.lines()[1:5] == ["▌ValueError: x", "▌  at a", "▌  at b", " line 3"]
    trace.text += "\n  at c"
    await app.take_in([], [trace])
    assert app.lines()[3:6] == ["▌  at b", "▌  at c", " line 3"]
    app.log_view.action_expand()
    await app.pilot.pause()
    assert app.lines()[1:3] == ["▌ValueError: x  +3 lines", " line 3"]


async def test_wrapped_lines_go_on_under_their_text_and_huge_ones_say_what_is_left(app: LogApp):
    await app.take_in([line(1, "x" * 100), line(2, "y" * 10_000)])
    app.log_view.action_toggle_wrap()
    await app.pilot.press("up")
    await app.pilot.pause()
    rows = app.lines()
    assert rows[0].endswith(" web " + "x" * 30)
    assert rows[3] == "▌" + " " * 28 + "x" * 10
    assert rows[4].endswith("y" * 30)
    assert rows[8].strip().startswith("… 9,880 more characters")
    await app.pilot.press("down")
    assert app.log_view.following


async def test_long_lines_end_in_an_ellipsis_and_scroll_sideways_whatever_comes(app: LogApp):
    await app.take_in([line(1, "0123456789" * 20), line(2, "日本語" * 40)])
    assert app.lines()[0].endswith("78…")
    assert app.lines()[1].endswith("…")
    await app.pilot.press("right")
    await app.take_in(lines(3))
    assert app.lines()[0].startswith("   12:00:00.001 aaaabbbb web 6789")
    assert app.lines()[1].startswith("   12:00:00.002 aaaabbbb web 語日本")
    await app.pilot.press("left", "left")
    assert app.lines()[0].startswith("   12:00:00.001 aaaabbbb web 0123")


async def test_columns_are_shown_or_hidden_and_keep_their_widths_whatever_the_characters(app: LogApp):
    wide = Origin("", "", "s", "日本日本日本", "côté", "12")
    await app.take_in([line(1, "a"), line(2, "b", origin=wide), line(3, "e\u0301\u0301x日", origin=DB)])
    app.log_view.columns = Columns(level=False, time="hidden", revision=True)
    await app.pilot.pause()
    assert app.lines()[0] == " aaaabbbb web  7  a"
    assert app.lines()[1] == " 日本日 … côté 12 b"
    for y in range(3):
        assert app.log_view.render_line(y).cell_length == 60


async def test_the_container_is_shown_only_where_there_are_several_unless_asked_for(app: LogApp):
    app.log_view.columns = Columns(level=False, time="hidden")
    await app.take_in([line(1)])
    assert app.lines()[0] == "▌aaaabbbb line 1"
    await app.take_in([line(2, origin=DB)])
    assert app.lines()[0] == " aaaabbbb web line 1"
    app.log_view.columns = Columns(level=False, time="hidden", container=False)
    await app.pilot.pause()
    assert app.lines()[0] == " aaaabbbb line 1"


async def test_times_are_utc_local_or_relative(app: LogApp):
    app.log_view._zone = app.log_view._painter._zone = timezone(timedelta(hours=2))
    await app.take_in([line(1)])
    for style, expected in (("local", "14:00:00.001"), ("utc", "12:00:00.001"), ("hidden", "line")):
        app.log_view.columns = Columns(level=False, task=False, container=False, time=style)  # type: ignore[arg-type]
        await app.pilot.pause()
        assert app.lines()[0].removeprefix("▌").split()[0] == expected
    app.log_view.columns = Columns(time="relative")
    app.log_view._now = NOON + 65_000
    app.log_view._settle()
    assert app.lines()[0].split()[:2] == ["▌", "1m"]


async def test_lines_of_several_days_have_their_date(app: LogApp):
    await app.take_in([line(0), line(1, second=86_400)])
    assert "11-15 12:00:00.000" in app.lines()[0]
    assert "11-16 12:00:00.001" in app.lines()[1]


async def test_a_revision_that_becomes_known_is_shown(app: LogApp):
    origin = Origin("", "", "s", "aaaa", "web", "")
    app.log_view.columns = Columns(level=False, time="hidden", container=True, revision=True)
    await app.take_in([line(1, origin=origin)])
    assert app.lines()[0] == "▌aaaa web line 1"
    origin.revision = "41"
    app.log_view.relabel()
    await app.pilot.pause()
    assert app.lines()[0] == "▌aaaa web 41 line 1"


@pytest.mark.parametrize("theme", ["ecstui-dark", "ecstui-ansi"])
async def test_a_source_keeps_its_colour_and_levels_have_theirs_and_a_sign(theme: str):
    async with (app := LogApp(theme=theme)).run_test(size=(60, 12)) as app.pilot:
        await app.take_in(
            [line(1), line(2, origin=DB), line(3, level=Level.ERROR), line(4, level=Level.WARN)]
        )
        assert [text[1] for text in app.lines()[:4]] == [" ", " ", "E", "W"]

        def color(y: int, text: str) -> object:
            [found] = [p.style.color for p in app.log_view.render_line(y) if text in p.text and p.style]
            return found

        assert color(0, "aaaabbbb") == color(2, "aaaabbbb") != color(1, "ddddeeee")
        assert color(2, "line 3") not in {color(0, "line 1"), color(3, "line 4")}


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "é" * 1_000_000, "日" * 500_000, '{"a":"' + "x" * 999_000 + '"}'],
    ids=["ascii", "latin", "wide", "json"],
)
@pytest.mark.parametrize("wrap", [False, True])
async def test_of_a_huge_line_only_the_visible_part_is_measured(
    app: LogApp, text: str, wrap: bool, monkeypatch: pytest.MonkeyPatch
):
    measured: list[int] = []
    original = log_setting.split_graphemes

    def noting(part: str):
        measured.append(len(part))
        return original(part)

    monkeypatch.setattr(log_setting, "split_graphemes", noting)
    app.log_view.wrap = wrap
    await app.take_in([line(1, text)])
    assert app.lines()[0].strip()
    assert sum(measured) < 3_000


async def test_hostile_text_stays_text(app: LogApp):
    hostile = Origin("", "", "\x1b[2J", "", "[b]\x1b[2J")
    await app.take_in([line(1, "\x1b]52;c;AA\x07[@click=app.quit]x[/]", origin=hostile)])
    assert "␛]52;c;AA␇[@click=app.qui" in app.lines()[0]
    assert all(text.isprintable() for text in app.lines())
    app.log_view.columns = BARE
    await app.take_in([line(2, json.dumps({"message": "\x1b[2Jred\nbelow", "k": "\u202evalue"}))])
    assert app.lines()[1] == "▌␛[2Jred  +1 line  k=value"


async def test_absurd_times_do_not_break_it(app: LogApp):
    await app.take_in([LogLine(-(10**18), 0, WEB, "first"), LogLine(10**18, 0, WEB, "last")])
    assert [text.split()[-1] for text in app.lines()[:2]] == ["first", "last"]


async def test_a_line_let_go_is_neither_marked_nor_unfolded_any_more():
    async with (app := LogApp(limit=10)).run_test(size=(60, 12)) as app.pilot:
        await app.take_in(lines(*range(10)))
        await app.pilot.press("home")
        app.log_view.action_mark()
        app.log_view.action_expand()
        await app.take_in(lines(*range(10, 20)))
        assert app.log_view.marks == ()
        assert app.log_view._painter.unfolded == set()


# The histogram


async def test_the_histogram_counts_what_passes_and_leads_where_one_moves(app: LogApp):
    every = [
        line(0, f"second {s}", second=s, level=Level.ERROR if s == 30 else Level.INFO) for s in range(61)
    ]
    await app.take_in(every)
    rows = [app.histogram.render_line(y).text for y in range(2)]
    assert rows[0].startswith("12:00:00 █")
    assert rows[0].rstrip().endswith("12:01:00")
    assert rows[1].count("█") == 1
    app.histogram.focus()
    await app.pilot.press("left")
    await app.pilot.pause()
    assert app.at_cursor in {"second 58", "second 59"}
    await app.pilot.press("home")
    await app.settled()
    assert app.at_cursor == "second 0"
    assert "▲" in app.histogram.render_line(1).text
    app.log_view.filter = filtered("/second [12]$/")
    await app.settled()
    assert sum(app.histogram._bars.lines) == 2


def test_limits_are_those_that_are_told():
    assert (log_lines.LINES_HELD, log_lines.BYTES_HELD) == (1_000_000, 400_000_000)


async def test_every_line_holds_those_still_to_be_taken_in(app: LogApp) -> None:
    await app.take_in(lines(1, 2))
    app.log_view.add(lines(3))
    assert [line.text for line in app.log_view.every_line] == ["line 1", "line 2", "line 3"]


async def test_a_frame_that_comes_before_the_word_of_its_size_is_painted_for_it(
    app: LogApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.take_in(lines(1))
    monkeypatch.setattr(app.log_view, "on_resize", lambda: None)
    app.log_view._painter.change(log_paint.Look())
    app.log_view._settled_for = Size()
    app.log_view.refresh()
    await app.pilot.pause()
    assert "line 1" in app.lines()[0]
