"""Redeploy: replace every task of a service by a new one of the same task definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError
from ecstui.model.humane import counted
from ecstui.operations.deployment_change import DeploymentChange, deployment_facts
from ecstui.operations.outlook import outlook
from ecstui.operations.plan import Change
from ecstui.operations.redeploy_consequences import consequences

if TYPE_CHECKING:
    from ecstui.aws.ecs import Updated
    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.plan import Plan


class Redeploy(DeploymentChange):
    """Force a new deployment of a service. Never sent again: twice applied it is two deployments."""

    verb = "redeploy"

    async def plan(self) -> Plan:
        """Which tasks are replaced, how many at a time, and what guards that."""
        service = await self.read_deployable()
        primary = service.primary
        running = counted(service.running, "task")
        definition = await self._definition(service)
        ahead = await outlook(self.desk, service, definition) if definition else None
        return self.draw_up(
            service,
            (
                Change("deployment", primary.id if primary else "none", "a new one"),
                Change("tasks", f"{running} running", f"{counted(service.desired, 'new task')}"),
            ),
            consequences(service, definition, ahead),
            (("forceNewDeployment", True),),
            deployment_facts(service) | (ahead.facts if ahead else {}),
            starts_deployment=True,
        )

    async def _definition(self, service: Service) -> TaskDefinition | None:
        try:
            return await self.desk.aws.ecs.task_definition(service.task_definition)
        except AwsError:
            return None  # only the word on its images is missing then

    async def update(self, plan: Plan) -> Updated:
        return await self.desk.aws.ecs.update_service(self.cluster, self.service, force_new_deployment=True)

    def target(self, plan: Plan) -> str:
        return plan.service.task_definition
