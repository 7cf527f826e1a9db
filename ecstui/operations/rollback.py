"""Roll back: deploy an earlier revision of the task definition of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import family_revision
from ecstui.operations.rollback_consequences import consequences
from ecstui.operations.to_revision import ToRevision

if TYPE_CHECKING:
    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.desk import Desk
    from ecstui.operations.outlook import Outlook
    from ecstui.operations.plan import Consequence, Plan

EARLIER_SHOWN = 20


class Rollback(ToRevision):
    """Make an earlier revision the service's task definition again."""

    verb = "roll back"

    def means(
        self, service: Service, now: TaskDefinition, after: TaskDefinition, ahead: Outlook
    ) -> tuple[Consequence, ...]:
        return consequences(service, now, after, ahead)

    def reverse(self, plan: Plan) -> Rollback:
        return Rollback(self.desk, self.cluster, self.service, plan.service.task_definition)


async def earlier_revisions(desk: Desk, task_definition: str) -> tuple[TaskDefinition, ...]:
    """The active revisions before `task_definition` (an ARN), newest first, at most 20; AwsError."""
    family, current = family_revision(task_definition)
    arns = await desk.aws.ecs.revisions(family)
    earlier = [arn for arn in arns if family_revision(arn)[1] < current]
    return await desk.aws.ecs.task_definitions(earlier[:EARLIER_SHOWN])
