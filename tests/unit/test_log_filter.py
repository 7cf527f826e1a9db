"""What a filter lets pass, how it is typed, and what it points out."""

from __future__ import annotations

import json
import re
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecstui.model.log_filter import LogFilter, field_term
from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.model.text import safe

ORIGIN = Origin("eu-west-1", "/ecs/web", "ecs/web/0123456789abcdef", "0123456789abcdef", "web", "7")


def line(text: str, level: Level = Level.NONE) -> LogLine:
    return LogLine(0, 0, ORIGIN, text, level)


def shows(typed: str, text: str, level: Level = Level.NONE) -> bool:
    return LogFilter.parse(typed).matches(line(text, level))


JSON = json.dumps(
    {
        "level": "error",
        "msg": "Payment Failed",
        "status": 500,
        "ms": 12.5,
        "user": {"id": "a b", "name": "Zoë"},
        "path": "/api/v1",
        "tags": ["x", "y"],
        "empty": "",
        "http.status": 200,
    }
)
LOGFMT = 'level=warn msg="slow disk" ms=12 user.id=7'


@pytest.mark.parametrize(
    ("typed", "text", "shown"),
    [
        ("", "x", True),
        ("timeout", "a TimeOut b", True),
        ("timeout", "time out", False),
        ("a b", "b then a", True),
        ("a b", "only a", False),
        ('"a b"', "b a b", True),
        ('"a b"', "b a", False),
        ('"say \\"hi\\""', 'he did say "Hi" once', True),
        ("STRASSE", "die Straße", True),
        ("zürich", json.dumps({"msg": "nach Zürich"}), True),
        ("!ZÜRICH", json.dumps({"msg": "nach zürich"}), False),
        ("größe=5", json.dumps({"größe": 5}), True),
        ("a=strasse", json.dumps({"a": "Straße"}), True),
        ("/time.?out/", "a TIME-OUT", True),
        ("/time out/", "a time out", True),
        ("/timeout|error/", "an ERROR", True),
        ("/timeout|error/", "fine", False),
        (r"/a\/b/", "x a/b", True),
        ("!timeout", "a timeout", False),
        ("!timeout", "fine", True),
        ('!"a b"', "a b", False),
        ("!/a.b/", "a-b", False),
        ("!!a", "a", True),
        ("a !b", "a", True),
        ("a !b", "ab", False),
        ("/api/v1", "GET /api/v1/x", True),
        ("/api/v1", "GET /v1", False),
        ("status=500", JSON, True),
        ("STATUS=500", JSON, True),
        ("status==500", JSON, True),
        ("status=50", JSON, False),
        ("status=5*", JSON, True),
        ("status=*", JSON, True),
        ("nothing=*", JSON, False),
        ('status="5*"', JSON, False),
        ("status!=500", JSON, False),
        ("status!=404", JSON, True),
        ("nothing!=404", JSON, True),
        ("!status=500", JSON, False),
        ("status>499", JSON, True),
        ("status>500", JSON, False),
        ("status>=500", JSON, True),
        ("status<=500 status<501", JSON, True),
        ("ms>12", JSON, True),
        ("msg>12", JSON, False),
        ("nothing<5", JSON, False),
        ("!status>500", JSON, True),
        ('user.id="a b"', JSON, True),
        ("user.name=zoë", JSON, True),
        ("path=/api/*", JSON, True),
        ("tags=*x*", JSON, True),
        ('empty=""', JSON, True),
        ("http.status=200", JSON, True),
        ('msg="payment failed"', JSON, True),
        ("status=500", "status=500 is not logfmt", False),
        ('msg="slow disk" ms>5', LOGFMT, True),
        ("user.id=7", LOGFMT, True),
        ("user.id=8", LOGFMT, False),
        ("task=01234567", "x", True),
        ("task=0123*", "x", True),
        ("task=1234", "x", False),
        ("container=web", "x", True),
        ("container=we", "x", False),
        ("container!=web", "x", False),
        ("stream=*web*", "x", True),
        ("revision=7", "x", True),
        ("group=/ecs/web", "x", True),
        ("region=eu-*", "x", True),
        ("a->b", "x a->b", True),
        ("a->b", "x", False),
        ("http://x?a=1", "get http://x?a=1", True),
    ],
)
def test_a_line_is_shown_if_every_term_holds(typed: str, text: str, shown: bool) -> None:
    assert shows(typed, text) is shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("level=error", "ERROR"),
        ("level>=warn", "WARN ERROR FATAL"),
        ("level>=w", "WARN ERROR FATAL"),
        ("level>warning", "NONE TRACE DEBUG INFO WARN ERROR FATAL"),
        ("level<info", "NONE TRACE DEBUG"),
        ("level!=info", "NONE TRACE DEBUG WARN ERROR FATAL"),
        ("!level>=info", "NONE TRACE DEBUG"),
        ("level=none", "NONE"),
        ("LEVEL=Error", "ERROR"),
    ],
)
def test_levels_compare_in_their_order(typed: str, shown: str) -> None:
    assert [level.name for level in Level if shows(typed, "x", level)] == shown.split()


