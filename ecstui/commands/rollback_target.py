"""The revision that a roll back is to bring: as typed, or the one before what runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.errors import UsageError
from ecstui.model.text import safe
from ecstui.operations.refusals import Refused
from ecstui.operations.rollback import earlier_revisions

if TYPE_CHECKING:
    from ecstui.model.ecs import Service
    from ecstui.operations.desk import Desk

_REVISION = re.compile(r"(?:arn:[^/]+:task-definition/)?[\w-]+:\d+", re.ASCII)


def typed_revision(service: Service, typed: str) -> str:
    """A revision as typed; a number alone is of its own family. Raises UsageError for what is none."""
    named = f"{_family(service)}:{typed}" if typed.isdigit() else typed
    if not _REVISION.fullmatch(named):
        raise UsageError(f"--to: {safe(typed)!r} is no revision: give its number, family:number, or an ARN.")
    return named


async def revision_before(desk: Desk, service: Service) -> str:
    """The newest active revision before the service's own (an ARN); Refused where there is none.

    UsageError while a deployment is in flight: asked again, "the one before" would go a step further back
    each time. AwsError.
    """
    earlier = [definition.arn for definition in await earlier_revisions(desk, service.task_definition)]
    if meant := may_be_meant(service, earlier[0] if earlier else ""):
        in_flight = f"a deployment of {service.revision} is in flight"
        raise UsageError(f"{in_flight}: say with --to which revision you mean, {meant}.")
    if not earlier:
        raise Refused(f"There is no active revision before {service.revision}. Nothing was done.")
    return earlier[0]


def may_be_meant(service: Service, before: str) -> str:
    """What a roll back may mean while a deployment is in flight, for people; "" where none is.

    That is what its deployments replace, and `before`, the revision before its own (an ARN, or "").
    """
    primary = service.primary
    if primary is None or primary.rollout_state != "IN_PROGRESS":
        return ""
    ran = dict.fromkeys(d.task_definition for d in service.deployments)
    meant = {arn: "which it replaces" for arn in ran if arn != primary.task_definition}
    if before:
        meant.setdefault(before, f"the one before {service.revision}")
    return " or ".join(f"{_as_typed(service, arn)} ({words})" for arn, words in meant.items())


def _as_typed(service: Service, arn: str) -> str:
    """The shortest that names it with --to."""
    return short(arn).removeprefix(f"{_family(service)}:")


def _family(service: Service) -> str:
    return service.revision.rpartition(":")[0]
