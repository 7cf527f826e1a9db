"""Why a task stopped, in few words."""

from __future__ import annotations

from typing import Any

import pytest
from models import container, task

from ecstui.model.stops import cause, never_started

IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/pricing:3.8.1"
PULL = (
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
    f"failed to resolve ref {IMAGE}: {IMAGE}: not found"
)
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/prod-shipping/e7f524f34dabb96d"
EXIT = {"stop_code": "EssentialContainerExited"}
BY_ECS = {"stop_code": "ServiceSchedulerInitiated"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"stop_code": "TaskFailedToStart", "stopped_reason": PULL},
            "CannotPullContainerError: shop/pricing:3.8.1: not found",
        ),
        ({**EXIT, "containers": (container(exit_code=1),)}, "exit 1 (essential container)"),
        (
            {**EXIT, "containers": (container(exit_code=137, reason="OutOfMemoryError: killed"),)},
            "out of memory (exit 137)",
        ),
        (
            {**BY_ECS, "stopped_reason": f"Task failed ELB health checks in (target-group {GROUP})"},
            "ELB health checks fail in prod-shipping",
        ),
        ({**BY_ECS, "stopped_reason": "Task failed container health checks"}, "container health checks fail"),
    ],
)
def test_the_cause_leads(given: dict[str, Any], says: str) -> None:
    assert cause(task(**given)) == says


@pytest.mark.parametrize(
    ("given", "never"),
    [
        ({"last_status": "STOPPED", "started_at": None}, True),
        ({"last_status": "DEPROVISIONING", "desired_status": "STOPPED", "started_at": None}, True),
        ({"last_status": "PENDING", "started_at": None}, False),
        ({"last_status": "STOPPED"}, False),
        (
            {"last_status": "STOPPED", "started_at": None, "containers": (container(runtime_id="r"),)},
            False,
        ),
    ],
)
def test_a_task_that_never_started(given: dict[str, Any], never: bool) -> None:
    assert never_started(task(**given)) is never
