"""Where one reads in a log stays where it is, whatever befalls the lines around it."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from ecstui.model.log_filter import LogFilter
from ecstui.model.log_line import LogLine, Origin
from ecstui.ui.widgets.log_lines import LogLines, Sifting
from ecstui.ui.widgets.log_position import LogPosition

WEB = Origin("", "", "web/web/aaaa", "aaaa", "web")
ROWS = 8


def line(time: int, text: str = "apple") -> LogLine:
    return LogLine(time, time, WEB, text)


def reading(count: int = 60, limit: int = 1000) -> tuple[LogLines, LogPosition]:
    lines = LogLines(limit)
    lines.add([line(10 * time, "apple" if time % 2 else "pear") for time in range(count)])
    position = LogPosition(lines, lambda one: 1 + one.text.count("\n"))
    position.rows = ROWS
    position.settle()
    return lines, position


def screen_row(position: LogPosition) -> int:
    """The row of the screen on which the cursor's line stands."""
    [row] = [
        y
        for y, (index, row) in enumerate(position.places)
        if index == position.index and row == position.head(index)
    ]
    return row


befalls = st.one_of(
    st.tuples(st.just("add"), st.lists(st.integers(-200, 900), max_size=20)),
    st.tuples(st.just("grow"), st.integers(0, 59)),
    st.tuples(st.just("highlight"), st.just(0)),
)


@given(st.lists(befalls, max_size=12), st.integers(ROWS, 60 - ROWS), st.integers(0, ROWS - 1))
def test_the_line_under_the_cursor_stays_on_its_screen_row(befalls, index: int, y: int):
    lines, position = reading()
    position.go_to(lines.shown[index])
    position.scroll(screen_row(position) - y)
    line_read, row = position.cursor, screen_row(position)
    assume(line_read is not lines.shown[-1])  # on the newest line one follows what comes
    for what, value in befalls:
        if what == "add":
            lines.add([line(time) for time in value])
        elif what == "grow" and lines.held[value] is not line_read:
            lines.held[value].text += "\nmore\nmore"
            lines.add([], [lines.held[value]])
        else:
            lines.sift(Sifting(LogFilter.parse("apple"), highlight_only=True))
        position.settle()
        assert (position.cursor, screen_row(position)) == (line_read, row)


def test_hidden_by_a_filter_the_next_line_stands_in_and_the_place_comes_back():
    lines, position = reading()
    position.go_to(lines.shown[30])
    row = screen_row(position)
    lines.sift(Sifting(LogFilter.parse("apple")))
    position.restore()
    assert position.cursor is lines.held[31]
    lines.sift(Sifting(LogFilter.parse("neither")))
    position.restore()
    assert position.cursor is None
    lines.sift(Sifting())
    position.restore()
    assert (position.cursor, screen_row(position)) == (lines.held[30], row)


def test_let_go_the_cursor_is_on_the_oldest_there_is():
    lines, position = reading(limit=60)
    position.first()
    lines.add([line(10_000 + time) for time in range(30)])
    position.settle()
    assert position.cursor is lines.held[0]
    assert not position.following
    position.move(-1)  # to the row that says that older lines were let go
    assert position.at_top


def test_while_the_top_row_appears_above_the_first_line_the_line_stays():
    lines, position = reading(limit=60)
    position.go_to(lines.shown[5])
    position.scroll(-20)
    row, cursor = screen_row(position), position.cursor
    lines.add([line(10_000)])
    position.settle()
    assert (lines.let_go, position.cursor, screen_row(position)) == (1, cursor, row)


@given(
    st.lists(st.sampled_from(["up", "down", "page up", "page down", "wheel up", "wheel down"]), max_size=40)
)
def test_it_follows_exactly_when_the_last_row_was_moved_down_to(moves: list[str]):
    lines, position = reading(30)
    for move in moves:
        step = -1 if "up" in move else 1
        if "page" in move:
            position.page(step)
        elif "wheel" in move:
            position.scroll(3 * step)
        else:
            position.move(step)
        at_end = position.places[-1].index == len(lines.shown) - 1
        if position.following:
            assert at_end
        if step > 0 and position.index == len(lines.shown) - 1:
            assert position.following
        if step < 0:
            assert not position.following


def test_a_line_that_gets_a_row_above_it_stays_on_its_own_row():
    lines, position = reading(limit=60)
    position.go_to(lines.shown[1])
    position.scroll(1)
    assert (position.cursor, screen_row(position)) == (lines.shown[1], 0)
    cursor = position.cursor
    lines.add([line(10_000)])
    position.settle()
    assert (position.index, position.cursor, screen_row(position)) == (0, cursor, 0)


def test_new_below_counts_what_came_below_the_screen_since_it_paused():
    lines, position = reading()
    position.first()
    taken = lines.add([line(10_000), line(10_001), line(-5), line(-6)])
    position.arrived(taken.passed)
    position.settle()
    assert position.new_below == 2
    position.follow()
    assert position.new_below == 0
