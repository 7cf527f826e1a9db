"""Auto scaling: set the bounds of a service's count, suspend and resume what moves it."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn
from ecstui.model.errors import AwsError, NotFound, UsageError
from ecstui.model.humane import count
from ecstui.model.scaling import TargetChange
from ecstui.operations.auto_scaling_consequences import consequences
from ecstui.operations.following import followed
from ecstui.operations.one_call import OneCall
from ecstui.operations.plan import Change, Plan, Progress, Where
from ecstui.operations.refusals import Refused
from ecstui.operations.registration import Registration, settings
from ecstui.operations.target_plan import (
    bounds,
    register_call,
    suspended,
    target_changes,
    target_verb,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.model.ecs import Service
    from ecstui.model.scaling import ScalableTarget, ScheduledAction
    from ecstui.operations.desk import Desk

_BOUNDS = re.compile(r"(\d{1,6})\s*(?:\s|-|,|to|\.\.)\s*(\d{1,6})", re.ASCII)


def parse_bounds(text: str) -> TargetChange:
    """The bounds that "2 10" (or 2-10, 2..10, 2 to 10) means. ValueError in words if it means none."""
    found = _BOUNDS.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"{text.strip()!r} is no pair of bounds: give a minimum and a maximum, as in 2 10.")
    least, most = int(found[1]), int(found[2])
    if least > most:
        raise ValueError(f"The minimum {least} is above the maximum {most}.")
    return TargetChange(minimum=least, maximum=most)


class AutoScaling(OneCall):
    """Change the scalable target of a service. Sent again, it means the same."""

    verb = "auto scaling"
    resends = 1

    def __init__(self, desk: Desk, cluster: str, service: str, change: TargetChange) -> None:
        super().__init__(desk)
        self.cluster = cluster
        self.service = service
        self.change = change
        self._planned: Registration | None = None  # what the last plan says

    async def plan(self) -> Plan:
        """Which bounds and switches become others, and what that does to the count and its policies."""
        service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
        async with asyncio.TaskGroup() as reading:
            target_read = reading.create_task(self._target())
            scheduled = reading.create_task(self._scheduled())
        before = target_read.result()
        if isinstance(before, AwsError):
            raise before
        if before is None:
            raise Refused(f"{service.name} has no scalable target: auto scaling does not move its count.")
        change = self.change.needed(before)
        after = change.of(before)
        if after.minimum > after.maximum:
            raise UsageError(f"The minimum {after.minimum} would be above the maximum {after.maximum}.")
        self._planned = Registration(self.desk, self.cluster, self.service, before, change)
        arn = Arn.parse(service.arn)
        clamped = after.clamped(service.desired)
        return Plan(
            verb=target_verb(self.change),
            subject=service.name,
            where=Where(arn.account, arn.region, service.cluster),
            changes=(*target_changes(before, after), *_count_change(service, clamped)) if change else (),
            consequences=consequences(service, before, after, scheduled.result()),
            call=register_call(self.cluster, self.service, change),
            facts=tuple(_facts(service, before, clamped).items()),
            resource=service.arn,
            before=service,
            confirm=service.name if clamped == 0 < service.desired else "",
        )

    async def _target(self) -> ScalableTarget | AwsError | None:
        try:
            return await self.desk.aws.scaling.target(self.cluster, self.service)
        except AwsError as error:
            return error  # out of the group as itself

    async def _scheduled(self) -> tuple[ScheduledAction, ...] | AwsError:
        try:
            return await self.desk.aws.scaling.scheduled_actions(self.cluster, self.service)
        except AwsError as error:
            return error

    @property
    def _registration(self) -> Registration:
        if self._planned is None:
            raise LookupError("there is no plan yet")
        return self._planned

    async def send(self, plan: Plan) -> str:
        return await self._registration.send()

    async def look(self, plan: Plan) -> bool:
        return await self._registration.look()

    def begun(self, plan: Plan) -> Progress:
        return Progress("sent", "Auto scaling has taken it.", taken=True)

    async def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        """Until readings show the target, and the count within its bounds."""
        waiting = Progress("converging", "Sent; waiting for auto scaling to show it.")
        async for progress in followed(self.desk, lambda: self._judge(plan), last=waiting):
            yield progress

    async def _judge(self, plan: Plan) -> Progress:
        registration = self._registration
        target = await registration.read()
        if target is None:
            return Progress("failed", "The scalable target is gone: somebody deregistered it.")
        if not registration.change.holds(target):
            if settings(target) == settings(registration.before):
                return Progress("converging", "Auto scaling does not show it yet.")
            return Progress("failed", "Somebody else has changed the scalable target since.")
        if registration.after.clamped(plan.service.desired) == plan.service.desired:
            return Progress("done", registration.words)
        try:
            service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
        except NotFound:
            return Progress("failed", "The service is gone: somebody deleted it.")
        return of_clamping(service.desired, target, registration.words)

    def reverse(self, plan: Plan) -> AutoScaling | None:
        if self._planned is None:
            return None
        former = self._planned.change.reverse(self._planned.before)
        return AutoScaling(self.desk, self.cluster, self.service, former)

    def goes_on(self, plan: Plan) -> str:
        if self._planned is None or self._planned.after.clamped(plan.service.desired) == plan.service.desired:
            return f"The scalable target of {plan.subject} stays as it was set."
        return f"Auto scaling goes on bringing the count of {plan.subject} into its bounds by itself."


def of_clamping(desired: int, target: ScalableTarget, words: str) -> Progress:
    """How far the count is on its way into the bounds. Pure."""
    if target.clamped(desired) == desired:
        return Progress("done", f"{words} The desired count is {count(desired)}.")
    text = f"The desired count {count(desired)} is to come into the bounds {bounds(target)}."
    return Progress("converging", text)


def _count_change(service: Service, clamped: int) -> tuple[Change, ...]:
    if clamped == service.desired:
        return ()
    return (Change("desired count", count(service.desired), count(clamped)),)


def _facts(service: Service, target: ScalableTarget, clamped: int) -> dict[str, str]:
    """What the plan rests on; of the count only how it is clamped, for auto scaling moves it all the time."""
    moved = f"{count(service.desired)} -> {count(clamped)}"
    return {
        "bounds": bounds(target),
        "suspended": ", ".join(suspended(target)) or "nothing",
        "desired count": "stays" if clamped == service.desired else moved,
        "policies": ", ".join(policy.words for policy in target.policies) or "none",
    }
