"""The words beside log lines: what is said of a tail, and why there are no lines."""

from __future__ import annotations

import pytest

from ecstui.live.log_places import LogPlaces, NotTailed
from ecstui.live.tail_status import TailStatus
from ecstui.model.errors import Denied
from ecstui.model.logs import LogSource
from ecstui.ui.log_words import nothing_yet, tail_parts

SOURCE = LogSource("eu-west-1", "/ecs/web", "app/")
GOING = {"following": True, "complete_to": 1_780_000_000_000, "sources": frozenset({SOURCE})}
DENIED = Denied("you may not", operation="logs:FilterLogEvents", where="eu-west-1 /ecs/web")


def said(status: TailStatus, *, ended: bool = False) -> str:
    return "".join(text for text, _ in tail_parts(status, ended=ended))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (TailStatus(), "opening…"),
        (TailStatus(**GOING), "complete to "),
        (TailStatus(**GOING), "1 source"),
        (TailStatus(**GOING, behind=42.0), "behind by 42s"),
        (TailStatus(**GOING, throttled=True), "throttled"),
        (TailStatus(**GOING, late=1234), "1,234 came late"),
        (TailStatus(**GOING, loading_older=True), "loading older lines…"),
        (TailStatus(**GOING, foreign=7), "7 lines of other services left out"),
        (
            TailStatus(**GOING, lossy=("web (default, 10m)",)),
            "may lose lines (non-blocking): web (default, 10m)",
        ),
        (TailStatus(**GOING, live="on"), "Live Tail"),
        (TailStatus(**GOING, live="connecting"), "connecting"),
        (TailStatus(**GOING, live="sampled"), "sampled"),
        (TailStatus(**GOING, live="15 sessions run already"), "polling goes on: 15 sessions run already"),
        (TailStatus(waiting_for=("/ecs/new",)), "waiting for /ecs/new to exist"),
        (TailStatus(**GOING, failure=DENIED), "you may not"),
    ],
)
def test_the_tail_says_how_far_it_can_be_trusted(status: TailStatus, words: str) -> None:
    assert words in said(status)


def test_a_tail_that_simply_goes_on_has_nothing_else_to_say() -> None:
    assert said(TailStatus(**GOING)).count(" · ") == 1


def test_the_end_of_a_task_s_lines_is_said() -> None:
    assert said(TailStatus(**GOING), ended=True) == "the end: the task has stopped"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (TailStatus(), "looking for the newest lines…"),
        (TailStatus(**GOING), "no lines were found"),
        (TailStatus(waiting_for=("/ecs/new",)), "the log group /ecs/new does not exist (yet)"),
        (TailStatus(failure=DENIED), "you may not"),
    ],
)
def test_the_place_of_the_lines_says_why_there_are_none(status: TailStatus, words: str) -> None:
    assert words in nothing_yet(status, LogPlaces())


def test_lines_that_go_elsewhere_are_told_of() -> None:
    places = LogPlaces(elsewhere=(NotTailed("web", "splunk", "Splunk at https://splunk.example"),))
    assert nothing_yet(TailStatus(), places) == "web: Splunk at https://splunk.example"


def test_of_a_task_that_never_started_no_lines_are_promised() -> None:
    words = nothing_yet(TailStatus(**GOING), LogPlaces(), started=False)
    assert "never started" in words
    assert "appear" not in words


def test_the_time_up_to_which_lines_are_complete_follows_the_time_of_the_lines() -> None:
    status = TailStatus(**GOING)
    assert "".join(text for text, _ in tail_parts(status, utc=True)).startswith("complete to 20:26:40")
