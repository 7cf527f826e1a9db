"""What cancelling a deployment and stopping a task mean, and how a cancelled deployment stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from plans import NOON, PRIMARY, SERVICE

from ecstui.model.ecs import RevisionImage, ServiceDeployment, ServiceRevision, Task, TaskProtection
from ecstui.operations import cancel_consequences, replace_tasks_consequences, stop_task_consequences
from ecstui.operations.cancel import of_record
from ecstui.operations.cancel_consequences import Halt, revision_back
from ecstui.operations.stop_task import fellows
from ecstui.operations.stop_task_consequences import Circumstances

if TYPE_CHECKING:
    from ecstui.operations.plan import Consequence

RECORD = ServiceDeployment("arn/d9", "IN_PROGRESS", "", NOON, NOON, None, "arn/r9", ("arn/r8",))
DIGEST = "sha256:" + "0a" * 32
NEW = ServiceRevision("arn/r9", "task-definition/api:8")
OLD = ServiceRevision("arn/r8", "task-definition/api:7", (RevisionImage("api", "host/api:1.4", DIGEST),))
HALT = Halt(RECORD, NEW, OLD)
MIXED = replace(
    SERVICE,
    deployments=(
        replace(PRIMARY, running=1, rollout_state="IN_PROGRESS"),
        replace(PRIMARY, id="ecs-svc/0", status="ACTIVE", running=2),
    ),
)
BLUE_GREEN = replace(MIXED, deployment_strategy="BLUE_GREEN")
STAGED = replace(HALT, record=replace(RECORD, lifecycle_stage="BAKE_TIME"))
TASK = Task(
    arn="arn:aws:ecs:eu-west-1:1:task/prod/0a1b",
    cluster_arn="arn:aws:ecs:eu-west-1:1:cluster/prod",
    group="service:api",
    task_definition=SERVICE.task_definition,
    last_status="RUNNING",
    desired_status="RUNNING",
    health="HEALTHY",
    launch_type="FARGATE",
    capacity_provider="",
    containers=(),
    cpu="256",
    memory="512",
    created_at=NOON,
)


SICK = replace(TASK, health="UNHEALTHY")


def weighed(consequences: tuple[Consequence, ...]) -> str:
    return "\n".join(f"{c.weight}: {c.text}" for c in consequences)


def earlier(hours: int, **changes: Any) -> ServiceDeployment:
    return replace(RECORD, created_at=NOON - timedelta(hours=hours), **changes)


@pytest.mark.parametrize(
    ("service", "halt", "rollback", "expected"),
    [
        (MIXED, HALT, True, "note: 1 new and 2 old of 4 tasks wanted run now."),
        (MIXED, HALT, True, "note: It returns to api:7 (api:1.4@0a0a0a0a0a0a)."),
        (MIXED, HALT, True, "note: 2 tasks of it must start anew."),
        (SERVICE, HALT, True, "warning: 4 tasks of it must start anew. No old one is left."),
        (MIXED, replace(HALT, target=OLD), True, "note: Of the same task definition"),
        (MIXED, HALT, False, "warning: It stops where it is: 1 new and 2 old stay"),
        (MIXED, HALT, False, "danger: The service stays 1 task short"),
        (MIXED, replace(HALT, back=None), False, "warning: There is nothing to roll back to"),
        (BLUE_GREEN, STAGED, True, "warning: A blue/green deployment, at the stage bake time: traffic goes"),
        (BLUE_GREEN, STAGED, False, "danger: A blue/green deployment, at the stage bake time: traffic stays"),
    ],
)
def test_cancelling_says_what_it_means(service, halt, rollback, expected) -> None:
    assert expected in weighed(cancel_consequences.consequences(service, halt, NOON, rollback=rollback))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((RECORD,), "arn/r8"),
        ((RECORD, earlier(1, status="STOPPED"), earlier(2, status="SUCCESSFUL", target_revision="r5")), "r5"),
        ((RECORD, earlier(1, status="ROLLBACK_SUCCESSFUL", rollback_revision="r4")), "r4"),
        ((RECORD, earlier(1, status="SUCCESSFUL", target_revision="arn/r9")), "arn/r8"),
    ],
)
def test_a_rollback_returns_to_the_last_revision_that_was_deployed_with_success(records, expected) -> None:
    assert revision_back(records, RECORD) == expected


def test_a_first_deployment_has_nothing_to_return_to() -> None:
    first = replace(RECORD, source_revisions=())
    assert revision_back((first,), first) == ""


@pytest.mark.parametrize(
    ("status", "rollback", "phase", "words"),
    [
        ("ROLLBACK_IN_PROGRESS", True, "converging", "rollback in progress"),
        ("ROLLBACK_SUCCESSFUL", True, "done", "rolled back"),
        ("ROLLBACK_SUCCESSFUL", False, "failed", "rolled back"),
        ("ROLLBACK_FAILED", True, "failed", "rollback failed"),
        ("STOPPED", False, "done", "stopped where it was"),
        ("STOPPED", True, "failed", "stopped where it was"),
        ("SUCCESSFUL", True, "failed", "Too late"),
    ],
)
def test_a_cancelled_deployment_ended_as_was_asked_or_failed(status, rollback, phase, words) -> None:
    progress = of_record(replace(RECORD, status=status), MIXED, rollback=rollback)
    assert (progress.phase, words in progress.text) == (phase, True)


@pytest.mark.parametrize(
    ("task", "around", "expected"),
    [
        (TASK, Circumstances(), "warning: No service runs it"),
        (TASK, Circumstances(SERVICE, 3), "note: api starts another in its place."),
        (TASK, Circumstances(replace(SERVICE, scheduling_strategy="DAEMON"), 3), "on the same instance"),
        (TASK, Circumstances(replace(SERVICE, running=5), 4), "it starts no other"),
        (TASK, Circumstances(SERVICE, 0), "danger: No other task of api runs well"),
        (
            TASK,
            Circumstances(SERVICE, 2, fellows=1),
            "warning: With 1 other stopped too, 2 of 4 run well, fewer than its minimum of 4.",
        ),
        (
            TASK,
            Circumstances(SERVICE, 0, fellows=3),
            "danger: With 3 others stopped too, none of api runs well",
        ),
        (
            SICK,
            Circumstances(SERVICE, 0, fellows=3),
            "danger: With 3 others stopped too, none of api runs well",
        ),
        (SICK, Circumstances(SERVICE, 0), "note: No task of api runs well now: it is down already."),
        (TASK, Circumstances(SERVICE, 3), "warning: Meanwhile 3 of 4 run well, fewer than its minimum of 4."),
        (
            TASK,
            Circumstances(replace(SERVICE, minimum_healthy_percent=50), 3),
            "note: Meanwhile 3 of 4 run well.",
        ),
        (replace(TASK, task_definition="x/api:6"), Circumstances(SERVICE, 3), "warning: It is of api:6;"),
        (TASK, Circumstances(SERVICE, 3), "note: Whether it is protected"),
        (
            TASK,
            Circumstances(SERVICE, 3, TaskProtection(True, NOON)),
            "warning: It is protected from scaling in (until 2026-05-04 12:00 UTC)",
        ),
    ],
)
def test_stopping_a_task_says_what_it_means(task, around, expected) -> None:
    assert expected in weighed(stop_task_consequences.consequences(task, around))


def test_stopped_together_are_tasks_of_one_service_of_one_cluster() -> None:
    fellow = replace(TASK, arn=f"{TASK.arn}2")
    elsewhere = replace(TASK, arn=f"{TASK.arn}3", cluster_arn=f"{TASK.cluster_arn}2")
    another = replace(TASK, arn=f"{TASK.arn}4", group="service:web")
    alone, too = (replace(TASK, arn=f"{TASK.arn}{number}", group="family:api") for number in (5, 6))
    stopped = (TASK, fellow, elsewhere, another, alone, too)
    assert fellows(TASK, stopped) == {fellow.id}
    assert fellows(alone, stopped) == frozenset()


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (TASK, "danger: It is the only task of api: it is down until another runs."),
        (SICK, "note: The only task of api does not run well: it is down already."),
    ],
)
def test_replacing_the_only_task_is_grave_where_it_runs_well(task, expected) -> None:
    assert expected in weighed(replace_tasks_consequences.consequences(SERVICE, (task,)))


def test_a_task_that_does_not_run_yet_takes_nothing_away() -> None:
    pending = replace(TASK, last_status="PENDING")
    said = weighed(stop_task_consequences.consequences(pending, Circumstances(SERVICE, 0)))
    assert "danger" not in said
    assert "run well" not in said
