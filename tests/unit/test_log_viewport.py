"""The log view's arithmetic: what is read stays where it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.ui.widgets.log_viewport import Anchor, Viewport

heights = st.lists(st.integers(1, 7), min_size=1, max_size=30)
screens = st.integers(1, 12)


def viewport(heights: list[int], rows: int) -> Viewport:
    return Viewport(len(heights), heights.__getitem__, rows)


def screen(view: Viewport, anchor: Anchor) -> list[tuple[int, int]]:
    return [tuple(place) for place in view.lay_out(anchor)[0]]


@given(heights, screens, st.integers(-5, 40), st.integers(-50, 50))
def test_the_screen_holds_consecutive_rows_and_no_empty_one_while_there_are_lines(
    heights: list[int], rows: int, index: int, at: int
):
    view = viewport(heights, rows)
    places, anchor = view.lay_out(Anchor(index, at))
    every = [(i, row) for i, height in enumerate(heights) for row in range(height)]
    assert len(places) == min(rows, len(every))
    first = every.index(tuple(places[0]))
    assert [tuple(place) for place in places] == every[first : first + len(places)]
    assert any(place.index == anchor.index for place in places)
    assert view.lay_out(anchor) == (places, anchor)
    if anchor.at >= 0:
        assert places[anchor.at] == (anchor.index, 0)


@given(
    st.lists(st.integers(1, 4), min_size=20, max_size=40),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 4)), max_size=20),
    st.integers(10, 19),
    st.integers(0, 9),
)
def test_whatever_is_inserted_the_anchored_line_stays_on_its_screen_row(
    heights: list[int], inserted: list[tuple[int, int]], index: int, at: int
):
    lines = list(enumerate(heights))  # a number tells a line, its height comes with it
    anchored = lines[index]
    _, anchor = viewport(heights, 10).lay_out(Anchor(index, at))
    for number, (where, height) in enumerate(inserted):
        lines.insert(min(where, len(lines)), (1000 + number, height))
        view = viewport([height for _, height in lines], 10)
        _, after = view.lay_out(Anchor(lines.index(anchored), anchor.at))
        assert after == (lines.index(anchored), anchor.at)


def test_work_is_of_the_order_of_the_screen():
    asked: list[int] = []

    def height(index: int) -> int:
        asked.append(index)
        return 1

    view = Viewport(1_000_000, height, 50)
    anchor = view.lay_out(view.at_end())[1]
    for move in (view.moved(anchor, -1), view.paged(anchor, -1), view.scrolled(anchor, -3), Anchor(0, 0)):
        view.lay_out(move)
    view.lay_out(view.moved(anchor, -999_999))
    assert len(asked) < 50 * 20


def test_short_content_stands_at_the_top():
    assert screen(viewport([1, 2], 5), Anchor(1, 4)) == [(0, 0), (1, 0), (1, 1)]


@pytest.mark.parametrize(("lines", "expected"), [(1, (6, 4)), (-1, (4, 2)), (3, (8, 4)), (-9, (0, 0))])
def test_a_move_keeps_the_screen_until_its_edge(lines: int, expected: tuple[int, int]):
    view = viewport([1] * 20, 5)
    assert view.lay_out(view.moved(Anchor(5, 3), lines))[1] == expected


def test_a_line_taller_than_the_screen_is_scrolled_through_before_the_next():
    view = viewport([1, 9, 1], 5)
    anchor = view.lay_out(view.moved(Anchor(0, 0), 1))[1]
    seen = [anchor]
    for _ in range(9):
        anchor = view.lay_out(view.moved(anchor, 1))[1]
        seen.append(anchor)
    assert seen[:6] == [(1, 1), (1, 0), (1, -1), (1, -2), (1, -3), (1, -4)]
    assert seen[6] == (2, 4)
    for _ in range(20):
        anchor = view.lay_out(view.moved(anchor, -1))[1]
    assert anchor == (0, 0)


@given(heights, screens, st.integers(0, 29), st.integers(0, 11), st.integers(-15, 15))
def test_scrolling_moves_by_as_many_rows_and_back(
    heights: list[int], rows: int, index: int, at: int, by: int
):
    view = viewport(heights, rows)
    every = [(i, row) for i, height in enumerate(heights) for row in range(height)]
    before = screen(view, Anchor(index, at))
    after = screen(view, view.scrolled(Anchor(index, at), by))
    by = max(1 - rows, min(by, rows - 1))
    most = max(0, len(every) - rows)
    assert every.index(after[0]) == max(0, min(every.index(before[0]) + by, most))


@given(heights, screens, st.integers(0, 29))
def test_paging_down_and_up_reaches_both_ends(heights: list[int], rows: int, index: int):
    view = viewport(heights, rows)
    anchor = view.lay_out(Anchor(min(index, len(heights) - 1), 0))[1]
    for pages, end in ((1, len(heights) - 1), (-1, 0)):
        for _ in range(sum(heights) + 1):
            anchor = view.lay_out(view.paged(anchor, pages))[1]
        assert anchor.index == end
