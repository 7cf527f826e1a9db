"""Results of Logs Insights: what is a log line, and what a query costs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ecstui.model.insights import (
    Progress,
    Query,
    Row,
    are_lines,
    columns,
    cost_words,
    log_lines,
    progress_words,
)
from ecstui.model.log_line import Level

NOW = datetime(2026, 11, 24, tzinfo=UTC)
QUERY = Query(("/ecs/web",), "fields @message", NOW, NOW, region="eu-west-1")


def row(second: int = 0, **more: str) -> Row:
    fields = {"@timestamp": f"2026-11-24 10:00:{second:02}.250", "@message": f"line {second}", **more}
    return Row(tuple({**fields, "@ptr": f"p{second}"}.items()))


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ((row(1), row(2), row(2)), True),
        ((row(3), row(2)), True),
        ((row(1), row(3), row(2)), False),
        ((row(1, took="3"),), False),
        ((Row((("@message", "without a time"),)),), False),
        ((Row((("@timestamp", "2026-11-24 10:00:00.000"),)),), False),
        ((), False),
    ],
)
def test_log_lines_are_rows_of_messages_alone_in_order_of_time(rows: tuple[Row, ...], lines: bool) -> None:
    assert are_lines(rows) == lines


def test_a_row_becomes_a_line_of_its_stream() -> None:
    stream = {"@logStream": "api/web/0123456789abcdef", "@log": "123456789012:/ecs/other"}
    one, two = log_lines((row(1, **stream), row(2, **stream)), QUERY, lambda text: Level.INFO)
    assert one.origin is two.origin
    assert (one.origin.group, one.origin.container, one.origin.task) == (
        "/ecs/other",
        "web",
        "0123456789abcdef",
    )
    assert one.time == int(datetime(2026, 11, 24, 10, 0, 1, 250_000, UTC).timestamp() * 1000)
    assert (one.text, one.level) == ("line 1", Level.INFO)
    assert log_lines((row(1),), QUERY)[0].origin.group == "/ecs/web"


def test_columns_are_the_fields_of_all_rows_without_the_pointer() -> None:
    assert columns((row(1), row(2, took="3"))) == ("@timestamp", "@message", "took")


@pytest.mark.parametrize(
    ("scanned", "words"),
    [
        (1_200_000_000, "1.2 GB scanned, about $0.006"),
        (40_000_000, "40 MB scanned, under $0.001"),
        (2_000_000_000_000, "2.0 TB scanned, about $10.00"),
        (0, "0 B scanned, under $0.001"),
    ],
)
def test_what_was_scanned_says_what_it_costs(scanned: int, words: str) -> None:
    assert cost_words(scanned) == words


def test_progress_in_words() -> None:
    told = progress_words(Progress("Running", matched=1204, scanned=88_000, bytes=1_200_000_000))
    assert told == "1,204 matched of 88,000, 1.2 GB scanned, about $0.006"
