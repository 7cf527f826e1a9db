"""Lines of keys: the most wanted first, whole, and how to leave or get help always."""

from __future__ import annotations

from dataclasses import replace

import pytest
from models import deployment, image, repository, service, task

from ecstui.ui.action import MAIN_SCREEN, Scope
from ecstui.ui.actions import ACTIONS
from ecstui.ui.footer import dialog_hints, footer_hints
from ecstui.ui.situation import Situation
from ecstui.ui.widgets.hints import Hint, fitting


def footer(situation: Situation, width: int = 78) -> list[str]:
    """The keys named in the footer of so many cells."""
    return [hint.key for hint in fitting(footer_hints(ACTIONS, situation), width)]


def test_the_footer_keeps_help_and_quit_however_narrow() -> None:
    assert footer(Situation(), 20) == ["?", "q"]


SERVICE, TASK = service(), task()
DEPLOYING = service(deployments=(deployment(rollout_state="IN_PROGRESS"),))
ON_A_TASK = Situation(focus="tasks", selected=TASK, service=SERVICE, task=TASK)


@pytest.mark.parametrize(
    ("situation", "keys"),
    [
        (Situation(selected=SERVICE, service=SERVICE), "enter / l S R B ? q"),
        (Situation(selected=DEPLOYING, service=DEPLOYING), "enter / l S R C ? q"),
        (ON_A_TASK, "enter l K X F N / ? q"),
        (Situation(focus="repositories", selected=repository()), "enter / P N E esc ? q"),
        (Situation(focus="images", selected=image()), "enter / f P T K ? q"),
        (Situation(focus="detail", selected=SERVICE, service=SERVICE), "esc l S R B D ? q"),
        (replace(ON_A_TASK, focus="detail", reading_logs=True), "enter p / u e esc ? q"),
        (replace(ON_A_TASK, forwarding=True), "x enter l K X F ? q"),
        (replace(ON_A_TASK, marked=(TASK,), marked_kind="task"), "esc enter l K / e ? q"),
    ],
)
def test_the_keys_most_wanted_of_what_is_selected_fit_in_80_columns(situation: Situation, keys: str) -> None:
    assert " ".join(footer(situation)) == keys


def test_what_a_deployment_waits_for_comes_first_however_narrow() -> None:
    known = Situation(service=DEPLOYING)
    assert "continue" not in [hint.word for hint in footer_hints(ACTIONS, known)]
    waiting = replace(known, pausing=True)
    assert fitting(footer_hints(ACTIONS, waiting), 30)[0].word == "continue"


def test_a_line_of_keys_has_whole_hints_and_those_that_are_kept() -> None:
    hints = (Hint("a", "first"), Hint("esc", "leave", kept=True), Hint("b", "second"), Hint("c", "3"))
    assert fitting(hints, 33) == hints
    assert fitting(hints, 32) == hints[:3]
    assert fitting(hints, 28) == hints[:3]
    assert fitting(hints, 27) == hints[:2]
    assert fitting(hints, 3) == (hints[1],)


@pytest.mark.parametrize("scope", sorted({action.scope for action in ACTIONS} - {*MAIN_SCREEN, "everywhere"}))
def test_how_to_leave_a_screen_is_told_however_narrow(scope: Scope) -> None:
    assert any(hint.key == "esc" for hint in fitting(dialog_hints(scope, ACTIONS), 0))
