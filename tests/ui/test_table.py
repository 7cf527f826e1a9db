"""The table widget on a minimal app: what a person sees and what is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.content import Content

from ecstui.ui import themes
from ecstui.ui.widgets import table_display
from ecstui.ui.widgets.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    import pytest
    from textual.message import Message
    from textual.strip import Strip

COLUMNS = (
    Column("name", "NAME", min_width=6, max_width=20, priority=9),
    Column("state", "STATE", priority=5),
    Column("count", "COUNT", align="right", priority=7),
    Column("age", "AGE", width=4, align="right", volatile=True, priority=1),
)


class CountingTable(Table):
    """Remembers which lines it painted."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.painted: list[int] = []
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return super().render_line(y)


class TableApp(App[None]):
    """One table, and all it says."""

    def __init__(self, columns: tuple[Column, ...] = COLUMNS, placeholder: str | Content = "") -> None:
        super().__init__()
        themes.wear(self)
        self.table = CountingTable(columns, placeholder=placeholder)
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.focus()

    def on_table_highlighted(self, message: Table.Highlighted) -> None:
        self.told.append(message)

    on_table_selected = on_table_sort_changed = on_table_highlighted

    def lines(self) -> list[str]:
        """The table as it is on the screen, line by line."""
        table = self.table
        return [table.render_line(y).text for y in range(table.size.height)]


def row(
    number: int, *, name: str = "", state: str = "steady", count: int | None = None, age: str = "1h"
) -> Row:
    counted = number if count is None else count
    return Row(f"k{number}", (name or f"web-{number}", state, Cell(str(counted), sort=counted), age))


def rows(count: int) -> list[Row]:
    return [row(number) for number in range(count)]


def keys(app: TableApp) -> list[str]:
    return [shown.key for shown in app.table.rows]


async def test_the_header_and_the_rows_are_shown_in_columns():
    async with (app := TableApp()).run_test(size=(40, 6)) as pilot:
        app.table.set_rows([row(1), row(22, state="rolling")])
        await pilot.pause()
        assert [line.rstrip() for line in app.lines()[:3]] == [
            " NAME    STATE    COUNT   AGE",
            "▌web-1   steady       1    1h",
            " web-22  rolling     22    1h",
        ]


async def test_new_rows_above_leave_the_cursor_on_its_row_and_the_row_in_its_place():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(100))
        app.table.move_to("k50")
        await pilot.pause()
        place = app.table.scroll_offset.y
        before = next(y for y, line in enumerate(app.lines()) if "web-50 " in line)
        app.table.set_rows([row(200), row(201), *rows(100)])
        await pilot.pause()
        assert app.table.cursor_key == "k50"
        assert app.table.scroll_offset.y == place + 2
        assert next(y for y, line in enumerate(app.lines()) if "web-50 " in line) == before


async def test_changed_cells_move_neither_cursor_nor_scroll_position():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(100))
        app.table.move_to("k50")
        await pilot.pause()
        place = app.table.scroll_offset.y
        app.table.set_rows([row(number, state="failing") for number in range(100)])
        await pilot.pause()
        assert (app.table.cursor_key, app.table.scroll_offset.y) == ("k50", place)


async def test_what_is_read_stays_in_place_when_the_cursor_is_out_of_sight():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(100))
        await pilot.pause()
        app.table.scroll_to(y=40, animate=False, immediate=True)
        app.table.set_rows([row(0), row(200), *rows(100)[1:]])
        await pilot.pause()
        assert app.table.scroll_offset.y == 41
        assert "web-40" in app.lines()[1]
        assert app.table.cursor_key == "k0"


async def test_at_the_top_a_new_first_row_comes_into_view():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(100))
        await pilot.pause()
        app.table.set_rows([row(200), *rows(100)])
        await pilot.pause()
        assert "web-200" in app.lines()[1]
        assert app.table.cursor_key == "k0"


async def test_the_cursor_of_a_vanished_row_goes_to_the_next_that_stayed():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(5))
        app.table.move_to("k2")
        app.table.set_rows([row(0), row(4)])
        await pilot.pause()
        assert app.table.cursor_key == "k4"
        app.table.set_rows([])
        await pilot.pause()
        assert app.table.cursor_key is None
        assert app.told[-1] == Table.Highlighted(app.table, None)


async def test_equal_rows_paint_nothing():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(100))
        await pilot.pause()
        app.table.painted.clear()
        app.table.set_rows(rows(100))
        app.table.placeholder = "loading…"
        await pilot.pause()
        assert app.table.painted == []


async def test_only_the_changed_lines_in_view_are_painted():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(100))
        await pilot.pause()
        app.table.painted.clear()
        changed = rows(100)
        changed[3] = row(3, state="broken")
        changed[90] = row(90, state="broken")
        app.table.set_rows(changed)
        await pilot.pause()
        assert app.table.painted == [4]


