"""When a service counts as whole again, and when somebody else's change ends the round."""

from __future__ import annotations

from typing import Any

import pytest
from models import deployment, service, task

from ecstui.operations.replace_tasks_verdict import changed_since, not_whole

OLD = task("a" * 16, health="HEALTHY")
KEPT = task("b" * 16, health="HEALTHY")
NEW = task("c" * 16, health="HEALTHY")


@pytest.mark.parametrize(
    ("tasks", "given", "words"),
    [
        ((KEPT, NEW), {}, ""),
        ((OLD, KEPT), {}, "it is still to stop."),
        ((KEPT,), {"running": 1}, "1 of 2 tasks running."),
        ((KEPT, task("c" * 16, last_status="PENDING")), {"running": 1}, "1 of 2 tasks running."),
        ((KEPT, task("c" * 16, health="UNKNOWN")), {}, "1 task not healthy yet."),
        ((KEPT, task("c" * 16, health="UNHEALTHY")), {}, "1 task unhealthy."),
    ],
)
def test_it_is_whole_once_as_many_run_healthy(tasks: Any, given: dict[str, Any], words: str) -> None:
    assert not_whole(service(**given), tasks, OLD) == words


def test_without_health_checks_running_is_enough() -> None:
    assert not_whole(service(), (task("b" * 16), task("c" * 16)), task("a" * 16)) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, ""),
        ({"desired": 3}, ""),
        ({"desired": 1}, "the count was lowered from 2 to 1."),
        ({"deployments": (deployment(id="ecs-svc/2"),)}, "somebody else has begun a deployment, of web:7."),
        ({"status": "DRAINING"}, "web is draining: it is being deleted."),
    ],
)
def test_another_change_ends_it(given: dict[str, Any], words: str) -> None:
    assert changed_since(service(), service(**given)) == words
