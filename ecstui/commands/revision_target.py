"""The task definition that a verb is to use: what there is instead where there is none of that name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ecstui.model.arn import short
from ecstui.model.errors import AwsError, NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from ecstui.aws.account import Aws

Planned = TypeVar("Planned")
NEWEST = 5  # revisions named in place of one that is not there


async def with_known_revision(aws: Aws, planning: Awaitable[Planned]) -> Planned:
    """What `planning` gives; UsageError where it looks for a task definition that is not there."""
    try:
        return await planning
    except NotFound as missing:
        if missing.operation != "ecs:DescribeTaskDefinition":
            raise
        name = short(missing.where.rpartition(" ")[2])
        raise UsageError(f"there is no task definition {name}; {await _there_are(aws, name)}") from None


async def _there_are(aws: Aws, name: str) -> str:
    family = name.partition(":")[0]
    try:
        newest = [short(arn) for arn in await aws.ecs.revisions(family, limit=NEWEST)]
    except AwsError:
        return f"the revisions of {family} could not be listed."
    if not newest:
        return f"{family} has no active revisions."
    return f"the newest of {family}: {', '.join(newest)}."
