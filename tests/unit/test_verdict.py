"""A change is judged by its own deployment or count, never by the service being steady."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from plans import SERVICE

from ecstui.model.ecs import Deployment, Service, ServiceDeployment, ServiceEvent
from ecstui.operations.verdict import newest_event, of_count, of_deployment, of_ending

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
BEFORE = replace(SERVICE, events=(ServiceEvent("1", NOON, "(service api) has reached a steady state."),))
OLD = replace(SERVICE.deployments[0], status="ACTIVE", created_at=NOON - timedelta(days=1))
OWN = Deployment("ecs-svc/2", "PRIMARY", "api:7", 4, 4, 0, 0, "IN_PROGRESS", "", NOON, NOON)


def reading(*deployments: Deployment, **changes: Any) -> Service:
    return replace(BEFORE, deployments=deployments or BEFORE.deployments, **changes)


def record(status: str, reason: str = "") -> ServiceDeployment:
    return ServiceDeployment("arn", status, reason, NOON, NOON, None, "revision")


def judged(service: Service, own: Deployment = OWN, of: ServiceDeployment | None = None) -> tuple[str, str]:
    progress = of_deployment(service, own, of, BEFORE, NOON)
    return progress.phase, progress.text


def test_a_deployment_on_its_way_counts_new_old_and_failed_tasks() -> None:
    own = replace(OWN, running=1, failed=2)
    assert judged(reading(own, OLD), own) == (
        "converging",
        "1 of 4 new tasks running, 4 old to stop, 2 failed.",
    )


def test_a_completed_deployment_is_done() -> None:
    own = replace(OWN, running=4, rollout_state="COMPLETED")
    assert judged(reading(own), own)[0] == "done"


def test_without_a_rollout_state_it_is_done_once_it_runs_alone() -> None:
    own = replace(OWN, running=4, rollout_state="")
    assert judged(reading(own, OLD), own)[0] == "converging"
    assert judged(reading(own), own)[0] == "done"


def test_a_tripped_breaker_is_a_failure_with_its_reason() -> None:
    own = replace(OWN, rollout_state="FAILED", rollout_reason="tasks failed to start.")
    assert judged(reading(own, OLD), own) == ("failed", "The deployment failed: tasks failed to start.")


@pytest.mark.parametrize(
    ("state", "status", "phase", "words"),
    [
        ("IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "converging", "rolls back to api:7 now: broke"),
        ("IN_PROGRESS", "", "converging", "rolls back to api:7 now: broke"),
        ("COMPLETED", "ROLLBACK_SUCCESSFUL", "failed", "was rolled back to api:7: broke"),
        ("COMPLETED", "", "failed", "was rolled back to api:7: broke"),
        ("IN_PROGRESS", "ROLLBACK_FAILED", "failed", "so did the rollback to api:7: broke"),
    ],
)
def test_a_rollback_is_told_while_it_goes_on_and_fails_once_it_is_over(
    state: str, status: str, phase: str, words: str
) -> None:
    own = replace(OWN, status="ACTIVE", rollout_state="FAILED", rollout_reason="broke")
    back = replace(OLD, status="PRIMARY", rollout_state=state)
    told = judged(reading(back, own), own, record(status, "broke") if status else None)
    assert told[0] == phase
    assert words in told[1]


def test_a_steady_service_after_a_rollback_is_a_failure_even_when_all_trace_is_gone() -> None:
    back = replace(OLD, status="PRIMARY")
    assert judged(reading(back), OWN, record("ROLLBACK_SUCCESSFUL", "alarm"))[0] == "failed"


def test_somebody_elses_newer_deployment_is_a_failure_and_named() -> None:
    theirs = replace(OWN, id="ecs-svc/3", created_at=NOON + timedelta(seconds=5), task_definition="x/api:8")
    told = judged(reading(theirs, replace(OWN, status="ACTIVE"), OLD), OWN, record("STOPPED", "replaced"))
    assert told == ("failed", "Somebody else's deployment replaced it: 3, api:8.")


def test_a_stopped_deployment_is_a_failure_with_the_reason_of_its_record() -> None:
    back = replace(OLD, status="PRIMARY")
    assert judged(reading(back), OWN, record("STOPPED", "by ann")) == (
        "failed",
        "The deployment was stopped: by ann.",
    )


def test_one_that_succeeded_before_it_was_replaced_is_done() -> None:
    theirs = replace(OWN, id="ecs-svc/3", created_at=NOON + timedelta(minutes=5))
    assert judged(reading(theirs), OWN, record("SUCCESSFUL"))[0] == "done"


def test_a_count_is_done_when_as_many_run_and_none_is_pending() -> None:
    going = reading(desired=6, running=4, pending=2)
    assert of_count(going, 6, BEFORE, NOON).text == "4 of 6 tasks running, 2 pending."
    assert of_count(reading(desired=6, running=6, pending=1), 6, BEFORE, NOON).phase == "converging"
    assert of_count(reading(desired=6, running=6), 6, BEFORE, NOON).phase == "done"


def test_a_count_says_what_holds_it_up_since_it_was_sent() -> None:
    event = ServiceEvent("2", NOON, "(service api) was unable to place a task because no room.")
    held = reading(desired=6, events=(event, *BEFORE.events))
    assert "Held up: was unable to place a task because no room." in of_count(held, 6, BEFORE, NOON).text
    known = of_count(held, 6, replace(BEFORE, events=held.events), NOON)
    assert "Held up" not in known.text


def test_a_count_fails_when_its_deployment_fails_but_not_for_a_failure_known_before() -> None:
    failed = replace(SERVICE.deployments[0], rollout_state="FAILED", rollout_reason="broke")
    going = reading(failed, desired=6)
    assert of_count(going, 6, BEFORE, NOON).text == "The deployment failed: broke"
    assert of_count(going, 6, going, NOON).phase == "converging"


def test_only_events_since_are_news() -> None:
    fresh = ServiceEvent("2", NOON + timedelta(seconds=1), "(service api) has started 2 tasks.")
    assert newest_event(BEFORE, BEFORE) == ""
    assert newest_event(reading(events=(fresh, *BEFORE.events)), BEFORE) == "has started 2 tasks."


def test_a_service_being_deleted_ends_every_change() -> None:
    assert "deleted" in of_ending(reading(status="DRAINING"))
    assert of_ending(BEFORE) == ""
