"""What cancelling and continuing a deployment have in common: ECS's record of it, and what is in flight."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn
from ecstui.model.aws_words import in_words
from ecstui.model.ecs import ServiceRevision
from ecstui.model.errors import AwsError, NotFound
from ecstui.operations.cancel_consequences import Halt, revision_back
from ecstui.operations.following import followed
from ecstui.operations.one_call import OneCall
from ecstui.operations.plan import Plan, Where
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.model.ecs import Service, ServiceDeployment
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Call, Change, Consequence, Progress

_RECORDS = 20
_ENDING = {
    "STOP_REQUESTED": "is being stopped already",
    "ROLLBACK_REQUESTED": "is being rolled back already",
    "ROLLBACK_IN_PROGRESS": "is being rolled back already",
}


class DeploymentRecordChange(OneCall):
    """An operation on the deployment under way of the service `service` of the cluster `cluster` (names).

    It is never sent again: what is to be changed may be another by then.
    """

    def __init__(self, desk: Desk, cluster: str, service: str) -> None:
        super().__init__(desk)
        self.cluster = cluster
        self.service = service

    @abstractmethod
    def judge(self, plan: Plan, record: ServiceDeployment, service: Service) -> Progress:
        """How far it is, by a reading of now. Pure."""

    async def read(self) -> Service:
        """The service as it is; Refused where somebody else than ECS deploys it."""
        service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
        if service.deployment_controller != "ECS":
            raise Refused(f"ECS does not deploy {service.name}: {service.deployment_controller} does.")
        return service

    async def under_way(self, service: Service) -> Halt:
        """The deployment under way; Refused where there is none."""
        records = await self._records()
        running = next((record for record in records if record.stoppable), None)
        if running is None:
            raise Refused(_none_running(service, records))
        back = revision_back(records, running)
        target, *rest = await self._revisions(running.target_revision, *([back] if back else ()))
        return Halt(running, target, rest[0] if rest else None)

    def draw_up(
        self,
        service: Service,
        halt: Halt,
        changes: tuple[Change, ...],
        consequences: tuple[Consequence, ...],
        call: Call,
        facts: dict[str, str],
    ) -> Plan:
        """The plan of a call about the record of `halt`."""
        arn = Arn.parse(service.arn)
        return Plan(
            verb=self.verb,
            subject=service.name,
            where=Where(arn.account, arn.region, service.cluster),
            changes=changes,
            consequences=consequences,
            call=call,
            facts=tuple(facts.items()),
            resource=halt.record.arn,
            before=service,
        )

    async def _records(self) -> tuple[ServiceDeployment, ...]:
        return await self.desk.aws.ecs.service_deployments(self.cluster, self.service, limit=_RECORDS)

    async def _revisions(self, *arns: str) -> list[ServiceRevision]:
        """The revisions in the order given; only named by its ARN is one that cannot be read."""
        try:
            found = await self.desk.aws.ecs.service_revisions(arns)
        except AwsError:
            found = ()
        known = {revision.arn: revision for revision in found}
        return [known.get(arn, ServiceRevision(arn, "")) for arn in arns]

    async def record(self, plan: Plan) -> ServiceDeployment:
        """The record that `plan` is about, as it is now."""
        found = next((record for record in await self._records() if record.arn == plan.resource), None)
        if found is None:
            raise NotFound("the record of the deployment is gone.", operation="ecs:ListServiceDeployments")
        return found

    def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        return followed(self.desk, lambda: self._judged(plan))

    async def _judged(self, plan: Plan) -> Progress:
        record = await self.record(plan)
        service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
        return self.judge(plan, record, service)


def _none_running(service: Service, records: tuple[ServiceDeployment, ...]) -> str:
    if not records:
        return f"No deployment of {service.name} is on record."
    status = records[0].status
    if ending := _ENDING.get(status):
        return f"The deployment of {service.name} {ending}."
    return f"No deployment of {service.name} is running; the last one is {in_words(status)}."
