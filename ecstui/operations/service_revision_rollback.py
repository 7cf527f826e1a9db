"""Roll back to what an earlier deployment brought: its task definition, with what else differed said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError, UsageError
from ecstui.operations.rollback import Rollback
from ecstui.operations.service_revision_changes import (
    current_revision,
    digest_changes,
    not_rolled_back,
    other_images,
)

if TYPE_CHECKING:
    from ecstui.model.ecs import Service, ServiceDeployment, ServiceRevision, TaskDefinition
    from ecstui.operations.desk import Desk
    from ecstui.operations.outlook import Outlook
    from ecstui.operations.plan import Consequence, Plan

DEPLOYMENTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Deployed:
    """An earlier deployment of a service, and the service revision that it brought."""

    record: ServiceDeployment
    revision: ServiceRevision


class ServiceRevisionRollback(Rollback):
    """Make the task definition of the service revision `then` (an ARN) the service's again.

    The other members of the service stay as they are: UpdateService sets the task definition alone.
    """

    def __init__(self, desk: Desk, cluster: str, service: str, then: str) -> None:
        super().__init__(desk, cluster, service, "")
        self._arn = then
        self._then: ServiceRevision | None = None
        self._now: ServiceRevision | None = None  # None where it may not be read

    async def plan(self) -> Plan:
        """What the earlier deployment's task definition changes, and which image digests ran with it."""
        self._then = next(iter(await self.desk.aws.ecs.service_revisions((self._arn,))), None)
        if self._then is None or not self._then.task_definition:
            raise UsageError("ECS does not know this service revision (any more).")
        self.revision = self._then.task_definition
        self._now = await self._current()
        plan = await super().plan()
        digests = digest_changes(self._now, self._then) if self._now else ()
        return plan if plan.empty else replace(plan, changes=(*plan.changes, *digests))

    async def _current(self) -> ServiceRevision | None:
        ecs = self.desk.aws.ecs
        try:
            arn = current_revision(await ecs.service_deployments(self.cluster, self.service, limit=1))
            return next(iter(await ecs.service_revisions((arn,))), None) if arn else None
        except AwsError:
            return None

    def means(
        self, service: Service, now: TaskDefinition, after: TaskDefinition, ahead: Outlook
    ) -> tuple[Consequence, ...]:
        usual = super().means(service, now, after, ahead)
        if self._then is None:
            return usual
        others = not_rolled_back(self._now, self._then) if self._now else ()
        return (*others, *other_images(self._then, ahead.images), *usual)


async def deployed(desk: Desk, service: Service) -> tuple[Deployed, ...]:
    """The last deployments of a service whose service revisions are known, newest first; AwsError."""
    ecs = desk.aws.ecs
    records = await ecs.service_deployments(service.cluster, service.name, limit=DEPLOYMENTS_SHOWN)
    arns = tuple(dict.fromkeys(record.target_revision for record in records if record.target_revision))
    found = await ecs.service_revisions(arns) if arns else ()
    known = {revision.arn: revision for revision in found}
    return tuple(Deployed(r, known[r.target_revision]) for r in records if r.target_revision in known)
