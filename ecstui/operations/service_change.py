"""What all changes of a service by UpdateService have in common: reading, planning, knowing the change."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn
from ecstui.operations.one_call import OneCall
from ecstui.operations.plan import Call, Plan, Progress, Where
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from ecstui.aws.ecs import Updated
    from ecstui.model.ecs import Service
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Change, Consequence, Member


class ServiceChange(OneCall):
    """An operation on the service `service` of the cluster `cluster` (names).

    `shown` is the service as ECS first showed it with the change in it; None before.
    """

    def __init__(self, desk: Desk, cluster: str, service: str) -> None:
        super().__init__(desk)
        self.cluster = cluster
        self.service = service
        self.shown: Service | None = None

    @abstractmethod
    async def update(self, plan: Plan) -> Updated:
        """The one call that makes the change."""

    @abstractmethod
    def applied(self, plan: Plan, service: Service) -> bool:
        """Whether a reading after a lost answer shows the change."""

    @abstractmethod
    def untouched(self, plan: Plan, service: Service) -> bool:
        """Whether that reading shows what the plan was made from, so that sending again is harmless."""

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
        members: tuple[Member, ...],
        facts: dict[str, str],
        *,
        starts_deployment: bool,
    ) -> Plan:
        """The plan of an UpdateService that is sent with `members` alone."""
        arn = Arn.parse(service.arn)
        return Plan(
            verb=self.verb,
            subject=service.name,
            where=Where(arn.account, arn.region, service.cluster),
            changes=changes,
            consequences=consequences,
            call=Call("ecs:UpdateService", (("cluster", self.cluster), ("service", self.service), *members)),
            facts=tuple(facts.items()),
            resource=service.arn,
            before=service,
            starts_deployment=starts_deployment,
        )

    async def send(self, plan: Plan) -> str:
        updated = await self.update(plan)
        self.shown = updated.service
        return updated.request_id

    async def look(self, plan: Plan) -> bool:
        service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
        if self.applied(plan, service):
            self.shown = service
            return True
        if self.resends and not self.untouched(plan, service):
            raise Refused("It was not applied, and somebody else has changed the service since.")
        return False

    def begun(self, plan: Plan) -> Progress:
        service = self.shown or plan.service
        return Progress("sent", "ECS has taken it.", service.running, service.desired, taken=True)
