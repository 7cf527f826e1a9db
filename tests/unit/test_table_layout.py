"""The arithmetic of column widths, the text in them, and the rows that are shown."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ecstui.ui.widgets.cell_text import fit, slice_cells, width_of
from ecstui.ui.widgets.filter_words import FilterWords
from ecstui.ui.widgets.recent_changes import RecentChanges
from ecstui.ui.widgets.row_list import RowList, nearest
from ecstui.ui.widgets.table_layout import Column, ContentWidths, Slot, lay_out, lay_out_steadily, settle
from ecstui.ui.widgets.table_rows import Cell, Changes, Row, compare, ordered

NAME = Column("name", "NAME", min_width=6, weight=1, priority=9)
STATE = Column("state", "STATE", min_width=5, priority=5)
AGE = Column("age", "AGE", width=4, priority=1)


def held(*rows: Row) -> dict[str, Row]:
    return {row.key: row for row in rows}


def test_columns_take_the_width_of_their_content_and_share_the_rest_by_weight():
    assert lay_out((NAME, STATE, AGE), (10, 7, 0), 40) == (Slot(0, 0, 25), Slot(1, 27, 7), Slot(2, 36, 4))


def test_weights_share_all_spare_room():
    slots = lay_out((NAME, Column("b", "B", weight=2)), (10, 10), 52)
    assert [slot.width for slot in slots] == [20, 30]


def test_a_title_wider_than_its_cells_is_shown_whole():
    assert lay_out((STATE,), (2,), 30)[0].width == len("STATE")


def test_content_wider_than_the_maximum_is_held_to_it():
    assert lay_out((Column("a", "A", max_width=12), AGE), (99, 0), 80)[0].width == 12


def test_scarce_room_narrows_the_widest_column_first():
    assert [slot.width for slot in lay_out((NAME, STATE, AGE), (20, 8, 0), 24)] == [10, 8, 4]


def test_columns_go_from_the_lowest_priority_when_the_least_widths_do_not_fit():
    assert [slot.column for slot in lay_out((NAME, STATE, AGE), (20, 8, 0), 17)] == [0, 1, 2]
    assert [slot.column for slot in lay_out((NAME, STATE, AGE), (20, 8, 0), 16)] == [0, 1]
    assert [slot.column for slot in lay_out((NAME, STATE, AGE), (20, 8, 0), 11)] == [0]


@pytest.mark.parametrize("room", range(1, 60))
def test_whatever_the_room_columns_stay_within_it_and_apart(room: int):
    slots = lay_out((NAME, STATE, AGE), (20, 8, 0), room)
    assert slots
    assert slots[-1].x + slots[-1].width <= max(room, 1)
    assert all(a.x + a.width < b.x for a, b in itertools.pairwise(slots))


def test_a_hidden_column_leaves_its_room_to_the_others():
    assert [slot.column for slot in lay_out((NAME, STATE, AGE), (20, 8, 0), 17, {"state"})] == [0, 2]


def test_widths_grow_at_once_and_shrink_only_by_a_third():
    assert settle((10, 10, 10, 12), (11, 9, 7, 8)) == (11, 10, 10, 8)


def test_content_widths_follow_rows_that_come_change_and_go():
    widths = ContentWidths((NAME, AGE))
    first = held(Row("a", ("xx", "1h")), Row("b", ("日本語", "1h")))
    widths.update({}, first, compare({}, first))
    assert widths.widest() == (6, 0)  # a fixed column is not measured
    second = held(Row("a", ("xxxxxxxx", "1h")))
    widths.update(first, second, compare(first, second))
    assert widths.widest() == (8, 0)
    third = held(Row("a", (Cell("x"), "1h")))
    widths.update(second, third, compare(second, third))
    assert widths.widest() == (1, 0)
    widths.update(third, {}, compare(third, {}))
    assert widths.widest() == (0, 0)


@pytest.mark.parametrize(
    "text", ["", "plain", "日本語サービス", "e\u0301cole", "🚀rocket", "a日b本c語", "👩‍💻 dev", "x" * 50]
)
def test_a_fitted_text_has_exactly_its_width(text: str):
    for width in range(1, 20):
        assert cell_len(fit(text, width)) == width
        assert cell_len(fit(text, width, "right")) == width


def test_a_text_too_long_ends_in_an_ellipsis_and_one_that_fits_does_not():
    assert fit("abcdef", 5) == "abcd…"
    assert fit("abcde", 5) == "abcde"
    assert fit("日本語", 5) == "日本…"
    assert fit("日本語", 4) == "日 …"  # half a character is no character
    assert fit("ab", 4, "right") == "  ab"


def test_slices_are_cut_in_cells():
    assert slice_cells("abcdef", 2, 3) == "cde"
    assert slice_cells("日本語x", 2, 4) == "本語"
    assert slice_cells("日本語x", 1, 4) == " 本 "
    assert slice_cells("日本", 9, 4) == ""
    assert width_of(slice_cells("é" * 3_000, 2_000, 80)) == 80


def test_all_words_of_a_filter_must_match_and_excluded_ones_must_not():
    words = FilterWords.parse("Web  PROD !canary !")
    assert words.match("web-1 prod")
    assert not words.match("web-1 dev")
    assert not words.match("web-1 prod canary")
    assert not FilterWords.parse(" ! ")


def test_numbers_are_ordered_as_numbers_and_what_has_none_stands_last_both_ways():
    rows = [
        Row("a", (Cell("10", sort=10),)),
        Row("b", (Cell("9", sort=9),)),
        Row("c", ("-",)),
        Row("d", (Cell("9", sort=9),)),
    ]
    assert [row.key for row in ordered(rows, 0, reverse=False)] == ["b", "d", "a", "c"]
    assert [row.key for row in ordered(rows, 0, reverse=True)] == ["a", "b", "d", "c"]


def test_texts_are_ordered_without_regard_to_case():
    rows = [Row(text, (text,)) for text in ("b", "A", "C")]
    assert [row.key for row in ordered(rows, 0, reverse=False)] == ["A", "b", "C"]


def test_comparing_names_what_came_went_and_changed():
    old = held(Row("a", ("1", "x")), Row("b", ("1", "x")), Row("c", ("1", "x")))
    new = held(Row("b", ("1", "y")), Row("c", ("1", "x")), Row("d", ("1", "x")))
    changes = compare(old, new)
    assert changes == Changes(frozenset("d"), frozenset("a"), {"b": frozenset({1})})
    assert not compare(new, held(*[Row(row.key, tuple(row.cells)) for row in new.values()]))


def test_the_view_is_the_same_object_while_nothing_moves():
    rows = RowList()
    rows.sort = (1, False)
    rows.replace([Row("a", ("x", Cell("2", sort=2))), Row("b", ("y", Cell("1", sort=1)))])
    view = rows.view
    assert view == ["b", "a"]
    rows.replace([Row("a", ("z", Cell("2", sort=2))), Row("b", ("y", Cell("1", sort=1)))])
    assert rows.view is view
    rows.replace([Row("a", ("z", Cell("0", sort=0))), Row("b", ("y", Cell("1", sort=1)))])
    assert rows.view == ["a", "b"]


def test_a_changed_row_is_filtered_by_what_it_says_now():
    rows = RowList()
    rows.words = FilterWords.parse("broken")
    rows.replace([Row("a", ("ok",)), Row("b", ("broken",))])
    assert rows.view == ["b"]
    rows.replace([Row("a", ("broken",)), Row("b", ("ok",))])
    assert rows.view == ["a"]


def test_the_nearest_row_is_the_same_one_else_the_next_that_stayed_else_the_one_before():
    assert nearest(list("abcde"), 2, list("xabcde")) == 3
    assert nearest(list("abcde"), 2, list("abde")) == 2
    assert nearest(list("abcde"), 3, list("abc")) == 2
    assert nearest(list("abcde"), 2, list("be")) == 1
    assert nearest(list("abc"), 1, []) == 0


def test_a_change_stays_marked_until_its_own_batch_ends():
    recent = RecentChanges(3, volatile=frozenset({2}))
    first = recent.add(Changes(added=frozenset("n"), cells={"a": frozenset({0, 2}), "b": frozenset({1})}))
    assert first is not None
    assert recent.columns("n") == {0, 1, 2}
    assert recent.columns("a") == {0}
    second = recent.add(Changes(cells={"b": frozenset({0})}))
    assert sorted(recent.end(first)) == ["a", "n"]
    assert recent.columns("b") == {0, 1}
    assert second is not None
    assert recent.end(second) == ["b"]
    assert recent.add(Changes(cells={"a": frozenset({2})})) is None


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=6),
    st.integers(10, 160),
)
def test_no_column_is_cut_while_another_has_more_than_it_needs(
    made: list[tuple[int, int, int]], room: int
) -> None:
    columns = [Column(str(i), "T", min_width=4, max_width=30, weight=w) for i, (_, _, w) in enumerate(made)]
    widest = [content for content, _, _ in made]
    settled = [content + slack for content, slack, _ in made]
    slots = lay_out_steadily(columns, settled, widest, room)
    needs = {slot.column: columns[slot.column].natural(widest[slot.column]) for slot in slots}
    if any(slot.width < needs[slot.column] for slot in slots):
        assert all(slot.width <= needs[slot.column] for slot in slots)
