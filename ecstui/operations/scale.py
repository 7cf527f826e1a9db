"""Scale: set the desired count of a service."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError, UsageError
from ecstui.model.humane import count
from ecstui.operations.converge import follow_count
from ecstui.operations.plan import Change
from ecstui.operations.refusals import Refused
from ecstui.operations.scale_consequences import consequences, is_huge, suspended
from ecstui.operations.service_change import ServiceChange

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.aws.ecs import Updated
    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.model.scaling import ScalableTarget
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan, Progress

_COUNT = re.compile(r"([+\-x*])?\s*(\d{1,6})", re.ASCII)


def parse_count(text: str, now: int) -> int:
    """The count that "5", "+3", "-1" or "x2" means where `now` is desired.

    ValueError in words if it means none, or one below 0.
    """
    found = _COUNT.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"{text.strip()!r} is no count: give 5, +3, -1 or x2.")
    sign, number = found[1], int(found[2])
    wanted = {"+": now + number, "-": now - number, "x": now * number, "*": now * number}.get(sign, number)
    if wanted < 0:
        raise ValueError(f"{now} {sign} {number} is below 0.")
    return wanted


class Scale(ServiceChange):
    """Set the desired count of a service to `desired`. Sent again, it means the same."""

    verb = "scale"
    resends = 1

    def __init__(self, desk: Desk, cluster: str, service: str, desired: int) -> None:
        super().__init__(desk, cluster, service)
        if desired < 0:
            raise UsageError("A desired count cannot be below 0.")
        self.desired = desired

    async def plan(self) -> Plan:
        """From which count to which, and what that means for tasks, capacity and auto scaling."""
        service = await self.read()
        if service.scheduling_strategy == "DAEMON":
            raise Refused(
                f"{service.name} is a DAEMON: it runs one task on each container instance, "
                "so its count follows the instances and cannot be set."
            )
        async with asyncio.TaskGroup() as reading:
            target_read = reading.create_task(self._target())
            definition = reading.create_task(self._definition(service))
        target = target_read.result()
        change = Change("desired count", count(service.desired), count(self.desired))
        plan = self.draw_up(
            service,
            (change,) if service.desired != self.desired else (),
            consequences(service, self.desired, target, definition.result()),
            ("desiredCount", self.desired),
            _facts(service, target),
            starts_deployment=False,
        )
        return replace(plan, confirm=service.name if is_huge(service.desired, self.desired) else "")

    async def _target(self) -> ScalableTarget | AwsError | None:
        try:
            return await self.desk.aws.scaling.target(self.cluster, self.service)
        except AwsError as error:
            return error

    async def _definition(self, service: Service) -> TaskDefinition | None:
        try:
            return await self.desk.aws.ecs.task_definition(service.task_definition)
        except AwsError:
            return None  # only the totals are missing then

    async def update(self, plan: Plan) -> Updated:
        return await self.desk.aws.ecs.update_service(self.cluster, self.service, desired=self.desired)

    def applied(self, plan: Plan, service: Service) -> bool:
        return service.desired == self.desired

    def untouched(self, plan: Plan, service: Service) -> bool:
        return service.desired == plan.service.desired

    def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        return follow_count(self.desk, plan.service, self.desired)

    def reverse(self, plan: Plan) -> Scale:
        return Scale(self.desk, self.cluster, self.service, plan.service.desired)

    def goes_on(self, plan: Plan) -> str:
        return f"ECS goes on bringing {plan.subject} to {count(self.desired)} by itself."


def _facts(service: Service, target: ScalableTarget | AwsError | None) -> dict[str, str]:
    primary = service.primary
    return {
        "desired count": count(service.desired),
        "deployment": primary.id if primary else "none",
        "auto scaling": _bounds(target),
    }


def _bounds(target: ScalableTarget | AwsError | None) -> str:
    if target is None:
        return "none"
    if isinstance(target, AwsError):
        return "not known"
    bounds = f"{count(target.minimum)} to {count(target.maximum)}"
    return ", ".join((bounds, *target.policies, *(f"{what} suspended" for what in suspended(target))))
