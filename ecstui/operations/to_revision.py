"""What all changes have in common that make a revision the task definition of a service."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.operations.deployment_change import DeploymentChange, deployment_facts
from ecstui.operations.outlook import outlook
from ecstui.operations.plan import Change
from ecstui.operations.refusals import Refused
from ecstui.operations.revision_changes import revision_changes
from ecstui.operations.way_back import WayBack

if TYPE_CHECKING:
    from ecstui.aws.ecs import Updated
    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.desk import Desk
    from ecstui.operations.outlook import Outlook
    from ecstui.operations.plan import Consequence, Plan


class ToRevision(DeploymentChange):
    """Make `revision` the service's task definition: `family:revision`, an ARN, or a family for its newest.

    Sent again it means the same: a task definition is set, not changed.
    """

    resends = 1

    def __init__(self, desk: Desk, cluster: str, service: str, revision: str) -> None:
        super().__init__(desk, cluster, service)
        self.revision = revision

    @abstractmethod
    def means(
        self, service: Service, now: TaskDefinition, after: TaskDefinition, ahead: Outlook
    ) -> tuple[Consequence, ...]:
        """All that a person should know before."""

    def brought(self) -> WayBack:
        """What else of the service it changes, beside the task definition."""
        return WayBack()

    async def plan(self) -> Plan:
        """What the revision changes, which tasks are replaced, and what guards that."""
        service = await self.read_deployable()
        ecs = self.desk.aws.ecs
        now = await ecs.task_definition(service.task_definition)
        after = await ecs.task_definition(self.revision)
        if after.status != "ACTIVE":
            raise Refused(f"{short(after.arn)} is {after.status.lower()}: ECS starts no tasks of it.")
        ahead = await outlook(self.desk, service, after, now)
        other, brought = now.arn != after.arn, self.brought()
        revision = Change("task definition", service.revision, short(after.arn))
        plan = self.draw_up(
            service,
            (*((revision, *revision_changes(now, after)) if other else ()), *brought.changes),
            self.means(service, now, after, ahead),
            (
                *((("taskDefinition", after.arn),) if other else ()),
                *brought.sent(task_definition=other),
            ),
            {**deployment_facts(service), **ahead.facts, "revision to be": short(after.arn)},
            starts_deployment=True,
        )
        return replace(plan, confirm=service.name) if ahead.doubtful and not plan.empty else plan

    async def update(self, plan: Plan) -> Updated:
        sent = dict(plan.call.members)
        return await self.desk.aws.ecs.update_service(
            self.cluster,
            self.service,
            task_definition=str(sent.get("taskDefinition", "")),
            force_new_deployment="forceNewDeployment" in sent,
            members=self.brought().members,
        )

    def target(self, plan: Plan) -> str:
        return str(dict(plan.call.members).get("taskDefinition", plan.service.task_definition))
