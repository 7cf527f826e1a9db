"""The timeline: several sources in one order, in words, and as Markdown that obeys nothing in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from plans import NOON, SERVICE

from ecstui.model.ecs import ServiceEvent
from ecstui.model.health import Level
from ecstui.model.timeline import AlarmTurn, Moment, in_order, markdown, of_alarms, of_services
from ecstui.operations.audit_reading import CUT_SHORT, Audited
from ecstui.operations.timeline import Scope, _watches, of_change

CHANGE = Audited(
    id="a",
    time=NOON,
    who="arn:aws:iam::1:user/ann",
    account="1",
    region="eu-west-1",
    cluster="prod",
    service="api",
    verb="scale",
    resource="arn:aws:ecs:eu-west-1:1:service/prod/api",
    plan="desired count 4 -> 6",
    outcome="applied",
    reason="6 tasks running.",
    seconds=90.0,
)


def test_a_change_is_told_when_it_was_begun_and_when_it_ended() -> None:
    begun, ended = of_change(CHANGE)
    assert (begun.time, begun.subject) == (NOON, "prod/api")
    assert begun.text == "scale: desired count 4 -> 6 (by ann)"
    assert (ended.time, ended.text) == (NOON + timedelta(seconds=90), "scale applied: 6 tasks running.")


@pytest.mark.parametrize(
    ("watched", "within"),
    [
        (("prod", "api"), True),
        (("prod", "web"), False),
        (("test", "api"), False),
        (("prod", ""), True),
        (("", ""), True),
    ],
)
def test_alarms_of_another_service_are_left_out(watched: tuple[str, str], within: bool) -> None:
    assert _watches(watched, Scope("1", "eu-west-1", "prod", "api")) is within
    assert _watches(watched, Scope("1", "eu-west-1"))


def test_a_change_without_an_outcome_says_so() -> None:
    _, ended = of_change(replace(CHANGE, outcome=CUT_SHORT, seconds=None, reason=""))
    assert (ended.time, ended.level) == (NOON, Level.WARNING)
    assert "under way or cut short" in ended.text


def test_events_lose_the_service_they_are_about_and_alarms_are_grave() -> None:
    event = ServiceEvent("e", NOON, "(service api) has reached a steady state.")
    texts = [moment.text for moment in of_services([replace(SERVICE, events=(event,))])]
    assert "has reached a steady state." in texts
    [turn] = of_alarms([AlarmTurn(NOON, "cpu", "OK", "ALARM", "Threshold Crossed")])
    assert (turn.level, turn.text) == (Level.BROKEN, "OK -> ALARM: Threshold Crossed")


def test_the_newest_comes_first_what_repeats_once_and_what_is_older_never() -> None:
    early, late = (Moment(NOON + timedelta(seconds=s), "event", "api", str(s)) for s in (1, 2))
    old = Moment(NOON - timedelta(seconds=1), "event", "api", "old")
    assert in_order([early, late, early, old], NOON) == (late, early)


def test_markdown_is_in_order_of_time_and_obeys_nothing_that_stands_in_it() -> None:
    late = Moment(NOON + timedelta(seconds=1), "event", "api", "two\nlines | *bold* <b>")
    text = markdown("Timeline of api", ["about [x]"], [late, Moment(NOON, "alarm", "cpu", "first")])
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert [row.split(" | ")[1] for row in rows[2:]] == ["alarm", "event"]
    assert r"two lines \| \*bold\* \<b>" in rows[3]
    assert r"about \[x\]" in text


def test_a_change_of_a_repository_is_told_by_its_whole_name() -> None:
    arn = "arn:aws:ecr:eu-west-1:123456789012:repository/shop/web"
    of = replace(CHANGE, service="", cluster="", resource=arn)
    assert {moment.subject for moment in of_change(of)} == {"shop/web"}
