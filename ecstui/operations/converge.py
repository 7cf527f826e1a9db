"""Following a service until a change of it is done or has failed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.errors import AwsError, NotFound
from ecstui.model.health import Level, task_health
from ecstui.model.humane import counted
from ecstui.operations.following import WAITING, followed
from ecstui.operations.plan import Progress
from ecstui.operations.shift_verdict import with_stage
from ecstui.operations.verdict import of_count, of_deployment, of_ending, of_targets

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from ecstui.model.ecs import Deployment, Service, ServiceDeployment, Task
    from ecstui.operations.desk import Desk

HELD = 2  # readings in a row in which a count must stand; ECS gives no other sign that a task stays up
SAME_MOMENT = timedelta(seconds=10)  # between a deployment and its record


async def follow_count(desk: Desk, before: Service, wanted: int) -> AsyncGenerator[Progress, None]:
    """Follow a service to `wanted` tasks; `before` is how it was read before the change."""
    stood = 0

    async def judge(service: Service) -> Progress:
        nonlocal stood
        progress = of_count(service, wanted, before, desk.aws.now())
        stood = stood + 1 if progress.phase == "done" else 0
        if 0 < stood < HELD:
            return replace(progress, phase="converging")
        if progress.phase == "done":
            return await _with_targets(desk, service, progress)
        if progress.phase == "failed" and service.desired == wanted and service.primary:
            return await _explained(desk, service, service.primary.id, progress)
        return progress

    async for progress in _readings(desk, before, judge):
        yield progress


async def follow_deployment(desk: Desk, before: Service, own: Deployment) -> AsyncGenerator[Progress, None]:
    """Follow the deployment `own` of a service; `before` is how it was read before the change."""
    seen = own

    async def judge(service: Service) -> Progress:
        nonlocal seen
        seen = next((d for d in service.deployments if d.id == own.id), seen)
        mine = service.primary is not None and service.primary.id == own.id
        rolling = service.deployment_strategy == "ROLLING"
        record = None if mine and rolling else await _record(desk, service, own)
        progress = of_deployment(service, seen, record, before, desk.aws.now())
        if progress.phase == "converging" and record is not None:
            progress = with_stage(progress, record, desk.aws.now())
        if progress.phase == "done" and mine:
            return await _with_targets(desk, service, progress)
        return await _explained(desk, service, own.id, progress) if progress.phase == "failed" else progress

    async for progress in _readings(desk, before, judge):
        yield progress


async def _readings(
    desk: Desk, before: Service, judge: Callable[[Service], Awaitable[Progress]]
) -> AsyncGenerator[Progress, None]:
    """What `judge` says of each reading of the service."""
    seen = before

    async def judged() -> Progress:
        nonlocal seen
        try:
            seen = await desk.aws.ecs.describe_service(before.cluster, before.name)
        except NotFound:
            return Progress("failed", "The service is gone: somebody deleted it.")
        progress = await judge(seen)
        gone = of_ending(seen)
        return replace(progress, phase="failed", text=gone) if gone else progress

    last = replace(WAITING, running=before.running, wanted=before.desired)
    async for progress in followed(desk, judged, last=last, failures=lambda: _failing(desk, seen)):
        yield progress


async def _failing(desk: Desk, service: Service) -> tuple[int, str]:
    """How many tasks of the primary deployment failed lately and, in few words, how most of them did."""
    reasons: Counter[str] = Counter()
    now = desk.aws.now()
    try:
        async for tasks in desk.aws.ecs.tasks(service.cluster, service=service.name, stopped=True):
            mine = (task for task in tasks if service.primary and task.started_by == service.primary.id)
            judged = (task_health(task, now) for task in mine)
            reasons.update(
                (health.word == "not started" and health.why) or health.word
                for health in judged
                if health.level is Level.BROKEN
            )
    except AwsError:
        return 0, ""
    return reasons.total(), reasons.most_common(1)[0][0] if reasons else ""


async def _with_targets(desk: Desk, service: Service, done: Progress) -> Progress:
    """Done only once the targets are healthy too, where they can be seen."""
    held_up = await held_up_by_targets(desk, service)
    if not held_up:
        return done
    text = f"{counted(service.running, 'task')} running; {held_up}."
    return replace(done, phase="converging", text=text, held_up=held_up)


async def held_up_by_targets(desk: Desk, service: Service) -> str:
    """What the service's target groups still wait for; "" where they do not, or cannot be seen."""
    waiting: list[str] = []
    for group in service.target_groups:
        try:
            waiting.append(of_targets(await desk.aws.elbv2.target_health(group), service.running))
        except AwsError:
            continue  # not permitted: then the tasks have to do
    return next(filter(None, waiting), "")


async def _record(desk: Desk, service: Service, own: Deployment) -> ServiceDeployment | None:
    """ECS's record of the deployment, found by its revision's number or, failing that, by its time."""
    try:
        records = await desk.aws.ecs.service_deployments(service.cluster, service.name, limit=20)
    except AwsError:
        return None  # not permitted, or an older region: the deployments themselves must do
    number = short(own.id)
    by_number = next((r for r in records if short(r.target_revision) == number), None)
    near = [r for r in records if abs(r.created_at - own.created_at) < SAME_MOMENT]
    return by_number or min(near, key=lambda r: abs(r.created_at - own.created_at), default=None)


async def _explained(desk: Desk, service: Service, deployment: str, failure: Progress) -> Progress:
    """The failure with the reason for which most tasks of the deployment stopped, where one is known."""
    reasons: Counter[str] = Counter()
    try:
        async for tasks in desk.aws.ecs.tasks(service.cluster, service=service.name, stopped=True):
            reasons.update(why for task in tasks if task.started_by == deployment and (why := _why(task)))
    except AwsError:
        return failure  # the failure stands without its cause
    if not reasons:
        return failure
    why, times = reasons.most_common(1)[0]
    return replace(failure, text=f"{failure.text} {counted(times, 'task')} stopped: {why}")


def _why(task: Task) -> str:
    """Why a task stopped, with its container's words; "" if it was stopped because it was not wanted."""
    if task.stopped_reason.startswith("Scaling activity initiated by"):
        return ""
    for container in task.containers:
        if container.reason and container.reason not in task.stopped_reason:
            return f"{task.stopped_reason} ({container.name}: {container.reason})"
    ended = next((c for c in task.containers if c.exit_code), None)
    return (
        f"{task.stopped_reason} ({ended.name}: exit code {ended.exit_code})" if ended else task.stopped_reason
    )
