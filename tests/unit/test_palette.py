"""The palette finds what is meant: titles first, and nothing for letters that happen to be there."""

from __future__ import annotations

from ecstui.ui.actions import ACTIONS
from ecstui.ui.palette import fitness


def found(query: str) -> list[str]:
    scores = {action.title: fitness(query, action) for action in ACTIONS if action.scope == "main"}
    return sorted((title for title, score in scores.items() if score), key=lambda title: -scores[title])


def test_a_title_comes_first_and_loose_letters_find_nothing() -> None:
    assert found("log")[0] == "Logs"
    assert not {"Quit", "Zoom", "Unhealthy only"} & set(found("log"))
    assert found("arn")[0] == "Copy ARN"
    assert found("deployment")[:2] == ["Cancel the deployment", "Redeploy"]
    assert found("deploy")[0] == "Deploy"
