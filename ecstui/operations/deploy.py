"""Deploy: make any existing revision the task definition of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.operations.deploy_consequences import of_revision
from ecstui.operations.rollback import Rollback
from ecstui.operations.to_revision import ToRevision

if TYPE_CHECKING:
    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.outlook import Outlook
    from ecstui.operations.plan import Consequence, Plan


class Deploy(ToRevision):
    """Deploy a revision of any family, newer ones included."""

    verb = "deploy"

    def means(
        self, service: Service, now: TaskDefinition, after: TaskDefinition, ahead: Outlook
    ) -> tuple[Consequence, ...]:
        return of_revision(service, now, after, ahead)

    def reverse(self, plan: Plan) -> Rollback:
        return Rollback(self.desk, self.cluster, self.service, plan.service.task_definition)
