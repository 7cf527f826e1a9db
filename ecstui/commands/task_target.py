"""The task that a verb is about, as typed, and as found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.log_target import Wanted, find_service, find_task, near_names
from ecstui.model.errors import NotFound, UsageError
from ecstui.model.text import safe

if TYPE_CHECKING:
    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Task


def wanted_task(typed: str) -> Wanted:
    """CLUSTER/TASK, CLUSTER/SERVICE/TASK or an ARN, taken apart. Raises UsageError for what names no task."""
    parts = typed.split("/")
    if not typed.startswith("arn:") and all(parts) and len(parts) == 2:
        return Wanted(parts[0], "", Wanted.parse(f"{parts[0]}/-/{parts[1]}").task)
    wanted = Wanted.parse(typed)
    if not wanted.task:
        raise UsageError(f"{safe(typed)!r} names no task: CLUSTER/TASK, CLUSTER/SERVICE/TASK, or its ARN.")
    return wanted


async def the_task(aws: Aws, wanted: Wanted) -> Task:
    """The task meant. Raises UsageError where there is none or more than one, and AwsError."""
    service = await find_service(aws, wanted) if wanted.service else None
    try:
        task = await find_task(aws, wanted, service)
    except NotFound as failure:
        if failure.code != "ClusterNotFoundException":
            raise
        names = [cluster.name async for page in aws.ecs.clusters() for cluster in page]
        raise UsageError(
            f"there is no cluster {safe(wanted.cluster)}; {near_names(wanted.cluster, names)}"
        ) from None
    if task is None:
        raise UsageError(f"there is no task {wanted.task} in cluster {safe(wanted.cluster)} (any more).")
    return task
