"""The constants of AWS's APIs, as they stand in a sentence."""

from __future__ import annotations

import pytest

from ecstui.model.aws_words import controller_words, guard_words, in_words, strategy_name


@pytest.mark.parametrize(
    ("constant", "words"),
    [
        ("ROLLBACK_IN_PROGRESS", "rollback in progress"),
        ("InProgress", "in progress"),
        ("TRIGGERED", "triggered"),
        ("", ""),
    ],
)
def test_a_constant_is_words(constant: str, words: str) -> None:
    assert in_words(constant) == words


def test_what_guards_a_deployment_watches() -> None:
    assert [guard_words(status) for status in ("MONITORING", "MONITORING_COMPLETE", "TRIGGERED")] == [
        "watching",
        "done watching",
        "triggered",
    ]


def test_names_are_those_that_people_use() -> None:
    assert [strategy_name(name) for name in ("BLUE_GREEN", "ROLLING")] == ["blue/green", "rolling"]
    names = ("ECS", "CODE_DEPLOY", "EXTERNAL")
    assert [controller_words(name) for name in names] == ["ECS", "CodeDeploy", "external"]
