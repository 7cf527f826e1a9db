"""A line of the operations strip: what matters first, so that nothing of it is cut at 80 columns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from plans import SERVICE

from ecstui.model.elb import TargetHealth
from ecstui.operations.plan import Call, Change, Plan, Progress, Where
from ecstui.operations.standstill import Standstill
from ecstui.operations.verdict import newest_event, of_targets
from ecstui.ui.running import Running
from ecstui.ui.widgets.operations_strip import parts

PLAN = Plan(
    verb="redeploy",
    subject="cart",
    where=Where("1", "eu-west-1", "staging"),
    changes=(Change("deployment", "ecs-svc/1", "a new one"),),
    consequences=(),
    call=Call("ecs:UpdateService", ()),
    facts=(),
    resource=SERVICE.arn,
    before=SERVICE,
    starts_deployment=True,
)
NEW = Progress("converging", "2 of 5 new tasks running.", 2, 5, "has started 1 tasks", new=True)


def line(progress: Progress, *, whole: bool = True, **changes: Any) -> str:
    running: Any = Running(None, replace(PLAN, **changes), progress, started_at=100.0)  # type: ignore[arg-type]
    return "".join(text for text, _ in parts(running, 172.0, whole=whole))


def test_phase_subject_bar_count_and_time_come_first() -> None:
    assert line(NEW).startswith("~ converging  redeploy staging/cart  ████░░░░░░ 2/5 new  1m  ")
    assert line(NEW).index("2/5 new") < 70
    assert line(NEW).endswith("has started 1 tasks")


def test_the_cluster_is_left_out_where_one_is_shown() -> None:
    assert "redeploy cart " in line(NEW, whole=False)


def test_a_count_shows_its_change_after_the_progress() -> None:
    said = line(
        Progress("converging", "3 of 5 tasks running.", 3, 5),
        verb="scale",
        starts_deployment=False,
        changes=(Change("desired count", "2", "5"),),
    )
    assert said.index("3/5") < said.index("2 -> 5")


def test_the_stage_of_a_deployment_stands_in_place_of_what_was_planned() -> None:
    baking = Progress("converging", "Stage bake time.", 3, 3, new=True, stage="BAKE_TIME 100.0")
    changes = (Change("stage", "post test traffic shift, waits", "production traffic shift"),)
    said = line(baking, verb="continue", starts_deployment=False, changes=changes)
    assert said.endswith("Stage bake time.")
    assert "waits ->" not in said


def test_what_does_not_get_on_says_so_first_and_how_to_put_it_away() -> None:
    said = line(replace(NEW, stuck="6 tasks failed: exit 1"))
    assert said.startswith("! stuck  redeploy staging/cart  2/5 new  6 tasks failed: exit 1  1m")
    assert "esc puts it away" in said
    assert "1m" in said


def test_a_success_ends_with_what_is_so() -> None:
    said = line(Progress("done", "7 tasks running.", 7, 7, "registered 1 targets in (target-group x)"))
    assert said.endswith("7 tasks running.")


def test_an_event_names_target_groups_without_their_arn() -> None:
    arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/cart/0123456789abcdef"
    events = (replace_event(f"(service cart) registered 1 targets in (target-group {arn})"),)
    said = newest_event(replace(SERVICE, events=events), replace(SERVICE, events=()))
    assert said == "registered 1 targets in (target-group cart)"


def replace_event(message: str) -> Any:
    from datetime import UTC, datetime

    from ecstui.model.ecs import ServiceEvent

    return ServiceEvent("9", datetime(2026, 5, 4, tzinfo=UTC), message)


@pytest.mark.parametrize(
    ("progress", "at", "stuck"),
    [
        (NEW, 10.0, False),
        (NEW, 61.0, True),
        (replace(NEW, running=3), 61.0, False),
        (replace(NEW, held_up="unable to"), 10.0, False),
        (replace(NEW, held_up="unable to"), 21.0, True),
        (replace(NEW, failed=2), 10.0, False),
        (replace(NEW, failed=3), 10.0, True),
    ],
)
def test_a_change_is_stuck_when_it_stands_or_its_tasks_keep_failing(
    progress: Progress, at: float, stuck: bool
) -> None:
    standstill = Standstill(60.0, 0.0)
    standstill.look(NEW, 0.0)
    assert (standstill.look(progress, at) is not None) is stuck


def target(state: str) -> TargetHealth:
    return TargetHealth("10.0.0.1", 80, "eu-west-1a", state)


@pytest.mark.parametrize(
    ("states", "running", "says"),
    [
        (("healthy", "healthy", "draining"), 2, ""),
        (("healthy", "initial"), 2, "1 of 2 targets healthy, 1 initial"),
        (("unhealthy",), 1, "0 of 1 target healthy, 1 unhealthy"),
        ((), 2, ""),
        (("healthy", "unhealthy"), 1, ""),
    ],
)
def test_targets_count_until_enough_are_healthy(states: tuple[str, ...], running: int, says: str) -> None:
    assert of_targets(map(target, states), running) == says


def test_a_run_says_how_it_stands_in_place_of_its_command() -> None:
    said = line(
        Progress("converging", "1a2b3c4d is RUNNING.", 1, 1),
        verb="run",
        starts_deployment=False,
        changes=(Change("tasks", "none", "1 of web:7"), Change("command", "own", "./migrate --all")),
    )
    assert said.endswith("1a2b3c4d is RUNNING.")
    assert "->" not in said
