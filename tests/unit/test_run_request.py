"""Why a task could not be placed, in words."""

from __future__ import annotations

import pytest

from ecstui.model.run_request import failure_words


@pytest.mark.parametrize(
    ("reason", "detail", "words"),
    [
        ("RESOURCE:MEMORY", "", "no container instance has enough memory left (RESOURCE:MEMORY)"),
        (
            "RESOURCE:CPU,MEMORY",
            "",
            "no container instance has enough CPU left; no container instance has enough memory left "
            "(RESOURCE:CPU,MEMORY)",
        ),
        ("RESOURCE:UNICORNS", "", "UNICORNS is not to be had (RESOURCE:UNICORNS)"),
        ("AGENT", "", "the agent of the container instance is not connected (AGENT)"),
        (
            "Capacity is unavailable at this time. Please try again later",
            "",
            "Capacity is unavailable at this time. Please try again later",
        ),
        (
            "LOCATION",
            "zone c",
            "no container instance is in a place that its constraints allow (LOCATION): zone c",
        ),
        ("", "", "no reason was given"),
    ],
)
def test_a_failure_is_told_in_words_with_the_word_of_ecs(reason: str, detail: str, words: str) -> None:
    assert failure_words(reason, detail) == words
