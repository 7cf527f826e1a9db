"""What all changes have in common that start a deployment: knowing it as their own, and following it."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from ecstui.model.errors import AwsError
from ecstui.model.humane import count
from ecstui.operations.converge import follow_deployment
from ecstui.operations.one_call import LOOKS
from ecstui.operations.plan import Progress
from ecstui.operations.refusals import Refused
from ecstui.operations.service_change import ServiceChange

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.model.ecs import Deployment, Service
    from ecstui.operations.plan import Plan


class DeploymentChange(ServiceChange):
    """A change of a service by a deployment of its own."""

    refused: ClassVar[dict[str, str]] = {
        "CODE_DEPLOY": "CodeDeploy deploys {}: start a deployment there, ECS starts none for it.",
        "EXTERNAL": "An external controller deploys {}: it makes its own task sets, ECS starts none.",
    }

    @abstractmethod
    def target(self, plan: Plan) -> str:
        """The ARN of the task definition that the deployment brings."""

    async def read_deployable(self) -> Service:
        """The service as it is; Refused where somebody else than ECS deploys it."""
        service = await self.read()
        if refusal := self.refused.get(service.deployment_controller):
            raise Refused(refusal.format(service.name))
        return service

    def applied(self, plan: Plan, service: Service) -> bool:
        return self._own(plan, service) is not None

    def untouched(self, plan: Plan, service: Service) -> bool:
        return service.primary == plan.service.primary

    async def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        """Follow the deployment that the change made, looked for where the answer does not show it yet."""
        own = self._own(plan, self.shown) if self.shown else None
        own = own or await self._awaited(plan)
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
            if own := self._own(plan, service):
                return own
        return None

    def _own(self, plan: Plan, service: Service) -> Deployment | None:
        """The deployment that this change made: unknown before, and of the task definition it brings.

        Where several are, the newest: somebody else did the same, and it replaces the tasks just as well.
        """
        known = {deployment.id for deployment in plan.service.deployments}
        new = [d for d in service.deployments if d.id not in known]
        same = [d for d in new if d.task_definition == self.target(plan)]
        return max(same, key=lambda deployment: deployment.created_at, default=None)

    def goes_on(self, plan: Plan) -> str:
        return f"ECS goes on replacing the tasks of {plan.subject} by itself."


def deployment_facts(service: Service) -> dict[str, str]:
    """What a plan of a deployment rests on."""
    primary, breaker = service.primary, service.circuit_breaker
    return {
        "task definition": service.revision,
        "deployment": primary.id if primary else "none",
        "desired count": count(service.desired),
        "healthy percentages": f"{service.minimum_healthy_percent} to {service.maximum_percent} %",
        "circuit breaker": "off" if not breaker.enabled else "rolls back" if breaker.rollback else "stops",
        "deployment strategy": service.deployment_strategy,
    }