async def test_a_step_of_the_cursor_paints_two_lines():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(100))
        await pilot.pause()
        app.table.painted.clear()
        await pilot.press("down")
        assert sorted(set(app.table.painted)) == [1, 2]


async def test_a_changed_cell_is_marked_for_a_while_and_an_age_is_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table_display, "MARKED_SECONDS", 0.05)

    def marked(app: TableApp) -> dict[int, str]:
        style = app.table.get_component_rich_style("table--changed").bgcolor
        strips = {y: app.table.render_line(y) for y in range(app.table.size.height)}
        texts = {
            y: "".join(part.text for part in strip if part.style and part.style.bgcolor == style)
            for y, strip in strips.items()
        }
        return {y: text.strip() for y, text in texts.items() if text}

    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(5))
        await pilot.pause()
        assert marked(app) == {}  # the first rows are no news
        app.table.set_rows([*rows(3), row(3, state="broken"), row(4, age="2h")])
        await pilot.pause()
        assert marked(app) == {4: "broken"}
        while marked(app):
            await pilot.pause(0.01)
        app.table.set_rows([*rows(5), row(5)])
        assert 6 in marked(app)


async def test_rows_of_another_list_are_not_marked_as_new():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(5))
        await pilot.pause()
        app.table.clear()
        app.table.set_rows([row(9)])
        await pilot.pause()
        style = app.table.get_component_rich_style("table--changed").bgcolor
        assert not any(part.style and part.style.bgcolor == style for part in app.table.render_line(1))
        assert app.table.cursor_key == "k9"


async def test_a_cell_longer_than_its_column_ends_in_an_ellipsis():
    async with (app := TableApp()).run_test(size=(60, 5)) as pilot:
        app.table.set_rows([row(1, name="a-name-of-more-than-twenty-letters")])
        await pilot.pause()
        assert app.lines()[1].startswith("▌a-name-of-more-than…  steady")


async def test_wide_and_combining_characters_keep_the_columns_aligned():
    names = ["plain", "日本語サービス", "e\u0301cole", "🚀 rocket", "日本語の長い名前のサービスです"]
    async with (app := TableApp()).run_test(size=(60, 8)) as pilot:
        app.table.set_rows([row(number, name=name) for number, name in enumerate(names)])
        await pilot.pause()
        lines = app.lines()
        assert {cell_len(line) for line in lines} == {60}
        assert {cell_len(line[: line.index("steady")]) for line in lines[1:6]} == {23}


async def test_hostile_text_stays_text():
    name = "[@click=app.quit]x[/] [/nope] \x1b]52;c;AA\x07\r\n\t"
    columns = (Column("name", "NAME"),)
    async with (app := TableApp(columns)).run_test(size=(70, 5)) as pilot:
        app.table.set_rows([Row("a", (name,))])
        await pilot.pause()
        line = app.lines()[1]
        assert "[@click=app.quit]x[/] [/nope] ␛]52;c;AA␇␍␊" in line
        assert line.isprintable()
        await pilot.click(Table, offset=(2, 1))
        assert app.is_running


async def test_a_placeholder_is_no_markup_and_says_why_no_row_is_there():
    async with (app := TableApp(placeholder="failed: [b]denied[/nope] on ecs:ListServices")).run_test(
        size=(30, 6)
    ) as pilot:
        assert "failed: [b]denied[/nope] on" in app.lines()[1]
        assert "ecs:ListServices" in app.lines()[2]
        app.table.placeholder = Content("no services in this cluster")
        await pilot.pause()
        assert "no services in this cluster" in app.lines()[1]
        app.table.set_rows(rows(1))
        await pilot.pause()
        assert "no services" not in "".join(app.lines())


async def test_a_filter_shows_the_rows_with_all_its_words():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows([row(1), row(2, state="Failing"), row(12, state="failing"), row(3)])
        app.table.filter = "FAIL web"
        await pilot.pause()
        assert keys(app) == ["k2", "k12"]
        app.table.filter = "fail !12"
        assert keys(app) == ["k2"]
        app.table.set_rows([row(1, state="failing"), row(2, state="Failing"), row(12)])
        assert keys(app) == ["k1", "k2"]
        app.table.filter = ""
        assert keys(app) == ["k1", "k2", "k12"]


async def test_the_cursor_stays_on_its_row_through_a_filter():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(100))
        app.table.move_to("k77")
        app.table.filter = "77"
        await pilot.pause()
        assert app.table.cursor_key == "k77"
        app.table.filter = ""
        await pilot.pause()
        assert app.table.cursor_key == "k77"
        assert any("▌web-77" in line for line in app.lines())


async def test_a_filter_that_hides_all_says_so():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(12))
        app.table.filter = "nothing-has-this"
        await pilot.pause()
        assert "12 rows hidden by filter 'nothing-has-this' - esc clears" in app.lines()[1]
        assert app.table.cursor_key is None
        assert (app.table.shown, app.table.held) == (0, 12)


