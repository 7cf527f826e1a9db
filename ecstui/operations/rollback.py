"""Roll back: deploy an earlier revision of the task definition of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import family_revision, short
from ecstui.operations.deployment_change import DeploymentChange, deployment_facts
from ecstui.operations.plan import Change
from ecstui.operations.refusals import Refused
from ecstui.operations.revision_changes import revision_changes
from ecstui.operations.rollback_consequences import consequences

if TYPE_CHECKING:
    from ecstui.aws.ecs import Updated
    from ecstui.model.ecs import TaskDefinition
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan

EARLIER_SHOWN = 20


class Rollback(DeploymentChange):
    """Make `revision` (`family:revision` or an ARN) the service's task definition again.

    Sent again it means the same: a task definition is set, not changed.
    """

    verb = "roll back"
    resends = 1

    def __init__(self, desk: Desk, cluster: str, service: str, revision: str) -> None:
        super().__init__(desk, cluster, service)
        self.revision = revision

    async def plan(self) -> Plan:
        """What the earlier revision changes back, which tasks are replaced, and what guards that."""
        service = await self.read_deployable()
        ecs = self.desk.aws.ecs
        now = await ecs.task_definition(service.task_definition)
        after = await ecs.task_definition(self.revision)
        if after.status != "ACTIVE":
            raise Refused(f"{short(after.arn)} is {after.status.lower()}: ECS starts no tasks of it.")
        changes = (
            Change("task definition", service.revision, short(after.arn)),
            *revision_changes(now, after),
        )
        return self.draw_up(
            service,
            changes if now.arn != after.arn else (),
            consequences(service, now, after),
            ("taskDefinition", after.arn),
            deployment_facts(service),
            starts_deployment=True,
        )

    async def update(self, plan: Plan) -> Updated:
        definition = await self.desk.aws.ecs.task_definition(self.revision)
        return await self.desk.aws.ecs.update_service(
            self.cluster, self.service, task_definition=definition.arn
        )

    def reverse(self, plan: Plan) -> Rollback:
        return Rollback(self.desk, self.cluster, self.service, plan.service.task_definition)

    def target(self, plan: Plan) -> str:
        return str(dict(plan.call.members)["taskDefinition"])


async def earlier_revisions(desk: Desk, task_definition: str) -> tuple[TaskDefinition, ...]:
    """The active revisions before `task_definition` (an ARN), newest first, at most 20; AwsError."""
    family, current = family_revision(task_definition)
    arns = await desk.aws.ecs.revisions(family)
    earlier = [arn for arn in arns if family_revision(arn)[1] < current]
    return await desk.aws.ecs.task_definitions(earlier[:EARLIER_SHOWN])
