"""Tasks that keep dying are told from scaling, deployments, spot interruptions and a single crash."""

from __future__ import annotations

from typing import Any

import pytest
from models import NOW, ago, container, deployment, event, service, task

from ecstui.model.ecs import CapacityProviderShare, ServiceEvent
from ecstui.model.health import Level, service_health

OOM = container(last_status="STOPPED", exit_code=137, reason="OutOfMemoryError: Container killed")


def started(minutes: float, number: int = 1, replaced: int = 0) -> ServiceEvent:
    end = f" Amazon ECS replaced {replaced} tasks due to an unhealthy status." if replaced else ""
    return event(f"(service web) has started {number} tasks: (task t{minutes}).{end}", minutes=minutes)


def steady(minutes: float) -> ServiceEvent:
    return event("(service web) has reached a steady state.", minutes=minutes)


def stopped(minutes: float, number: int = 1) -> ServiceEvent:
    return event(f"(service web) has stopped {number} running tasks: (task x).", minutes=minutes)


def dead(minutes: float, **given: Any) -> Any:
    plain = {"stop_code": "EssentialContainerExited", "containers": (OOM,), "last_status": "STOPPED"}
    moments = {"created_at": ago(minutes=minutes + 2), "stopped_at": ago(minutes=minutes)}
    return task(f"t{minutes}", **{**plain, **moments, **given})


LOOP = tuple(e for minutes in (1, 3, 5, 7, 9) for e in (steady(minutes), started(minutes + 0.5)))
SPOT = {"stop_code": "SpotInterruption", "containers": (container(),)}


def test_a_crash_loop_is_seen_in_the_events_alone_though_it_is_steady_in_between() -> None:
    health = service_health(service(events=LOOP), NOW)
    assert (health.level, health.word) == (Level.WARNING, "unstable")
    assert health.why == "5 tasks replaced in the last 10 min"


def test_the_tasks_that_were_read_say_the_cause() -> None:
    health = service_health(service(events=LOOP, stopped=(dead(2), dead(6), dead(9))), NOW)
    assert health.why == "3 tasks replaced in the last 10 min: out of memory (exit 137)"


def test_unhealthy_tasks_replaced_again_and_again() -> None:
    events = (steady(1), started(2, replaced=1), started(5, replaced=1), started(8, replaced=1))
    assert service_health(service(desired=9, running=9, events=events), NOW).word == "unstable"


@pytest.mark.parametrize(
    "given",
    [
        {"events": (started(1),), "stopped": (dead(2),)},
        {"events": (steady(1), started(2, replaced=1))},
        {"desired": 9, "running": 9, "events": tuple(started(minutes) for minutes in range(1, 9))},
        {"events": tuple(e for m in (1, 3, 5, 7, 9) for e in (stopped(m), started(m + 1)))},
        {"events": tuple(started(m) for m in range(60, 20, -2))[::-1]},
        {"events": LOOP, "capacity_providers": (CapacityProviderShare("FARGATE_SPOT", 1, 0),)},
        {"stopped": tuple(dead(m, **SPOT) for m in (1, 3, 5, 7))},
        {"events": LOOP, "stopped": tuple(dead(m + 0.5, **SPOT) for m in (1, 3, 5, 7, 9))},
        {"events": LOOP, "deployments": (deployment(created_at=ago(seconds=30)),)},
        {"events": (event("(deployment ecs-svc/2) deployment completed.", seconds=9), *LOOP)},
        {"stopped": tuple(dead(m, started_by="ecs-svc/0") for m in (1, 3, 5))},
    ],
    ids=(
        "one crash",
        "one unhealthy task",
        "scaling out step by step",
        "scaling in and out",
        "long over",
        "a spot service",
        "spot interruptions",
        "events of spot interruptions",
        "before the deployment",
        "before the deployment was complete",
        "tasks of a deployment rolled back",
    ),
)
def test_it_does_not_alarm_for(given: dict[str, Any]) -> None:
    assert service_health(service(**given), NOW).word == "healthy"
