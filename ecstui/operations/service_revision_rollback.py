"""Roll back to what an earlier deployment brought: its task definition, and the settings that differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.ecs import ServiceRevision
from ecstui.model.errors import AwsError, BadAnswer, UsageError
from ecstui.operations.rollback import Rollback
from ecstui.operations.rollback_consequences import consequences
from ecstui.operations.service_revision_changes import current_revision, digest_changes, other_images
from ecstui.operations.way_back import NOT_COMPARED, WayBack, way_back, way_back_consequences

if TYPE_CHECKING:
    from ecstui.model.ecs import Service, ServiceDeployment, TaskDefinition
    from ecstui.operations.desk import Desk
    from ecstui.operations.outlook import Outlook
    from ecstui.operations.plan import Consequence, Plan

DEPLOYMENTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Deployed:
    """An earlier deployment of a service, and the service revision that it brought.

    `settings` are those that a roll back to it would change, beside the task definition.
    """

    record: ServiceDeployment
    revision: ServiceRevision
    settings: tuple[str, ...] = ()


class ServiceRevisionRollback(Rollback):
    """Give the service what its service revision `then` (an ARN) had: task definition and settings alike.

    UpdateService carries what differs. It is never sent again on a guess: twice it could be two deployments.
    """

    resends = 0

    def __init__(self, desk: Desk, cluster: str, service: str, then: str) -> None:
        super().__init__(desk, cluster, service, "")
        self._arn = then
        self._then = ServiceRevision(then, "")
        self._now: ServiceRevision | None = None  # None where it may not be read
        self._brought = WayBack()

    async def plan(self) -> Plan:
        """What the earlier deployment's revision changes, and which image digests ran with it."""
        found = await self._revision(self._arn)
        if found is None or not found.task_definition:
            raise UsageError("ECS does not know this service revision (any more).")
        self._then, self.revision = found, found.task_definition
        self._now = await self._known_now()
        self._brought = way_back(self._now, self._then) if self._now else WayBack()
        plan = await super().plan()
        if self._now is None or plan.empty:
            return plan
        digests = digest_changes(self._now, self._then)
        return replace(
            plan,
            changes=(*plan.changes, *digests),
            facts=(*plan.facts, ("service revision", short(self._now.arn))),
        )

    def brought(self) -> WayBack:
        return self._brought

    async def _revision(self, arn: str) -> ServiceRevision | None:
        return next(iter(await self.desk.aws.ecs.service_revisions((arn,))), None)

    async def _current(self) -> ServiceRevision | None:
        """The service revision that is wanted at present; AwsError."""
        records = await self.desk.aws.ecs.service_deployments(self.cluster, self.service, limit=1)
        arn = current_revision(records)
        return await self._revision(arn) if arn else None

    async def _known_now(self) -> ServiceRevision | None:
        try:
            return await self._current()
        except AwsError:
            return None

    def means(
        self, service: Service, now: TaskDefinition, after: TaskDefinition, ahead: Outlook
    ) -> tuple[Consequence, ...]:
        brought = self._brought
        if "loadBalancers" in dict(brought.members):
            service = replace(service, load_balancers=self._then.load_balancers)
        return (
            *brought.left,
            *(way_back_consequences(service, brought) if self._now else (NOT_COMPARED,)),
            *other_images(self._then, ahead.images),
            *consequences(service, now, after, ahead, alone=not brought.members),
        )

    async def look(self, plan: Plan) -> bool:
        """Whether there is a deployment of its own, and what it brings is what was sent."""
        if not await super().look(plan):
            return False
        if self._now is None:
            return True
        shown = await self._current()
        if shown is None or shown.arn == self._now.arn:
            raise BadAnswer("ECS does not tell yet what the new deployment brings.")
        return not way_back(shown, self._then).members

    def reverse(self, plan: Plan) -> Rollback:
        if self._now is None:
            return super().reverse(plan)
        return ServiceRevisionRollback(self.desk, self.cluster, self.service, self._now.arn)


async def deployed(desk: Desk, service: Service) -> tuple[Deployed, ...]:
    """The last deployments of a service whose service revisions are known, newest first; AwsError."""
    ecs = desk.aws.ecs
    records = await ecs.service_deployments(service.cluster, service.name, limit=DEPLOYMENTS_SHOWN)
    arns = tuple(dict.fromkeys(record.target_revision for record in records if record.target_revision))
    found = await ecs.service_revisions(arns) if arns else ()
    known = {revision.arn: revision for revision in found}
    now = known.get(current_revision(records))
    there = ((record, known[record.target_revision]) for record in records if record.target_revision in known)
    return tuple(Deployed(record, then, way_back(now, then).names if now else ()) for record, then in there)
