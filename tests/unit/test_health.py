"""Each state an engineer meets has its level and its word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ecstui.model.ecs import Cluster, Container, Deployment, Service, ServiceEvent, Task
from ecstui.model.elb import TargetHealth
from ecstui.model.health import (
    Health,
    Level,
    cluster_health,
    image_health,
    service_health,
    target_health,
    task_health,
)
from ecstui.model.shifting import Hook

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PAUSE = Hook("h", "PAUSE", "AWAITING_ACTION", NOW + timedelta(minutes=20))
PLACEMENT = (
    "(service api) was unable to place a task because no container instance met all of its requirements."
)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def deployment(**changes: Any) -> Deployment:
    base = Deployment(
        "ecs-svc/1", "PRIMARY", "task-definition/api:7", 3, 0, 3, 0, "COMPLETED", "", NOW - DAY, NOW - DAY
    )
    return replace(base, **changes)


def event(message: str, **span: float) -> ServiceEvent:
    return ServiceEvent("1", ago(**span), message)


STEADY = event("(service api) has reached a steady state.", hours=2)
SERVICE = Service(
    arn="arn:aws:ecs:eu-west-1:1:service/prod/api",
    name="api",
    cluster_arn="arn:aws:ecs:eu-west-1:1:cluster/prod",
    status="ACTIVE",
    scheduling_strategy="REPLICA",
    launch_type="FARGATE",
    capacity_providers=(),
    task_definition="task-definition/api:7",
    desired=3,
    running=3,
    pending=0,
    deployments=(deployment(),),
    events=(STEADY,),
    created_at=NOW - DAY,
)
ROLLING = {
    "deployments": (
        deployment(rollout_state="IN_PROGRESS", running=1, created_at=ago(minutes=3)),
        deployment(id="ecs-svc/0", status="ACTIVE", running=2, task_definition="api:6"),
    )
}
SERVICES: dict[str, tuple[dict[str, Any], Level, str, str]] = {
    "all run": ({}, Level.OK, "healthy", ""),
    "deleted": ({"status": "INACTIVE"}, Level.IDLE, "inactive", ""),
    "being deleted": ({"status": "DRAINING"}, Level.WORKING, "draining", "3 tasks"),
    "nothing wanted": ({"desired": 0, "running": 0}, Level.IDLE, "scaled to 0", ""),
    "a daemon without instances": (
        {"desired": 0, "running": 0, "scheduling_strategy": "DAEMON"},
        Level.IDLE,
        "no instances",
        "",
    ),
    "rolling": (ROLLING, Level.WORKING, "deploying", "1 of 3 new on api:7"),
    "rolling for very long": (
        {"deployments": (deployment(rollout_state="IN_PROGRESS", running=1, created_at=ago(hours=2)),)},
        Level.WARNING,
        "deploying",
        "for 2h already",
    ),
    "the breaker opened": (
        {
            "deployments": (
                deployment(
                    rollout_state="FAILED",
                    rollout_reason="ECS deployment circuit breaker: tasks failed to start.",
                ),
            )
        },
        Level.BROKEN,
        "failing",
        "circuit breaker",
    ),
    "rolling back": (
        {
            "deployments": (
                deployment(id="ecs-svc/2", rollout_state="IN_PROGRESS", created_at=ago(minutes=1)),
                deployment(
                    status="ACTIVE", rollout_state="FAILED", rollout_reason="rolling back to ecs-svc/2"
                ),
            )
        },
        Level.WARNING,
        "rolling back",
        "ecs-svc/2",
    ),
    "tasks fail in a row, the old ones serve": (
        {"deployments": (deployment(failed=4, running=0, rollout_state="IN_PROGRESS"),)},
        Level.WARNING,
        "failing",
        "4 in a row",
    ),
    "no room": (
        {"running": 1, "events": (event(PLACEMENT, minutes=5), STEADY)},
        Level.BROKEN,
        "failing",
        "unable to place",
    ),
    "no room, said hours ago and still short": (
        {"running": 1, "events": (event(PLACEMENT, hours=5),)},
        Level.BROKEN,
        "failing",
        "unable to place",
    ),
    "trouble before the last steady state": (
        {"events": (event("has reached a steady state.", minutes=1), event(PLACEMENT, minutes=3))},
        Level.OK,
        "healthy",
        "",
    ),
    "trouble of the deployment before": (
        {**ROLLING, "events": (event(PLACEMENT, minutes=9),)},
        Level.WORKING,
        "deploying",
        "",
    ),
    "trouble outlived, though no steady state was said": (
        {"events": (event(PLACEMENT, hours=1),)},
        Level.OK,
        "healthy",
        "",
    ),
    "fails its health checks": (
        {
            "events": (
                event(
                    "(service api) (port 80) is unhealthy in (target-group t) due to (reason 503)", minutes=2
                ),
            )
        },
        Level.WARNING,
        "failing",
        "ELB health checks fail in t: 503",
    ),
    "scaled out a moment ago": (
        {"desired": 5, "events": (event("has started 2 tasks", seconds=20),)},
        Level.WORKING,
        "starting",
        "3 of 5",
    ),
    "waits at a pause": (
        {**ROLLING, "deployment_strategy": "BLUE_GREEN", "pause": PAUSE},
        Level.WARNING,
        "paused",
        "waits to be continued, or ECS rolls it back in 20m",
    ),
    "tasks pending": ({"desired": 5, "pending": 2}, Level.WORKING, "starting", "3 of 5"),
    "scaling in": ({"desired": 1}, Level.WORKING, "stopping", "3 of 1"),
    "short, and nothing moves": ({"desired": 5}, Level.WARNING, "short", "3 of 5"),
    "down, and nothing moves": ({"running": 0}, Level.BROKEN, "short", "0 of 3"),
}


@pytest.mark.parametrize("case", SERVICES)
def test_a_service(case: str) -> None:
    changes, level, word, why = SERVICES[case]
    health = service_health(replace(SERVICE, **changes), NOW)
    assert (health.level, health.word) == (level, word)
    assert why in health.why


def target(state: str) -> TargetHealth:
    return TargetHealth("10.0.0.1", 80, "a", state, "Target.Timeout", "Request timed out")


@pytest.mark.parametrize(
    ("states", "started", "level", "word"),
    [
        (("healthy",) * 3, 1, Level.OK, "healthy"),
        (("healthy", "initial", "initial"), 1, Level.WORKING, "warming up"),
        (("healthy", "unhealthy", "healthy"), 1, Level.WORKING, "warming up"),
        (("healthy", "unhealthy", "healthy"), 9, Level.WARNING, "unhealthy"),
        (("healthy", "draining", "healthy"), 9, Level.OK, "healthy"),
    ],
)
def test_a_service_that_runs_in_full_is_well_once_its_targets_are(
    states: tuple[str, ...], started: int, level: Level, word: str
) -> None:
    started_then = event("(service api) has started 2 tasks: (task a).", minutes=started)
    changes = {"targets": tuple(map(target, states)), "health_check_grace_period": 120}
    health = service_health(replace(SERVICE, events=(started_then,), **changes), NOW)
    assert (health.level, health.word) == (level, word)


MAIN = Container("app", "api:7", "", "RUNNING", "HEALTHY", None, "")
TASK = Task(
    arn="arn:aws:ecs:eu-west-1:1:task/prod/abc",
    cluster_arn="arn:aws:ecs:eu-west-1:1:cluster/prod",
    group="service:api",
    task_definition="task-definition/api:7",
    last_status="RUNNING",
    desired_status="RUNNING",
    health="UNKNOWN",
    launch_type="FARGATE",
    capacity_provider="",
    containers=(MAIN,),
    cpu="256",
    memory="512",
    created_at=ago(minutes=2),
)
STOPPED = {"last_status": "STOPPED", "desired_status": "STOPPED"}


def ended(code: int, reason: str = "") -> dict[str, Any]:
    container = replace(MAIN, last_status="STOPPED", exit_code=code, reason=reason)
    return {**STOPPED, "stop_code": "EssentialContainerExited", "containers": (container,)}


TASKS: dict[str, tuple[dict[str, Any], Level, str]] = {
    "runs": ({}, Level.OK, "running"),
    "runs and is checked": ({"health": "HEALTHY"}, Level.OK, "healthy"),
    "fails its check": ({"health": "UNHEALTHY"}, Level.BROKEN, "unhealthy"),
    "runs without its sidecar": (
        {"containers": (MAIN, replace(MAIN, name="side", last_status="STOPPED", exit_code=1))},
        Level.WARNING,
        "running",
    ),
    "starts": ({"last_status": "PENDING"}, Level.WORKING, "pending"),
    "has been starting for long": (
        {"last_status": "PROVISIONING", "created_at": ago(minutes=20)},
        Level.WARNING,
        "provisioning",
    ),
    "is told to stop": ({"desired_status": "STOPPED"}, Level.WORKING, "stopping"),
    "deregisters": (
        {"last_status": "DEACTIVATING", "desired_status": "STOPPED"},
        Level.WORKING,
        "deactivating",
    ),
    "was stopped by scaling": (
        {**STOPPED, "stop_code": "ServiceSchedulerInitiated", "stopped_reason": "Scaling activity initiated"},
        Level.IDLE,
        "stopped",
    ),
    "was replaced as unhealthy": (
        {
            **STOPPED,
            "stop_code": "ServiceSchedulerInitiated",
            "stopped_reason": "Task failed ELB health checks",
        },
        Level.BROKEN,
        "unhealthy",
    ),
    "crashed": (ended(1), Level.BROKEN, "exit 1"),
    "ended well": (ended(0), Level.IDLE, "exit 0"),
    "ran out of memory": (ended(137, "OutOfMemoryError: killed"), Level.BROKEN, "out of memory"),
    "never started": ({**STOPPED, "stop_code": "TaskFailedToStart"}, Level.BROKEN, "not started"),
    "lost its spot": ({**STOPPED, "stop_code": "SpotInterruption"}, Level.WARNING, "interrupted"),
}


def test_what_an_event_says_is_cut_to_the_gist() -> None:
    said = event(
        PLACEMENT + " For more information, see the Troubleshooting section of the Guide.", minutes=1
    )
    why = service_health(replace(SERVICE, running=1, events=(said,)), NOW).why
    assert why == PLACEMENT.removeprefix("(service api) was ")


@pytest.mark.parametrize("case", TASKS)
def test_a_task(case: str) -> None:
    changes, level, word = TASKS[case]
    health = task_health(replace(TASK, **changes), NOW)
    assert (health.level, health.word) == (level, word)


CLUSTER = Cluster("arn:aws:ecs:eu-west-1:1:cluster/prod", "prod", "ACTIVE", 3, 9, 0, 0)


def test_a_cluster_is_as_bad_as_its_worst_service() -> None:
    good, bad = Health(Level.OK, "healthy"), Health(Level.BROKEN, "failing")
    ill = Health(Level.WARNING, "unstable")
    assert cluster_health(CLUSTER, (good, bad, good)) == Health(Level.BROKEN, "1 broken", "of 3 services")
    assert cluster_health(CLUSTER, (ill, bad, ill)).word == "1 broken, 2 not well"
    assert cluster_health(CLUSTER, (good, ill, good)) == Health(Level.WARNING, "1 not well", "of 3 services")
    assert cluster_health(CLUSTER, (good, good, good)).word == "healthy"


@pytest.mark.parametrize("pending", [0, 3])
def test_a_cluster_whose_services_were_not_read_is_not_said_to_be_well(pending: int) -> None:
    unread = replace(CLUSTER, pending_tasks=pending)
    assert cluster_health(unread) == Health(Level.IDLE, "not read", "0 of 3 services read")
    assert cluster_health(unread, loading=True).word == "loading"
    assert cluster_health(unread, (Health(Level.OK, "healthy"),)).word == "loading"


@pytest.mark.parametrize(
    ("changes", "level", "word"),
    [
        ({"status": "INACTIVE"}, Level.IDLE, "inactive"),
        ({"status": "FAILED"}, Level.BROKEN, "failed"),
        ({"status": "SOMETHING_NEW"}, Level.UNKNOWN, "something_new"),
        ({"pending_tasks": 2, "active_services": 0}, Level.WORKING, "starting"),
        ({"active_services": 0, "running_tasks": 0}, Level.IDLE, "empty"),
    ],
)
def test_a_cluster_by_itself(changes: dict[str, Any], level: Level, word: str) -> None:
    health = cluster_health(replace(CLUSTER, **changes))
    assert (health.level, health.word) == (level, word)


@pytest.mark.parametrize(
    ("findings", "health"),
    [
        (None, Health(Level.UNKNOWN, "not scanned")),
        ((), Health(Level.OK, "clean")),
        ((("LOW", 0),), Health(Level.OK, "clean")),
        ((("LOW", 4),), Health(Level.OK, "4 low", "4 low")),
        ((("HIGH", 2), ("LOW", 4)), Health(Level.WARNING, "2 high", "2 high, 4 low")),
        ((("HIGH", 2), ("CRITICAL", 1)), Health(Level.BROKEN, "1 critical", "1 critical, 2 high")),
    ],
)
def test_an_image(findings: tuple[tuple[str, int], ...] | None, health: Health) -> None:
    assert image_health(findings) == health


@pytest.mark.parametrize(
    ("state", "level"),
    [("healthy", Level.OK), ("initial", Level.WORKING), ("unhealthy", Level.BROKEN), ("new", Level.UNKNOWN)],
)
def test_a_target(state: str, level: Level) -> None:
    target = TargetHealth("10.0.0.1", 80, "eu-west-1a", state, "Target.Timeout", "Request timed out")
    assert target_health(target) == Health(level, state, "Request timed out")