async def test_sorting_orders_numbers_as_numbers_and_shows_which_way():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows([row(1, count=10), row(2, count=9), row(3, count=100)])
        app.table.sort_by("count")
        await pilot.pause()
        assert keys(app) == ["k2", "k1", "k3"]
        assert "COUNT▲" in app.lines()[0]
        app.table.action_sort_reverse()
        await pilot.pause()
        assert keys(app) == ["k3", "k1", "k2"]
        assert "COUNT▼" in app.lines()[0]
        assert app.told[-1] == Table.SortChanged(app.table, "count", True)
        app.table.set_rows([row(1, count=10), row(2, count=900), row(3, count=100)])
        assert keys(app) == ["k2", "k3", "k1"]


async def test_sorting_goes_through_the_columns_and_back_to_the_given_order():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(3))
        await pilot.pause()
        orders = []
        for _ in range(9):
            app.table.action_sort_next()
            orders.append(app.table.sort)
        assert orders == [(c.key, reverse) for c in COLUMNS for reverse in (False, True)] + [None]


async def test_a_click_on_a_title_sorts_and_another_turns_it_round():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(3))
        await pilot.pause()
        await pilot.click(Table, offset=(3, 0))
        assert app.table.sort == ("name", False)
        await pilot.click(Table, offset=(3, 0))
        assert app.table.sort == ("name", True)


async def test_columns_are_dropped_when_it_gets_narrow_and_come_back():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(3))
        await pilot.pause()
        assert app.lines()[0].split() == ["NAME", "STATE", "COUNT", "AGE"]
        await pilot.resize_terminal(22, 11)
        await pilot.pause()
        assert app.lines()[0].split() == ["NAME", "STATE", "COUNT"]
        await pilot.resize_terminal(14, 11)
        await pilot.pause()
        assert app.lines()[0].split() == ["NAME", "COUNT"]
        await pilot.resize_terminal(60, 11)
        await pilot.pause()
        assert app.lines()[0].split() == ["NAME", "STATE", "COUNT", "AGE"]


async def test_keys_move_the_cursor_and_keep_it_in_view():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(100))
        await pilot.pause()
        for key, expected in {
            "down": "k1",
            "pagedown": "k10",
            "end": "k99",
            "up": "k98",
            "pageup": "k89",
            "home": "k0",
        }.items():
            await pilot.press(key)
            assert app.table.cursor_key == expected
            assert any(line.startswith("▌") for line in app.lines())


async def test_enter_and_a_click_on_the_cursor_select_and_other_clicks_move():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(5))
        await pilot.pause()
        app.told.clear()
        await pilot.click(Table, offset=(3, 3))
        assert app.told == [Table.Highlighted(app.table, "k2")]
        await pilot.click(Table, offset=(3, 3))
        await pilot.press("enter")
        assert app.told[1:] == [Table.Selected(app.table, "k2")] * 2


async def test_the_cursor_is_told_once_for_a_burst_of_moves():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(50))
        await pilot.pause()
        app.told.clear()
        for _ in range(30):
            app.table.action_cursor_down()
        await pilot.pause()
        assert app.told == [Table.Highlighted(app.table, "k30")]


async def test_marks_stay_on_their_rows_and_go_with_them():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(5))
        app.table.action_toggle_mark()
        app.table.action_toggle_mark()
        await pilot.pause()
        assert app.table.marked == {"k0", "k1"}
        assert [line[0] for line in app.lines()[1:4]] == ["*", "*", "▌"]
        app.table.set_rows(rows(5)[1:])
        assert app.table.marked == {"k1"}
        app.table.clear_marks()
        assert app.table.marked == set()


async def test_without_the_focus_the_cursor_is_dimmer():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows(rows(5))
        await pilot.pause()
        focused = app.table.render_line(1)
        app.set_focus(None)
        await pilot.pause()
        blurred = app.table.render_line(1)
        other = app.table.render_line(2)
        backgrounds = [next(iter(strip)).style.bgcolor for strip in (focused, blurred, other)]
        assert len(set(backgrounds)) == 3


async def test_columns_do_not_jitter_as_texts_get_a_little_shorter():
    async with (app := TableApp()).run_test(size=(60, 11)) as pilot:
        app.table.set_rows([row(1, state="provisioning")])
        await pilot.pause()
        header = app.lines()[0]
        app.table.set_rows([row(1, state="activating")])
        assert app.lines()[0] == header
        app.table.set_rows([row(1, state="ok")])
        assert app.lines()[0] != header


async def test_ten_thousand_rows_scroll_to_the_last():
    async with (app := TableApp()).run_test(size=(60, 24)) as pilot:
        app.table.set_rows(rows(10_000))
        await pilot.pause()
        app.table.painted.clear()
        await pilot.press("end")
        assert app.lines()[-1].startswith("▌web-9999")
        assert len(app.table.painted) < 200


async def test_rows_given_before_the_first_layout_show_the_cursor_after_it():
    app = TableApp()
    app.table.set_rows(rows(100))
    app.table.move_to("k60")
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        assert any("▌web-60" in line for line in app.lines())
