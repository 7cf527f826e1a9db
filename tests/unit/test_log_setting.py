"""How the text of a log line is set in rows and cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ecstui.model.log_line import LogLine, Origin
from ecstui.ui.widgets.log_setting import Row, Run, cut, pieces, row_end, set_line

WEB = Origin("", "", "web/web/aaaa", "aaaa", "web")
texts = st.text(st.sampled_from("ab 日本é\u0301\U0001f600"), max_size=60)


def rows(text: str, *, raw: bool = False, unfolded: bool = False, fields: tuple[str, ...] = ()) -> list[str]:
    return [row.text for row in set_line(line(text), raw=raw, unfolded=unfolded, fields=fields).rows]


def line(text: str) -> LogLine:
    return LogLine(0, 0, WEB, text)


def row(text: str) -> Row:
    return Row(text, (Run(len(text), "message"),))


@given(texts, st.integers(2, 20))
def test_wrapped_pieces_are_the_whole_text_and_none_is_too_wide(text: str, width: int):
    found = pieces((row(text),), width, 1000)
    assert "".join(text[piece.start : piece.end] for piece in found) == text
    assert all(cell_len(text[piece.start : piece.end]) <= width for piece in found)


@given(texts, st.integers(0, 40), st.integers(3, 20))
def test_a_cut_text_fits_and_says_whether_more_follows(text: str, left: int, width: int):
    start, end, more = cut(text, left, width)
    assert cell_len(text[start:end]) + more <= width
    assert more == (end < len(text))
    assert cell_len(text[:start]) <= max(left, 2)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("plain", "plain"),
        ("Traceback\n  a\n  b", "Traceback  +2 lines"),
        ('{"msg":"hi","n":1,"empty":""}', 'hi  n=1 empty=""'),
        ('{"n":1}', "n=1"),
        ('{"msg":"a\\nb","n":1}', "a  +1 line  n=1"),
        ('level=info msg="it works" ms=12', "it works  ms=12"),
    ],
)
def test_a_line_is_one_row_with_its_message_first(text: str, folded: str):
    assert rows(text) == [folded]
    assert rows(text, raw=True)[0].startswith(text.split("\n")[0])


def test_unfolded_all_rows_stand_below_each_other():
    assert rows("Traceback\n  a\n  b", unfolded=True) == ["Traceback", "  a", "  b"]
    assert rows('{"msg":"a\\nb","n":1}', unfolded=True) == ["a  n=1", "b"]


def test_fields_in_columns_of_their_own_are_not_said_twice():
    set_ = set_line(line('{"msg":"hi","n":1,"m":2}'), raw=False, unfolded=False, fields=("n", "none"))
    assert (set_.columns, set_.rows[0].text) == (("1", ""), "hi  m=2")


@pytest.mark.parametrize("most", [1, 2, 5])
def test_what_does_not_fit_is_counted(most: int):
    found = pieces((row("x" * 100), row("y")), 10, most)
    assert len(found) == most
    assert found[-1].row.text == "… 2 more lines, enter opens it"
    alone = pieces((row("x" * 1000),), 10, most)
    assert alone[-1].row.text == f"… {1000 - 10 * (most - 1):,} more characters, enter opens it"
    assert len(pieces((row("x" * 10 * most),), 10, most)) == most


def test_a_row_of_ascii_ends_at_the_width_unless_a_mark_follows():
    assert row_end("x" * 10, 0, 4) == 4
    assert row_end("xxxx\u0301x", 0, 4) == 5


def test_a_plain_line_is_shown_without_its_own_time_unless_raw():
    assert rows("00:00:00.1 INFO began") == ["INFO began"]
    assert rows("00:00:00.1 INFO began", raw=True) == ["00:00:00.1 INFO began"]
