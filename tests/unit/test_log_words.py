"""Log events as lines, and how good a tail is in words."""

from __future__ import annotations

import pytest

from ecstui.live.log_places import LogPlaces, NotTailed
from ecstui.live.tail import TailStatus
from ecstui.model.errors import Denied
from ecstui.model.logs import LogEvent
from ecstui.ui.log_words import level_of, log_lines, nothing_yet, tail_words


@pytest.mark.parametrize(
    ("message", "level"),
    [
        ('{"ts":1,"level":"error","msg":"x"}', "error"),
        ("2026-05-04 12:00:00 WARN slow", "warn"),
        ("level=info msg=started", "info"),
        ("Traceback (most recent call last):", "error"),
        ("GET /errors 200", ""),
        ("x" * 500 + " ERROR", ""),
    ],
)
def test_the_level_is_guessed_from_the_beginning(message, level) -> None:
    assert level_of(message) == level


def _event(message: str, stream: str = "ecs/web/0123456789abcdef") -> LogEvent:
    return LogEvent("id", 5, 6, stream, message)


def test_the_lines_of_an_event_stay_together() -> None:
    lines = log_lines((_event("ERROR first\n  second"),))
    assert [(line.text, line.level, line.key) for line in lines] == [
        ("ERROR first", "error", "id"),
        ("  second", "error", "id/1"),
    ]


@pytest.mark.parametrize(
    ("options", "stream", "source"),
    [
        ({}, "ecs/web/0123456789abcdef", "01234567 web"),
        ({"service": "web"}, "ecs/web/0123456789abcdef", "01234567"),
        ({"service": "web"}, "ecs/envoy/0123456789abcdef", "01234567 envoy"),
        ({"one_task": True}, "ecs/web/0123456789abcdef", "web"),
        ({"one_task": True}, "odd-stream", "odd-stre"),
    ],
)
def test_a_line_is_labelled_with_as_much_as_tells_it_apart(options, stream, source) -> None:
    [line] = log_lines((_event("x", stream),), **options)
    assert line.source == source


def test_a_tail_says_how_far_it_can_be_trusted() -> None:
    assert tail_words(TailStatus()) == "opening…"
    status = TailStatus(following=True, complete_to=43_200_000, throttled=True, behind=90, late=2)
    assert tail_words(status) == "complete to 12:00:00 UTC, 1m behind, throttled, 2 late"
    assert tail_words(TailStatus(waiting_for=("/ecs/web",))) == "waiting for /ecs/web"
    assert tail_words(TailStatus(failure=Denied("no."))) == "denied: no."


def test_an_empty_log_says_why() -> None:
    elsewhere = LogPlaces(elsewhere=(NotTailed("web", "splunk", "Splunk at x"),))
    assert nothing_yet(TailStatus(), elsewhere) == "web: Splunk at x"
    assert "does not exist (yet)" in nothing_yet(TailStatus(waiting_for=("/g",)), LogPlaces())
    assert "no lines in the last hour" in nothing_yet(TailStatus(following=True), LogPlaces())
