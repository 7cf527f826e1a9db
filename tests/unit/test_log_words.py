"""Where log events come from, and how good a tail is in words."""

from __future__ import annotations

from ecstui.live.log_sources import LogPlaces, NotTailed
from ecstui.live.tail import TailStatus
from ecstui.model.errors import Denied
from ecstui.ui.log_words import Origins, nothing_yet, tail_words


def test_a_stream_tells_its_task_and_container_and_has_one_origin() -> None:
    origins = Origins()
    web = origins.of("ecs/web/0123456789abcdef")
    assert (web.task, web.container) == ("0123456789abcdef", "web")
    assert origins.of("ecs/web/0123456789abcdef") is web
    assert origins.of("odd-stream").task == "odd-stream"


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
