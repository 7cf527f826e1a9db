"""What the tests of deployments that shift traffic share: one under way, brought to where a test wants it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from operating import CLUSTER, SPEED

from ecstui.model.shifting import waiting_hook

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws

    from ecstui.model.ecs import Service, ServiceDeployment
    from ecstui.operations.desk import Desk

NAME = "inventory"
AFTER_TEST = "POST_TEST_TRAFFIC_SHIFT"


def pause(*stages: str, minutes: int = 30, action: str = "ROLLBACK") -> dict[str, Any]:
    """A PAUSE hook at these stages, after the test traffic where none is given."""
    timeout = {"timeoutInMinutes": minutes, "action": action}
    where = list(stages) or [AFTER_TEST]
    return {"targetType": "PAUSE", "lifecycleStages": where, "timeoutConfiguration": timeout}


@dataclass
class Shift:
    """A deployment of the revision before, by a strategy of the test's choice."""

    desk: Desk
    server: EmbeddedAws
    boto_client: Callable[..., Any]
    old: str = ""
    new: str = ""

    async def begin(self, strategy: str = "BLUE_GREEN", **configuration: Any) -> None:
        """Set the strategy and deploy."""
        service = await self.service()
        family, _, revision = service.revision.partition(":")
        self.old, self.new = service.revision, f"{family}:{int(revision) - 1}"
        settings = {"strategy": strategy, "bakeTimeInMinutes": 1, **configuration}
        async with self.boto_client(self.server, "ecs") as ecs:
            await ecs.update_service(
                cluster=CLUSTER, service=NAME, taskDefinition=self.new, deploymentConfiguration=settings
            )

    async def service(self) -> Service:
        """The service as it is."""
        return await self.desk.aws.ecs.describe_service(CLUSTER, NAME)

    async def record(self) -> ServiceDeployment:
        """The newest deployment's record."""
        return (await self.desk.aws.ecs.service_deployments(CLUSTER, NAME))[0]

    async def until(self, condition: Callable[[ServiceDeployment], object]) -> ServiceDeployment:
        """The record once it is as the test wants it."""
        async with asyncio.timeout(20):
            while True:
                if condition(record := await self.record()):
                    return record
                await asyncio.sleep(1.0 / SPEED)

    async def reach(self, stage: str) -> ServiceDeployment:
        """The record once the deployment is at a stage."""
        return await self.until(lambda record: record.lifecycle_stage == stage)

    async def paused(self) -> ServiceDeployment:
        """The record once the deployment waits at a pause."""
        return await self.until(waiting_hook)

    async def calls(self, operation: str) -> list[dict[str, Any]]:
        """The parameters of every such call that reached the server."""
        return [call["params"] for call in await self.server.control.calls(f"ecs:{operation}")]
