"""The audit log read back: lines joined to changes, damage counted, cells that Markdown does not obey."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecstui.commands import audit_form
from ecstui.operations.audit_reading import CUT_SHORT, read, since


def line(outcome: str = "sending", **changes: Any) -> str:
    base = {
        "time": "2026-05-04T12:00:00.000+00:00",
        "id": "a",
        "who": "arn:aws:iam::1:user/ann",
        "account": "1",
        "region": "eu-west-1",
        "cluster": "prod",
        "resource": "arn:aws:ecs:eu-west-1:1:service/prod/api",
        "verb": "scale",
        "plan": [{"field": "desired count", "now": "4", "after": "6"}],
        "call": {},
        "outcome": outcome,
        "reason": "",
        "request_id": "",
        "seconds": 0.0,
    }
    return json.dumps(base | changes)


def test_the_lines_of_a_change_are_one() -> None:
    later = "2026-05-04T12:00:09.000+00:00"
    [change] = read(
        [line(), line(reason="Sent once more"), line("applied", reason="6 run.", seconds=9.1, time=later)]
    ).changes
    assert change.time == datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    assert (change.plan, change.where) == ("desired count 4 -> 6", "1/eu-west-1/prod")
    assert (change.outcome, change.reason, change.seconds) == ("applied", "6 run.", 9.1)


def test_a_change_with_only_its_line_before_was_cut_short() -> None:
    [change] = read([line(), line()]).changes
    assert (change.outcome, change.seconds) == (CUT_SHORT, None)


def test_the_newest_comes_last_and_older_ones_can_be_left_out() -> None:
    noon, later = "2026-05-04T12:00:00+00:00", "2026-05-04T15:00:00+02:00"
    reading = read([line(id="late", time=later), line(id="early", time=noon)])
    assert [change.id for change in reading.changes] == ["early", "late"]
    kept = since(reading, datetime(2026, 5, 4, 12, 30, tzinfo=UTC))
    assert [change.id for change in kept.changes] == ["late"]


@pytest.mark.parametrize(
    "broken",
    ['{"time": "2026', "[]", "7", '"text"', "{}", line(time="then"), line(plan=3), line("done", seconds="x"),
     line(who=None), line(time="2026-05-04T12:00:00"), b"\xff\xfe\x00{"],
)  # fmt: skip
def test_a_damaged_line_is_counted_and_hides_no_other(broken: str | bytes) -> None:
    reading = read([line(), "\n", broken, line("applied")])
    assert [change.outcome for change in reading.changes] == ["applied"]
    assert reading.damaged == 1


@given(st.lists(st.one_of(st.text(), st.binary())))
def test_whatever_stands_there_is_read_without_a_failure(lines: list[str | bytes]) -> None:
    assert read(lines).damaged <= len(lines)


def test_markdown_is_a_table_whose_cells_are_escaped_and_safe() -> None:
    reading = read([line(), line("failed", reason="a|b <img> `x`\x1b[2J\nnext", seconds=2)])
    head, rule, row, *rest = audit_form.markdown(reading.changes, UTC).splitlines()
    assert head == "| time | who | where | verb | resource | plan | outcome | took |"
    assert rule == "| --- | --- | --- | --- | --- | --- | --- | --- |"
    assert not rest
    assert r"failed: a\|b \<img> \`x\`␛" in row
    assert "\x1b" not in row
    assert "| desired count 4 -> 6 |" in row
    assert row.endswith("| 2.0 s |")


def test_text_and_json_have_the_same_change() -> None:
    changes = read([line(), line("applied", seconds=2.5)]).changes
    told = audit_form.text(changes, timezone(timedelta(hours=2)))
    assert told.startswith("2026-05-04 14:00:00+02:00  arn:aws:iam::1:user/ann  1/eu-west-1/prod")
    assert told.endswith("  2.5 s\n")
    [told] = json.loads(audit_form.as_json(changes))
    assert (told["verb"], told["outcome"], told["seconds"]) == ("scale", "applied", 2.5)
