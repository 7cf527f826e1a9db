"""The headline of a service in trouble is the cause, short, and makes sense alone."""

from __future__ import annotations

from typing import Any

import pytest
from models import NOW, ago, container, deployment, event, service, task

from ecstui.model.health import Level, service_health

GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/prod-shipping/e7f524f34dabb96d"
UNHEALTHY = event(
    f"(service web) (task {'0123456789abcdef' * 2}) (port 8080) is unhealthy in (target-group {GROUP}) "
    "due to (reason Health checks failed with these codes: [503]).",
    minutes=2,
)
REPLACED = event(
    "(service web) has started 1 tasks: (task a). Amazon ECS replaced 1 tasks due to an unhealthy status.",
    minutes=1,
)
GUIDE = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
INCONSISTENT = event("(service web) is unable to consistently start tasks successfully." + GUIDE, minutes=50)
NO_ROOM = event(
    "(service web) was unable to place a task because no container instance met all of its requirements. "
    f"The closest matching (container-instance {'0123456789abcdef' * 2}) has insufficient memory available."
    + GUIDE,
    minutes=5,
)
EXIT = task(
    "dead",
    last_status="STOPPED",
    stop_code="EssentialContainerExited",
    created_at=ago(minutes=4),
    stopped_at=ago(minutes=3),
    containers=(container(exit_code=1),),
    task_definition=deployment().task_definition,
)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"events": (REPLACED, UNHEALTHY)}, "ELB health checks fail in prod-shipping: codes [503]"),
        ({"events": (INCONSISTENT,)}, "tasks keep failing to start"),
        ({"deployments": (deployment(failed=4),)}, "tasks keep failing to start, 4 in a row"),
        ({"events": (INCONSISTENT,), "stopped": (EXIT,)}, "exit 1 (essential container)"),
        (
            {"events": (NO_ROOM,)},
            "insufficient memory available: no container instance takes a task",
        ),
        ({"events": (event("(service web) rolling back to deployment 1.", minutes=1),)}, "rolling back to"),
    ],
)
def test_the_cause_comes_first(given: dict[str, Any], why: str) -> None:
    health = service_health(service(running=0, **given), NOW)
    assert health.word == "failing"
    assert health.why.startswith(why)


def test_a_deployment_of_what_failed_before_says_so() -> None:
    again = deployment(id="ecs-svc/2", rollout_state="IN_PROGRESS", running=0, created_at=ago(minutes=1))
    health = service_health(service(running=0, deployments=(again,), stopped=(EXIT,)), NOW)
    assert (health.level, health.word) == (Level.WORKING, "deploying")
    assert health.why == "same task definition as the one that failed: exit 1 (essential container)"


def test_a_deployment_of_another_task_definition_is_judged_on_its_own() -> None:
    fixed = deployment(
        id="ecs-svc/2", rollout_state="IN_PROGRESS", created_at=ago(minutes=1), task_definition="web:8"
    )
    health = service_health(service(deployments=(fixed,), stopped=(EXIT,)), NOW)
    assert health.why == "2 of 2 new"