@pytest.mark.parametrize("typed", ["", " ", "!", "!!", '"', '!"', "field=", "!field=", "field>", "level>="])
def test_what_is_half_typed_hides_nothing_yet(typed: str) -> None:
    found = LogFilter.parse(typed)
    assert not found
    assert not found.problem


@pytest.mark.parametrize(
    ("typed", "text", "shown"),
    [
        ('"tw', "a two", True),
        ('"two wo', "two words", True),
        ('"two wo', "words two", False),
        ("/abc", "x /abc", True),
        ("/abc", "abc", False),
        ("/abc/", "abc", True),
        ('field="a', '{"field":"a"}', True),
        ("field>5s", "field>5s", True),
    ],
)
def test_what_is_half_typed_is_the_word_it_looks_like(typed: str, text: str, shown: bool) -> None:
    assert shows(typed, text) is shown


def test_what_is_wrong_with_a_term_is_said_and_the_others_hold() -> None:
    found = LogFilter.parse("a /(/ b")
    assert "/(/" in found.problem
    assert found.matches(line("a b"))
    assert not found.matches(line("a"))
    assert "loud" in LogFilter.parse("level=loud").problem


def test_a_pattern_of_doubtful_syntax_warns_no_one() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert shows("/[[a]/", "[")


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", ()),
        ("ab", ((0, 2), (4, 6))),
        ("ab b", ((0, 2), (4, 6))),
        ("/b.*a/", ((1, 5),)),
        ("ab /b.*a/", ((0, 6),)),
        ("!ab", ()),
        ("x=ab", ()),
        ("/x*/", ()),
    ],
)
def test_words_and_patterns_are_pointed_out(typed: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert LogFilter.parse(typed).spans("aB--Ab") == spans


def test_a_term_is_added_once() -> None:
    found = LogFilter.parse("a")
    assert found.with_term("status=500").typed == "a status=500"
    assert found.with_term("a") is found
    assert LogFilter.parse("").with_term("b").typed == "b"
    assert LogFilter.parse('"open quote').with_term("b").typed == '"open quote" b'
    assert LogFilter.parse('x="open').with_term("b").typed == 'x="open" b'
    assert LogFilter.parse('"shut"').with_term("b").typed == '"shut" b'


def test_filters_are_values() -> None:
    assert len({LogFilter.parse("a /b./ c=1"), LogFilter.parse("a /b./ c=1")}) == 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_anything_can_be_typed(typed: str, text: str) -> None:
    found = LogFilter.parse(typed)
    assert found.typed == typed
    found.matches(line(text))
    ends = [place for span in found.spans(text) for place in span]
    assert ends == sorted(set(ends))
    assert all(0 <= place <= len(text) for place in ends)
    hash(found)


@given(st.text(st.characters(codec="ascii"), min_size=1, max_size=5), st.text(st.characters(codec="ascii")))
def test_a_quoted_phrase_is_found_wherever_it_stands(phrase: str, text: str) -> None:
    quoted = phrase.replace("\\", "\\\\").replace('"', '\\"')
    found = LogFilter.parse(f'"{quoted}"')
    assert found.matches(line(text)) is (phrase.lower() in text.lower())
    assert bool(found.spans(text)) is found.matches(line(text))
    assert found.matches(line(text)) is not LogFilter.parse(f'!"{quoted}"').matches(line(text))


@given(st.from_regex(r"[a-z]{1,4}(\|[a-z]{1,4}){0,3}", fullmatch=True), st.text("abcdeE |", max_size=20))
def test_alternatives_of_words_are_what_the_pattern_is(pattern: str, text: str) -> None:
    assert shows(f"/{pattern}/", text) is (re.search(pattern, text, re.IGNORECASE) is not None)


@example("a", "ß")
@given(
    st.from_regex(r"[a-z]{1,5}(\.[a-z]{1,5})?", fullmatch=True).filter(
        lambda name: name not in {"level", "task", "container", "stream", "revision", "group", "region"}
    ),
    st.text(max_size=12),
)
def test_a_field_picked_from_a_line_finds_the_line(name: str, value: str) -> None:
    value = safe(value)
    for ascii_only in (True, False):
        text = json.dumps({"msg": "m", name: value}, ensure_ascii=ascii_only)
        assert shows(field_term(name, value), text)
        assert not shows(field_term(name, value + "x"), text)


def test_a_field_of_an_odd_name_is_looked_for_by_its_value() -> None:
    assert field_term("a b", 'x "y"') == '"x \\"y\\""'
