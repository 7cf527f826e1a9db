"""What all changes of one service by UpdateService have in common: reading it, sending once, following."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from ecstui.model.arn import Arn
from ecstui.model.errors import AwsError, BadAnswer, EcsTuiError, Unreachable
from ecstui.operations.operation import Operation
from ecstui.operations.plan import Call, Plan, Progress, Where
from ecstui.operations.refusals import NotRecorded, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.aws.ecs import Updated
    from ecstui.model.ecs import Service
    from ecstui.operations.audit import Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Change, Consequence

LOOKS = 3  # readings that must all lack the change before it counts as not applied
SIGHT_WITHIN = 300.0  # seconds to wait for a reading after a lost answer


class _Unseen(Exception):
    """No answer came, and the service cannot be read either."""


class ServiceChange(Operation):
    """An operation on the service `service` of the cluster `cluster` (names)."""

    resends: ClassVar[int] = 0
    """How often it may be sent again after readings that prove it was not applied; 0 unless harmless."""

    def __init__(self, desk: Desk, cluster: str, service: str) -> None:
        super().__init__(desk)
        self.cluster = cluster
        self.service = service

    @abstractmethod
    async def send(self) -> Updated:
        """The one call that makes the change."""

    @abstractmethod
    def applied(self, plan: Plan, service: Service) -> bool:
        """Whether a reading after a lost answer shows the change."""

    @abstractmethod
    def untouched(self, plan: Plan, service: Service) -> bool:
        """Whether that reading shows what the plan was made from, so that sending again is harmless."""

    @abstractmethod
    def follow(self, plan: Plan, service: Service) -> AsyncGenerator[Progress, None]:
        """Follow the change from `service` on, which is how ECS first showed it."""

    async def read(self) -> Service:
        """The service as it is; Refused if it is being deleted."""
        service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
        if service.status != "ACTIVE":
            raise Refused(f"The service {service.name} is {service.status.lower()}: it is being deleted.")
        return service

    def draw_up(
        self,
        service: Service,
        changes: tuple[Change, ...],
        consequences: tuple[Consequence, ...],
        member: tuple[str, str | int | bool],
        facts: dict[str, str],
        *,
        starts_deployment: bool,
    ) -> Plan:
        """The plan of an UpdateService that is sent with `member` alone."""
        arn = Arn.parse(service.arn)
        return Plan(
            verb=self.verb,
            subject=service.name,
            where=Where(arn.account, arn.region, service.cluster),
            changes=changes,
            consequences=consequences,
            call=Call("ecs:UpdateService", (("cluster", self.cluster), ("service", self.service), member)),
            facts=tuple(facts.items()),
            resource=service.arn,
            before=service,
            starts_deployment=starts_deployment,
        )

    async def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Send it, make sure that it was applied once, follow it."""
        resends = self.resends
        while True:
            try:
                updated = await self.send()
            except (Unreachable, BadAnswer) as error:
                lost = error
            else:
                service, record.request_id = updated.service, updated.request_id
                break
            yield Progress("sent", f"No answer came: {lost.why} Reading whether it was applied.")
            try:
                found = await self._found(plan)
            except _Unseen:
                yield Progress("failed", f"Whether it was applied is unknown: {lost.why}")
                return
            if found is not None:
                service = found
                break
            if not resends:
                raise self._not_applied(lost)
            resends -= 1
            await _note_resending(record)
        record.taken = True
        yield Progress("sent", "ECS has taken it.", service.running, service.desired, taken=True)
        async for progress in self.follow(plan, service):
            yield progress

    async def _found(self, plan: Plan) -> Service | None:
        """The service with the change in it; None if readings prove that it was not applied."""
        give_up = self.desk.clock.monotonic() + SIGHT_WITHIN
        looks = 0
        while looks < LOOKS:
            try:
                service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
            except AwsError as error:
                if self.desk.clock.monotonic() > give_up:
                    raise _Unseen from error
            else:
                looks += 1
                if self.applied(plan, service):
                    return service
                if self.resends and not self.untouched(plan, service):
                    raise Refused("It was not applied, and somebody else has changed the service since.")
            await asyncio.sleep(self.desk.every)
        return None

    def _not_applied(self, lost: AwsError) -> EcsTuiError:
        return Unreachable(
            f"{lost.why} Readings of the service since show no change: it was not applied.",
            operation=lost.operation,
            where=lost.where,
            advice="Do it again once the network is back.",
        )


async def _note_resending(record: Record) -> None:
    try:
        await record.note("sending", "Sent once more: readings prove that it was not applied.")
    except OSError as error:
        raise NotRecorded("It was not applied, and the audit log cannot be written any more.") from error
