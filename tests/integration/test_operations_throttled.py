"""Every operation throttled in the middle: its call is sent again until AWS takes it, and has effect once."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest
from operating import CLUSTER, lines

from ecstui.model.scaling import TargetChange
from ecstui.operations.auto_scaling import AutoScaling
from ecstui.operations.cancel import Cancel
from ecstui.operations.deploy_images import DeployImages
from ecstui.operations.protect_task import ProtectTask
from ecstui.operations.redeploy import Redeploy
from ecstui.operations.rollback import Rollback, earlier_revisions
from ecstui.operations.run_task import RunTask
from ecstui.operations.run_task_asked import Asked
from ecstui.operations.scale import Scale
from ecstui.operations.stop_task import StopTask

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk
    from ecstui.operations.operation import Operation


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=4, scenario="calm")  # a deployment lasts long enough to be stopped


async def a_task(desk: Desk) -> str:
    found = [t async for some in desk.aws.ecs.tasks(CLUSTER, service="payments") for t in some]
    return next(task.id for task in found if task.last_status == "RUNNING")


async def scale(desk: Desk) -> Operation:
    return Scale(desk, CLUSTER, "payments", 6)


async def redeploy(desk: Desk) -> Operation:
    return Redeploy(desk, CLUSTER, "payments")


async def rollback(desk: Desk) -> Operation:
    service = await desk.aws.ecs.describe_service(CLUSTER, "checkout")
    return Rollback(
        desk, CLUSTER, "checkout", (await earlier_revisions(desk, service.task_definition))[0].arn
    )


async def deploy(desk: Desk) -> Operation:
    return DeployImages(desk, CLUSTER, "checkout", {"": ":latest"})


async def cancel(desk: Desk) -> Operation:
    await desk.aws.ecs.update_service(CLUSTER, "payments", force_new_deployment=True)
    return Cancel(desk, CLUSTER, "payments")


async def stop(desk: Desk) -> Operation:
    return StopTask(desk, CLUSTER, await a_task(desk))


async def protect(desk: Desk) -> Operation:
    return ProtectTask(desk, CLUSTER, await a_task(desk), 120)


async def run(desk: Desk) -> Operation:
    return RunTask(desk, Asked(CLUSTER, service="payments", command=("true",)))


async def suspend(desk: Desk) -> Operation:
    return AutoScaling(desk, CLUSTER, "web", TargetChange(scale_in_suspended=True))


@pytest.mark.parametrize(
    ("make", "call"),
    [
        (scale, "ecs:UpdateService"),
        (redeploy, "ecs:UpdateService"),
        (rollback, "ecs:UpdateService"),
        (deploy, "ecs:RegisterTaskDefinition"),
        (deploy, "ecs:UpdateService"),
        (cancel, "ecs:StopServiceDeployment"),
        (stop, "ecs:StopTask"),
        (protect, "ecs:UpdateTaskProtection"),
        (run, "ecs:RunTask"),
        (suspend, "application-autoscaling:RegisterScalableTarget"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
async def test_a_throttled_call_is_sent_again_and_takes_effect_once(
    desk: Desk,
    server: EmbeddedAws,
    log: Path,
    make: Callable[[Desk], Awaitable[Operation]],
    call: str,
) -> None:
    operation = await make(desk)
    plan = await operation.plan()
    before = len(await server.control.calls(call))
    await server.control.faults({"match": call, "fault": "throttle", "n": 2})
    steps = operation.apply(plan)
    said = []
    async with aclosing(steps):
        async for step in steps:
            said.append(step.text)
            if step.taken or step.ended:
                break
    assert sum(text.startswith("AWS throttles the call") for text in said) == 2
    calls = (await server.control.calls(call))[before:]
    assert len(calls) == 3
    assert len({str(sorted(each["params"].items())) for each in calls}) == 1
    outcomes = [line["outcome"] for line in lines(log)]
    assert outcomes.count("sending") >= 2
    assert outcomes[-1] != "refused"
