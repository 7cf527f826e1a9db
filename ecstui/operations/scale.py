"""Scale: set the desired count of a service."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError, EcsTuiError, UsageError
from ecstui.model.humane import count
from ecstui.model.placement import Need, Room, room
from ecstui.model.scaling import ScalableTarget, TargetChange
from ecstui.operations.converge import follow_count
from ecstui.operations.one_call import made_sure
from ecstui.operations.plan import Change, Progress
from ecstui.operations.refusals import Refused
from ecstui.operations.registration import Registration
from ecstui.operations.scale_consequences import asks_for_name, consequences, on_fargate
from ecstui.operations.scale_ways import target_change, ways
from ecstui.operations.service_change import ServiceChange
from ecstui.operations.target_plan import register_call, target_changes, target_words

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.aws.ecs import Updated
    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.audit import Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Call, Plan
    from ecstui.operations.scale_ways import Way

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
    """Set the desired count of a service to `desired`. Sent again, it means the same.

    `bounds` is what becomes of its scalable target before that: one of WAYS, or a change given whole.
    """

    verb = "scale"
    resends = 1

    def __init__(
        self, desk: Desk, cluster: str, service: str, desired: int, bounds: Way | TargetChange = "keep"
    ) -> None:
        super().__init__(desk, cluster, service)
        if desired < 0:
            raise UsageError("A desired count cannot be below 0.")
        self.desired = desired
        self.bounds = bounds
        self._registration: Registration | None = None  # what the last plan makes of the scalable target
        self._sets_count = True  # whether the last plan has to set the count itself

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
        left = await self._room(service, definition.result())
        change = target_change(self.bounds, target, self.desired)
        self._prepare(service, target, change)
        moved = Change("desired count", count(service.desired), count(self.desired))
        plan = self.draw_up(
            service,
            ((moved,) if service.desired != self.desired else ()) + self._target_changes(),
            consequences(service, self.desired, target, definition.result(), change, left),
            (("desiredCount", self.desired),),
            _facts(service, target),
            starts_deployment=False,
        )
        calls = self._calls(plan.call)
        return replace(
            plan,
            call=calls[0],
            further=calls[1:],
            ways=ways(service, target, self.desired),
            confirm=service.name if asks_for_name(service.desired, self.desired) else "",
        )

    def _prepare(
        self, service: Service, target: ScalableTarget | AwsError | None, change: TargetChange
    ) -> None:
        """Note what is to be made of the target, and whether that leaves the count to be set."""
        self._registration, self._sets_count = None, True
        if change and isinstance(target, ScalableTarget):
            registration = Registration(self.desk, self.cluster, self.service, target, change)
            counts = {service.desired, registration.after.clamped(service.desired)}
            self._registration, self._sets_count = registration, counts != {self.desired}

    def _target_changes(self) -> tuple[Change, ...]:
        registration = self._registration
        return target_changes(registration.before, registration.after) if registration else ()

    def _calls(self, update: Call) -> tuple[Call, ...]:
        """The target first: any change of it would bring the count back into its bounds."""
        if self._registration is None:
            return (update,)
        register = register_call(self.cluster, self.service, self._registration.change)
        return (register, update) if self._sets_count else (register,)

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

    async def _room(self, service: Service, definition: TaskDefinition | None) -> Room | None:
        """What is left for more tasks on container instances; None where it is not asked for or not known."""
        more = self.desired > service.desired and service.launch_type != "EXTERNAL"
        if definition is None or not more or on_fargate(service):
            return None
        try:
            instances = await self.desk.aws.container_instances.of_cluster(self.cluster)
        except AwsError:
            return None
        providers = frozenset(share.provider for share in service.capacity_providers)
        return room(Need.of(definition), instances, providers)

    async def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Change the scalable target, where that is asked for; then set the count and follow it."""
        registration = self._registration
        if registration is not None:
            sending = made_sure(
                self.desk,
                record,
                registration.send,
                registration.look,
                again=lambda: self.plan_again(plan),
                resends=self.resends,
            )
            async for progress in sending:
                yield progress
                if progress.ended:
                    return
            record.taken = True
            if not self._sets_count:
                text = f"{registration.words} The desired count stays {count(self.desired)}."
                yield Progress("done", text, taken=True)
                return
        setting = super().carry_out(plan, record)
        async for progress in self._set_after(registration, setting) if registration else setting:
            yield progress

    async def _set_after(
        self, registration: Registration, setting: AsyncGenerator[Progress, None]
    ) -> AsyncGenerator[Progress, None]:
        """Set the count once the target is another: the last word, whatever it is, tells of both."""
        yield Progress("sent", f"{registration.words} Setting the count.")
        try:
            async for progress in setting:
                if progress.ended:
                    about = "" if self.shown is not None else "Of the count: "
                    yield replace(progress, text=f"{registration.words} {about}{progress.text}", taken=True)
                else:
                    yield progress
        except EcsTuiError as error:
            yield Progress("failed", f"{registration.words} But the count was not set: {error}", taken=True)

    async def check_again(self, plan: Plan) -> None:
        """Once the scalable target is another, the plan is no measure any more: the count alone is."""
        if self._registration is None:
            await self.plan_again(plan)
        elif not self.untouched(plan, await self.read()):
            raise Refused("Somebody else has changed the count since.")

    async def update(self, plan: Plan) -> Updated:
        return await self.desk.aws.ecs.update_service(self.cluster, self.service, desired=self.desired)

    def applied(self, plan: Plan, service: Service) -> bool:
        return service.desired == self.desired

    def untouched(self, plan: Plan, service: Service) -> bool:
        before = plan.service.desired
        held = self._registration.after.clamped(before) if self._registration else before
        return service.desired in {before, held}

    def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        return follow_count(self.desk, plan.service, self.desired)

    def reverse(self, plan: Plan) -> Scale:
        registration = self._registration
        former = registration.change.reverse(registration.before) if registration else TargetChange()
        return Scale(self.desk, self.cluster, self.service, plan.service.desired, former)

    def goes_on(self, plan: Plan) -> str:
        goes_on = f"ECS goes on bringing {plan.subject} to {count(self.desired)} by itself."
        if self._registration is None:
            return goes_on
        if self.shown is None:
            goes_on = "Whether the count was set is not known."
        return f"{self._registration.words} {goes_on}"


def _facts(service: Service, target: ScalableTarget | AwsError | None) -> dict[str, str]:
    primary = service.primary
    return {
        "desired count": count(service.desired),
        "deployment": primary.id if primary else "none",
        "auto scaling": _target_words(target),
    }


def _target_words(target: ScalableTarget | AwsError | None) -> str:
    if target is None:
        return "none"
    return "not known" if isinstance(target, AwsError) else target_words(target)
