"""Text from outside cannot harm the terminal."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecstui.model.text import safe, safe_lines

HOSTILE = {
    "escape": ("\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==␇"),
    "C1 control sequence introducer": ("\x9b31m", "�31m"),
    "carriage return": ("a\rb", "a␍b"),
    "newline": ("a\nb", "a␊b"),
    "tab": ("a\tb", "a    b"),
    "NUL": ("\x00", "␀"),
    "DEL": ("\x7f", "␡"),
    "bidi override": ("user\u202etxt.exe", "usertxt.exe"),
    "bidi isolate": ("\u2066a\u2069", "a"),
    "zero width space": ("a\u200bb", "ab"),
    "zero width joiner": ("a\u200db", "ab"),
    "byte order mark": ("\ufeffa", "a"),
    "soft hyphen": ("a\u00adb", "ab"),
    "tag character": ("a\U000e0041", "a"),
    "private use": ("\ue000", "�"),
    "lone surrogate": ("\udc80", "�"),
    "line separator": ("a\u2028b", "a␤b"),
    "no-break space": ("a\u00a0b", "a b"),
    "stacked marks": ("a" + "\u0301" * 300, "a" + "\u0301" * 4),
    "markup": ("[@click=app.quit]x[/nope]", "[@click=app.quit]x[/nope]"),
    "plain": ("Übergröße 日本語 ✓", "Übergröße 日本語 ✓"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_text_is_shown_harmlessly(case: str) -> None:
    given_text, shown = HOSTILE[case]
    assert safe(given_text) == shown


def test_no_code_point_reaches_the_terminal_unless_it_is_printable() -> None:
    passing = [chr(code) for code in range(sys.maxunicode + 1) if not safe(chr(code)).isprintable()]
    assert {unicodedata.category(character) for character in passing} <= {"Cn"}, "only unassigned code points"


@given(st.text(alphabet=st.characters(exclude_categories=("Cn",))))
@example("\x1b[2J" * 50)
@example("a" + "\u0301\u20dd" * 20)
def test_what_is_made_safe_is_printable_and_stays_as_it_is(text: str) -> None:
    made = safe(text)
    assert made.isprintable()
    assert safe(made) == made


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_text_comes_back_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_lines_stay_lines() -> None:
    assert safe_lines("one\n\ttwo\r\nthree\x1b[0m") == ("one", "    two", "three␛[0m")
