"""One event as rows of name and value, and the filter terms they stand for."""

from __future__ import annotations

from datetime import UTC

from ecstui.model.log_filter import LogFilter
from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.ui.rows.event import WHOLE, event_fields, event_rows, whole_value

ORIGIN = Origin("eu-west-1", "/ecs/web", "app/web/0123456789abcdef", "0123456789abcdef", "web", "7")
JSON = '{"level":"error","msg":"no route to host","http":{"status":503},"path":"/a b"}'


def line(text: str) -> LogLine:
    return LogLine(1_780_000_000_123, 1_780_000_004_000, ORIGIN, text, Level.ERROR)


def test_every_field_is_a_row_and_its_term_finds_the_line() -> None:
    event = line(JSON)
    fields = {field.name: field for field in event_fields(event, UTC)}
    assert fields["http.status"].value == "503"
    assert fields["time"].value.startswith("2026-05-28 20:26:40.123 UTC")
    assert fields["ingested"].value.startswith("+3.877 s later")
    for name in ("severity", "task", "container", "revision", "http.status", "path"):
        assert fields[name].term, name
        assert LogFilter.parse(fields[name].term).matches(event), name
        assert not LogFilter.parse(f"!{fields[name].term}").matches(event), name


def test_only_the_event_s_own_fields_can_be_columns() -> None:
    columns = {field.name for field in event_fields(line(JSON), UTC) if field.column}
    assert {"http.status", "path"} <= columns
    assert not columns & {WHOLE, "time", "task", "stream"}


def test_the_whole_event_is_shown_pretty_and_a_trace_line_by_line() -> None:
    whole = event_fields(line(JSON), UTC)[0]
    assert '    "status": 503' in whole_value(line(JSON), whole)
    trace = line("boom\n  at a\n  at b")
    first = event_fields(trace, UTC)[0]
    assert first.value == "boom  (3 lines)"
    assert whole_value(trace, first) == ("boom", "  at a", "  at b")


def test_rows_have_keys_of_their_own_though_names_repeat() -> None:
    rows = event_rows(event_fields(line('{"task":"mine","a":1}'), UTC))
    assert len({row.key for row in rows}) == len(rows)
