"""The log view on a minimal app: order, following, holding still, and what is let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult

from ecstui.ui.widgets import log_view as log_view_module
from ecstui.ui.widgets.log_lines import LogLines
from ecstui.ui.widgets.log_view import LogLine, LogView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.strip import Strip

NOON = 1_700_049_600_000


class CountingLogView(LogView):
    """Counts the lines it painted."""

    painted = 0

    def render_line(self, y: int) -> Strip:
        self.painted += 1
        return super().render_line(y)


class LogApp(App[None]):
    """One log view, and all it says."""

    def __init__(self, limit: int = 1000) -> None:
        super().__init__()
        self.log_view = CountingLogView(limit=limit, placeholder="no lines yet: [b]waiting")
        self.told: list[LogView.StatusChanged] = []

    def compose(self) -> ComposeResult:
        yield self.log_view

    def on_mount(self) -> None:
        self.log_view.focus()

    def on_log_view_status_changed(self, message: LogView.StatusChanged) -> None:
        self.told.append(message)

    def lines(self) -> list[str]:
        """The view as it is on the screen, line by line."""
        view = self.log_view
        return [view.render_line(y).text.rstrip() for y in range(view.size.height)]

    async def take_in(self, lines: Iterable[LogLine]) -> None:
        """Add lines and wait for the tick that shows them."""
        expected = list(lines)
        self.log_view.add(expected)
        while self.log_view._pending:
            await self._pause()
        await self._pause()

    async def _pause(self) -> None:
        await self.pilot.pause(0.01)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def quick_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_view_module, "TICK_SECONDS", 0.01)


@pytest.fixture
async def app():
    app = LogApp()
    async with app.run_test(size=(60, 10)) as app.pilot:
        yield app


def line(number: int, text: str = "", *, source: str = "web", level: str = "") -> LogLine:
    return LogLine(NOON + number, source, text or f"line {number}", level, f"key-{number}-{source}")


def lines(*numbers: int) -> list[LogLine]:
    return [line(number) for number in numbers]


def texts(app: LogApp) -> list[str]:
    return [shown.text for shown in app.log_view.lines_shown]


async def test_lines_show_time_source_and_text(app: LogApp):
    assert app.lines()[0] == "no lines yet: [b]waiting"
    await app.take_in([line(0, "started"), line(1_234, "served", source="worker")])
    assert app.lines()[:2] == ["12:00:00.000 web    started", "12:00:01.234 worker served"]


async def test_late_lines_take_their_place_in_time_and_equals_stay_as_they_came(app: LogApp):
    await app.take_in(lines(10, 30))
    await app.take_in([line(20), line(5), line(10, "second of its time", source="db")])
    assert texts(app) == ["line 5", "line 10", "second of its time", "line 20", "line 30"]


async def test_a_line_of_a_known_key_is_not_shown_twice(app: LogApp):
    await app.take_in(lines(1, 2))
    await app.take_in(lines(2, 3))
    assert texts(app) == ["line 1", "line 2", "line 3"]


async def test_it_follows_the_newest_line(app: LogApp):
    await app.take_in(lines(*range(50)))
    assert app.lines()[-1].endswith("line 49")
    await app.take_in(lines(50))
    assert app.lines()[-1].endswith("line 50")
    assert app.log_view.status == "following"


async def test_scrolled_up_the_line_at_the_top_stays_whatever_comes_around_it(app: LogApp):
    await app.take_in(lines(*range(0, 100, 2)))
    await app.pilot.press("pageup", "up")
    assert not app.log_view.following
    before = app.lines()
    await app.take_in([*lines(200, 201, 202), line(1), line(3)])
    assert app.lines() == before
    assert app.log_view.status == "paused, 5 new below"
    assert app.told[-1] == LogView.StatusChanged(app.log_view, False, 5)
    await app.pilot.press("end")
    assert app.log_view.following
    assert app.lines()[-1].endswith("line 202")
    assert app.told[-1] == LogView.StatusChanged(app.log_view, True, 0)


async def test_scrolling_back_to_the_end_follows_again(app: LogApp):
    await app.take_in(lines(*range(50)))
    await app.pilot.press("up", "up")
    assert not app.log_view.following
    await app.pilot.press("down", "down")
    assert app.log_view.following


async def test_beyond_the_limit_the_oldest_go_and_a_row_says_how_many():
    async with (app := LogApp(limit=20)).run_test(size=(60, 10)) as app.pilot:
        await app.take_in(lines(*range(30)))
        assert app.log_view.lines_held == 20
        assert texts(app)[0] == "line 10"
        await app.pilot.press("home")
        assert app.lines()[0] == "… 10 older lines let go"
        await app.take_in(lines(*range(30, 1_230)))
        assert app.lines()[0] == "… 1,210 older lines let go"
        assert app.lines()[1].endswith("line 1210")


async def test_held_still_the_top_line_stays_while_older_ones_go():
    async with (app := LogApp(limit=40)).run_test(size=(60, 10)) as app.pilot:
        await app.take_in(lines(*range(40)))
        await app.pilot.press("up")
        before = app.lines()
        await app.take_in(lines(*range(40, 50)))
        assert app.lines() == before


async def test_a_filter_works_on_what_is_held_and_on_what_comes(app: LogApp):
    await app.take_in([line(1, "GET /health"), line(2, "timeout", level="error"), line(3, "GET /api")])
    app.log_view.filter = "get !health"
    assert texts(app) == ["GET /api"]
    await app.take_in([line(4, "get /health"), line(5, "get /x")])
    assert texts(app) == ["GET /api", "get /x"]
    app.log_view.filter = "error"
    assert texts(app) == ["timeout"]
    app.log_view.filter = "nothing"
    await app.pilot.pause()
    assert app.lines()[0] == "5 lines hidden by filter 'nothing' - esc clears"
    app.log_view.filter = ""
    assert len(texts(app)) == 5


async def test_a_filter_taken_away_gives_back_the_place_that_was_read(app: LogApp):
    await app.take_in(lines(*range(100)))
    for _ in range(4):
        await app.pilot.press("pageup")
    before = app.lines()
    app.log_view.filter = "line 99"
    await app.pilot.pause()
    assert texts(app) == ["line 99"]
    app.log_view.filter = ""
    await app.pilot.pause()
    assert app.lines() == before


async def test_a_resize_keeps_the_end_in_view_while_following(app: LogApp):
    await app.take_in(lines(*range(50)))
    for height in (5, 20, 8):
        await app.pilot.resize_terminal(60, height)
        await app.pilot.pause()
        assert app.lines()[-1].endswith("line 49")


async def test_long_lines_end_in_an_ellipsis_and_scroll_sideways(app: LogApp):
    await app.take_in([line(1, "0123456789" * 20), line(2, "日本語" * 40)])
    assert app.lines()[0].endswith("8901…")
    assert app.lines()[1].endswith("…")
    await app.pilot.press("right")
    assert app.lines()[0].startswith("12:00:00.001 web 6789")
    assert app.lines()[1].startswith("12:00:00.002 web 語日本")
    await app.pilot.press("left", "left")
    assert app.lines()[0].startswith("12:00:00.001 web 0123")


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "é" * 1_000_000, "日" * 500_000], ids=["ascii", "latin", "wide"]
)
async def test_of_a_huge_line_only_the_visible_part_is_looked_at(app: LogApp, text: str, monkeypatch):
    seen: list[int] = []
    for name in ("safe", "fit"):
        original = getattr(log_view_module, name)

        def noting(value: str, *rest: int, original=original) -> str:
            seen.append(len(value))
            return original(value, *rest)

        monkeypatch.setattr(log_view_module, name, noting)
    await app.take_in([line(1, text)])
    assert app.lines()[0].endswith("…")
    assert max(seen) <= 60


async def test_hostile_text_stays_text(app: LogApp):
    await app.take_in(
        [line(1, "\x1b]52;c;AA\x07[@click=app.quit]x[/]", source="[b]\x1b[2J"), line(2, level="error")]
    )
    shown = app.lines()
    assert "␛]52;c;AA␇[@click=app.quit]x[/]" in shown[0]
    assert all(text.isprintable() for text in shown)


async def test_absurd_times_do_not_break_it(app: LogApp):
    await app.take_in([LogLine(-(10**18), "a", "first"), LogLine(10**18, "a", "last")])
    assert [text.split()[-1] for text in app.lines()[:2]] == ["first", "last"]


async def test_a_source_keeps_its_colour_and_levels_have_theirs(app: LogApp):
    await app.take_in([line(1, source="a"), line(2, source="b"), line(3, source="a", level="error")])
    colors = [[part.style.color for part in app.log_view.render_line(y) if part.style] for y in range(3)]
    assert colors[0][1] == colors[2][1]
    assert colors[0][2] != colors[2][2]


async def test_a_burst_of_additions_is_one_repaint_and_none_is_none(app: LogApp, monkeypatch):
    await app.take_in(lines(*range(50)))
    ticks: list[object] = []
    set_timer = app.log_view.set_timer
    monkeypatch.setattr(app.log_view, "set_timer", lambda *given: ticks.append(given) or set_timer(*given))
    app.log_view.painted = 0
    for number in range(50, 250):
        app.log_view.add(lines(number))
    await app.take_in(lines(250))
    assert len(ticks) == 1
    assert 0 < app.log_view.painted <= 2 * app.log_view.size.height
    app.log_view.painted = 0
    await app.take_in(lines(250))
    assert app.log_view.painted == 0


async def test_clear_forgets_all_and_follows(app: LogApp):
    await app.take_in(lines(*range(50)))
    await app.pilot.press("up")
    app.log_view.clear()
    assert (app.log_view.lines_held, app.log_view.following) == (0, True)
    await app.take_in(lines(1))
    assert texts(app) == ["line 1"]


async def test_lines_given_before_it_is_on_screen_are_shown_when_it_is():
    app = LogApp()
    app.log_view.add(lines(1, 2))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        assert app.lines()[1].endswith("line 2")


def test_a_hundred_thousand_lines_are_held_in_order():
    held = LogLines(limit=100_000)
    for start in range(0, 110_000, 1_000):
        held.add(line(number) for number in reversed(range(start, start + 1_000)))
    held.add([line(109_000, "late", source="db")])
    assert len(held) == 100_000
    times = [shown.time for shown in held.shown]
    assert times == sorted(times)
    assert held.let_go == 10_001
