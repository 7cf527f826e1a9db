"""Redeploy: replace every task of a service by a new one of the same task definition."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError
from ecstui.model.humane import count, counted
from ecstui.operations.converge import follow_deployment
from ecstui.operations.plan import Change, Progress
from ecstui.operations.redeploy_consequences import consequences
from ecstui.operations.refusals import Refused
from ecstui.operations.service_change import LOOKS, ServiceChange

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.aws.ecs import Updated
    from ecstui.model.ecs import Deployment, Service, TaskDefinition
    from ecstui.operations.plan import Plan

_REFUSED = {
    "CODE_DEPLOY": "CodeDeploy deploys {}: start a deployment there, ECS forces none for it.",
    "EXTERNAL": "An external controller deploys {}: ECS forces no deployment, it makes its own task sets.",
}


class Redeploy(ServiceChange):
    """Force a new deployment of a service. Never sent again: twice applied it is two deployments."""

    verb = "redeploy"

    async def plan(self) -> Plan:
        """Which tasks are replaced, how many at a time, and what guards that."""
        service = await self.read()
        if refusal := _REFUSED.get(service.deployment_controller):
            raise Refused(refusal.format(service.name))
        primary = service.primary
        running = counted(service.running, "task")
        return self.draw_up(
            service,
            (
                Change("deployment", primary.id if primary else "none", "a new one"),
                Change("tasks", f"{running} running", f"{counted(service.desired, 'new task')}"),
            ),
            consequences(service, await self._definition(service)),
            ("forceNewDeployment", True),
            _facts(service),
            starts_deployment=True,
        )

    async def _definition(self, service: Service) -> TaskDefinition | None:
        try:
            return await self.desk.aws.ecs.task_definition(service.task_definition)
        except AwsError:
            return None  # only the word on its images is missing then

    async def send(self) -> Updated:
        return await self.desk.aws.ecs.update_service(self.cluster, self.service, force_new_deployment=True)

    def applied(self, plan: Plan, service: Service) -> bool:
        return _own(plan, service) is not None

    def untouched(self, plan: Plan, service: Service) -> bool:
        return service.primary == plan.service.primary

    async def follow(self, plan: Plan, service: Service) -> AsyncGenerator[Progress, None]:
        """Follow the deployment that the change made, looked for where the answer does not show it yet."""
        own = _own(plan, service) or await self._awaited(plan)
        if own is None:
            yield Progress("failed", "ECS took it, but shows no new deployment.")
            return
        async for progress in follow_deployment(self.desk, plan.service, own):
            yield progress

    async def _awaited(self, plan: Plan) -> Deployment | None:
        for _ in range(LOOKS):
            await asyncio.sleep(self.desk.every)
            try:
                service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
            except AwsError:
                continue
            if own := _own(plan, service):
                return own
        return None

    def goes_on(self, plan: Plan) -> str:
        return f"ECS goes on replacing the tasks of {plan.subject} by itself."


def _own(plan: Plan, service: Service) -> Deployment | None:
    """The deployment that this change made: unknown before, and of the same task definition.

    Where several are, the newest: somebody else redeployed too, and it replaces the tasks just as well.
    """
    known = {deployment.id for deployment in plan.service.deployments}
    new = [d for d in service.deployments if d.id not in known]
    same = [d for d in new if d.task_definition == plan.service.task_definition]
    return max(same, key=lambda deployment: deployment.created_at, default=None)


def _facts(service: Service) -> dict[str, str]:
    primary, breaker = service.primary, service.circuit_breaker
    return {
        "task definition": service.revision,
        "deployment": primary.id if primary else "none",
        "desired count": count(service.desired),
        "healthy percentages": f"{service.minimum_healthy_percent} to {service.maximum_percent} %",
        "circuit breaker": "off" if not breaker.enabled else "rolls back" if breaker.rollback else "stops",
        "deployment strategy": service.deployment_strategy,
    }
