"""What a log line says: its level, its message, its fields; and that hostile text stays text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.model.log_line import Level
from ecstui.model.log_text import PARSED, field_pairs, first_line, level_of, pretty, read, untimed
from ecstui.model.text import safe


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ('{"ts":1,"level":"error","msg":"x"}', "ERROR"),
        ('{"severity": "WARNING"}', "WARN"),
        ('{"log.level":"debug"}', "DEBUG"),
        ('{"log":{"level":"fatal"}}', "FATAL"),
        ('{"levelname": "CRITICAL"}', "FATAL"),
        ('{"level":30,"msg":"pino"}', "INFO"),
        ('{"level":50,"msg":"bunyan"}', "ERROR"),
        ('{"@l":"Warning","@m":"serilog"}', "WARN"),
        ('{"EventId":1,"LogLevel":"Information"}', "INFO"),
        ('{"container_name":"web","log":"{\\"level\\":\\"warn\\",\\"msg\\":\\"x\\"}"}', "WARN"),
        ('{"container_name":"web","log":"2026-05-04 12:00:00 ERROR down"}', "ERROR"),
        ('{"status":503,"path":"/"}', "ERROR"),
        ('{"status":404,"path":"/"}', "WARN"),
        ('{"statusCode": 500}', "ERROR"),
        ('2026-05-04T12:00:00Z stdout F {"level":"error"}', "ERROR"),
        ("level=info msg=started", "INFO"),
        ('ts=1 lvl=eror msg="x y"', "ERROR"),
        ("[ERROR] down", "ERROR"),
        ("[2026-05-04 12:00:00] [warning] slow", "WARN"),
        ("<warn> slow", "WARN"),
        ("2026/05/04 12:00:00 [error] 31#31: *1 connect() failed", "ERROR"),
        ("[Sun May 04 12:00:00 2026] [core:error] [pid 1] AH1", "ERROR"),
        ("[E 2026-05-04 12:00:00] tornado", "ERROR"),
        ("2026-05-04 12:00:00 WARN slow", "WARN"),
        ("2026-05-04 12:00:00.123  INFO 1 --- [main] c.e.App : started", "INFO"),
        ("12:00:00.123 [http-nio-8080-exec-1] ERROR c.e.Foo - down", "ERROR"),
        ("WARN: slow", "WARN"),
        ("ERROR:root:down", "ERROR"),
        ("INFO:     Started server process [1]", "INFO"),
        ("3:04PM INF started", "INFO"),
        ("error: cannot open x", "ERROR"),
        ("fail: Microsoft.Hosting[1]", "ERROR"),
        ("2026-05-04T12:00:00.000Z    warn    server/main.go:12    slow", "WARN"),
        ("E0102 15:04:05.123 1 x.go:1] down", "ERROR"),
        ("I0102 15:04:05.123 1 x.go:1] up", "INFO"),
        ("Traceback (most recent call last):", "ERROR"),
        ("ValueError: x", "ERROR"),
        ("java.lang.NullPointerException: x", "ERROR"),
        ('Exception in thread "main" java.lang.X', "ERROR"),
        ("panic: runtime error", "FATAL"),
        ("thread 'main' panicked at src/main.rs:1", "FATAL"),
        ('10.0.0.1 - - [04/May/2026:12:00:00 +0000] "GET / HTTP/1.1" 502 1', "ERROR"),
        ('10.0.0.1 - - [04/May/2026:12:00:00 +0000] "GET / HTTP/1.1" 404 1', "WARN"),
        ('INFO:     10.0.0.1:1 - "GET / HTTP/1.1" 500 Internal Server Error', "ERROR"),
        ("GET /a 500 12 ms", "ERROR"),
        ('[GIN] 2026/05/04 - 12:00:00 | 503 | 1ms | 10.0.0.1 | GET "/"', "ERROR"),
        ("INFO retry after ERROR", "INFO"),
    ],
)
def test_a_level_is_found_where_it_stands(text: str, level: str) -> None:
    assert level_of(text).name == level


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GET /errors 200",
        "GET /ERROR 200",
        '10.0.0.1 - - [x] "GET /error?level=error HTTP/1.1" 200 500',
        "GET /x?level=error&y=1 200",
        "done errors=0 warnings=0",
        "done ERROR=0",
        "0 errors, 0 warnings",
        "no ERRORS found",
        '{"error":null,"ok":true}',
        '{"errors":0,"status":200}',
        '{"status":"ok"}',
        '{"msg":"set \\"level\\" to 3"}',
        '{"player":{"level":3}}',
        "compression level=5",
        "<error>x</error>",
        "x" * 500 + " ERROR",
        "thread 'main' started",
        "/var/log/error.log rotated",
        "the warning light is on",
    ],
)
def test_what_only_mentions_a_level_has_none(text: str) -> None:
    assert level_of(text) is Level.NONE


@given(st.text(max_size=300))
def test_any_text_has_a_level_a_reading_and_a_pretty_form(text: str) -> None:
    assert isinstance(level_of(text), Level)
    assert read(text).message is not None
    assert pretty(text)


def test_a_json_line_is_its_message_then_its_fields() -> None:
    reading = read(
        '{"ts":1,"level":"info","http":{"status":200,"tags":["a",1.50]},"msg":"hello","ok":true,"x":null}'
    )
    assert reading.kind == "json"
    assert reading.message == "hello"
    assert reading.fields == (
        ("http.status", "200"),
        ("http.tags", '["a",1.50]'),
        ("ok", "true"),
        ("x", "null"),
    )
    assert [name for name, _ in reading.all_fields] == [
        "ts",
        "level",
        "http.status",
        "http.tags",
        "msg",
        "ok",
        "x",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"message":"a","msg":"b"}', "a"),
        ('{"event":"logged in","error":"x"}', "logged in"),
        ('{"event":{"kind":"x"},"error":"down"}', "down"),
        ('{"msg":"","error":"down"}', "down"),
        ('{"log":"plain line","container_name":"web"}', "plain line"),
        ('{"a":1}', ""),
        ('2026-05-04T12:00:00Z INFO {"msg":"a"}', "a"),
        ('worker-1: {"msg":"a"}', "worker-1: a"),
        ('level=warn msg="slow \\"disk\\"" ms=12', 'slow "disk"'),
        ("2026-05-04 INFO started in=5 out=6 now", "started now"),
        ("GET /x?a=1&b=2 HTTP", "GET /x?a=1&b=2 HTTP"),
        ("a == b and c == d", "a == b and c == d"),
        ("first\n  second", "first"),
    ],
)
def test_the_message_is_what_was_said(text: str, message: str) -> None:
    assert read(text).message == message


def test_json_that_firelens_wrapped_is_read_through() -> None:
    inner = json.dumps({"level": "warn", "msg": "slow", "ms": 12})
    reading = read(json.dumps({"container_name": "web", "log": inner}))
    assert reading.message == "slow"
    assert reading.fields == (("ms", "12"), ("container_name", "web"))


def test_logfmt_keeps_its_fields_in_order() -> None:
    reading = read('time=1 level=info msg="a b" user.id=7 empty= path=/x?y=1')
    assert reading.kind == "logfmt"
    assert reading.fields == (("user.id", "7"), ("empty", ""), ("path", "/x?y=1"))
    assert reading.all_fields[0] == ("time", "1")


def test_what_json_escapes_hid_is_made_safe() -> None:
    text = json.dumps(
        {"msg": "\x1b[31mred\u202e\n", "k\x1b": {"a\u202e": "\x07", "l": ["\x9b"]}, "s": "\ud800"}
    )
    reading = read(text)
    said = [reading.message, *(part for pair in reading.all_fields for part in pair), *pretty(text)]
    assert all(part == safe(part) for part in said)
    assert reading.message == "␛[31mred␊"


def test_numbers_stay_as_they_were_written() -> None:
    assert field_pairs('{"a":12345678901234567890123,"b":1.10,"c":NaN}') == (
        ("a", "12345678901234567890123"),
        ("b", "1.10"),
        ("c", "NaN"),
    )


def test_a_huge_text_is_plain_to_a_row_but_whole_in_full() -> None:
    text = json.dumps({"msg": "x" * PARSED, "k": 1})
    assert read(text).kind == "plain"
    assert dict(field_pairs(text))["k"] == "1"
    assert pretty(text)[-2] == '  "k": 1'


def test_deep_nesting_is_no_crash() -> None:
    for depth in (300, 600, 900, 5_000):
        text = '{"a":' * depth + "1" + "}" * depth
        assert read(text)
        assert pretty(text)
    medium = '{"a":' * 100 + "1" + "}" * 100
    assert read(medium).kind == "json"


def test_the_full_view_indents_and_opens_long_strings() -> None:
    text = json.dumps({"b": {"c": []}, "a": [1, {}], "stack": "Error: x\n  at y\nz", "n": None})
    assert pretty(text) == (
        "{",
        '  "b": {',
        '    "c": []',
        "  },",
        '  "a": [',
        "    1,",
        "    {}",
        "  ],",
        '  "stack": "Error: x',
        "      at y",
        '    z",',
        '  "n": null',
        "}",
    )
    assert pretty("a\n b") == ("a", " b")
    assert pretty('app: {"a":1}') == ("app:", "{", '  "a": 1', "}")


def test_an_escaped_backslash_before_n_is_no_line_break() -> None:
    assert pretty(json.dumps({"path": "C:\\new"})) == ("{", '  "path": "C:\\\\new"', "}")


def test_the_first_line_ends_at_the_first_break() -> None:
    assert [first_line(text) for text in ("", "a", "a\nb", "\nb")] == ["", "a", "a", ""]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=15,
)


@given(st.dictionaries(st.text(max_size=5), _JSON, max_size=5), st.booleans())
def test_the_full_view_of_json_is_the_same_json(value: dict[str, object], ascii_only: bool) -> None:
    text = safe(json.dumps(value, ensure_ascii=ascii_only))
    lines = pretty(text)
    assert all(line == safe(line) for line in lines)
    if text.isascii() and "\\" not in text:
        assert json.loads("".join(lines)) == json.loads(text)


NOON = 1_700_049_600_000


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("2023-11-15 12:00:01,490 INFO  [main] began", "INFO  [main] began"),
        ("2023-11-15T17:30:00.123456Z INFO began", "INFO began"),  # half an hour's zone: the same moment
        ("[12:00:00] began", "began"),
        ("2023/11/15 12:00:00 +0100 began", "began"),
        ("11:59:58 began", "began"),  # buffered for two seconds
        ("12:01:00 is when it will begin", "12:01:00 is when it will begin"),
        ("2023-11-15 12:00:00", "2023-11-15 12:00:00"),  # nothing would be left
        ("12 monkeys", "12 monkeys"),
        ("[ERROR] 12:00:00 began", "[ERROR] 12:00:00 began"),
    ],
)
def test_a_line_loses_the_time_it_begins_with_only_where_it_is_its_events(text: str, left: str):
    assert untimed(text, NOON) == left
