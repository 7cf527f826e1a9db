"""Cancel: stop the deployment of a service that is under way, rolled back or aborted where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import Arn, short
from ecstui.model.ecs import ServiceRevision
from ecstui.model.errors import AwsError, NotFound
from ecstui.model.humane import counted
from ecstui.operations.cancel_consequences import (
    Halt,
    consequences,
    name_of,
    new_and_old,
    revision_back,
)
from ecstui.operations.following import followed
from ecstui.operations.one_call import OneCall
from ecstui.operations.plan import Call, Change, Plan, Progress, Where
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.aws.ecs import StopType
    from ecstui.model.ecs import Service, ServiceDeployment
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Phase

_RECORDS = 20
_ENDING = {
    "STOP_REQUESTED": "is being stopped already",
    "ROLLBACK_REQUESTED": "is being rolled back already",
    "ROLLBACK_IN_PROGRESS": "is being rolled back already",
}


class Cancel(OneCall):
    """Stop the deployment of the service `service` of the cluster `cluster` (names).

    `stop_type` is what is asked for; where there is nothing to roll back to, the plan is one to abort. It is
    never sent again: what is to be stopped may be another by then.
    """

    verb = "cancel"

    def __init__(self, desk: Desk, cluster: str, service: str, stop_type: StopType = "ROLLBACK") -> None:
        super().__init__(desk)
        self.cluster = cluster
        self.service = service
        self.stop_type = stop_type
        self._planned: StopType = stop_type  # what the last plan says

    async def plan(self) -> Plan:
        """What runs of the new and of the old, and what becomes of both."""
        service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
        if service.deployment_controller != "ECS":
            raise Refused(f"ECS does not deploy {service.name}: {service.deployment_controller} does.")
        halt = await self._halt(service)
        rollback = self.stop_type == "ROLLBACK" and halt.back is not None
        self._planned = "ROLLBACK" if rollback else "ABORT"
        arn = Arn.parse(service.arn)
        return Plan(
            verb=self.verb,
            subject=service.name,
            where=Where(arn.account, arn.region, service.cluster),
            changes=_changes(service, halt, rollback=rollback),
            consequences=consequences(service, halt, rollback=rollback),
            call=Call(
                "ecs:StopServiceDeployment",
                (("serviceDeploymentArn", halt.record.arn), ("stopType", self._planned)),
            ),
            facts=tuple(_facts(halt, self._planned).items()),
            resource=halt.record.arn,
            before=service,
        )

    async def _halt(self, service: Service) -> Halt:
        records = await self._records()
        running = next((record for record in records if record.stoppable), None)
        if running is None:
            raise Refused(_none_running(service, records))
        back = revision_back(records, running)
        target, *rest = await self._revisions(running.target_revision, *([back] if back else ()))
        return Halt(running, target, rest[0] if rest else None)

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

    async def _record(self, plan: Plan) -> ServiceDeployment:
        found = next((record for record in await self._records() if record.arn == plan.resource), None)
        if found is None:
            raise NotFound("the record of the deployment is gone.", operation="ecs:ListServiceDeployments")
        return found

    async def send(self, plan: Plan) -> str:
        return await self.desk.aws.ecs.stop_service_deployment(plan.resource, self._planned)

    async def look(self, plan: Plan) -> bool:
        return not (await self._record(plan)).stoppable

    def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        return followed(self.desk, lambda: self.judge(plan))

    async def judge(self, plan: Plan) -> Progress:
        """Done once the record says so."""
        record = await self._record(plan)
        service = await self.desk.aws.ecs.describe_service(self.cluster, self.service)
        return of_record(record, service, rollback=self._planned == "ROLLBACK")

    def goes_on(self, plan: Plan) -> str:
        return f"ECS goes on stopping the deployment of {plan.subject} by itself."


def of_record(record: ServiceDeployment, service: Service, *, rollback: bool) -> Progress:
    """How a cancelled deployment stands, by its record. Pure."""
    running, wanted, old = 0, 0, 0
    if rollback:
        (running, old), wanted = new_and_old(service), service.desired
    why = f" {record.status_reason}".rstrip()
    said: dict[str, tuple[Phase, str]] = {
        "SUCCESSFUL": ("failed", "Too late: the deployment had finished."),
        "ROLLBACK_FAILED": ("failed", f"The rollback failed.{why}"),
        "ROLLBACK_SUCCESSFUL": ("done" if rollback else "failed", f"It was rolled back.{why}"),
        "STOPPED": ("failed" if rollback else "done", f"It stopped where it was.{why}"),
    }
    phase, text = said.get(record.status, ("converging", f"The deployment is {_word(record.status)}."))
    return Progress(phase, text, running, wanted, pending=service.pending if rollback else 0, old=old)


def _word(status: str) -> str:
    return status.lower().replace("_", " ")


def _none_running(service: Service, records: tuple[ServiceDeployment, ...]) -> str:
    if not records:
        return f"No deployment of {service.name} is on record."
    status = records[0].status
    if ending := _ENDING.get(status):
        return f"The deployment of {service.name} {ending}."
    return f"No deployment of {service.name} is running; the last one is {_word(status)}."


def _changes(service: Service, halt: Halt, *, rollback: bool) -> tuple[Change, ...]:
    target = name_of(halt.target)
    if not rollback or halt.back is None:
        return (Change("deployment", f"{_word(halt.record.status)} to {target}", "stopped where it is"),)
    return (
        Change("deployment", f"{_word(halt.record.status)} to {target}", "rolled back"),
        Change("service", target, f"{name_of(halt.back)}, {counted(service.desired, 'task')}"),
    )


def _facts(halt: Halt, stop_type: StopType) -> dict[str, str]:
    return {
        "deployment": short(halt.record.arn),
        "stop": stop_type.lower(),
        "returns to": name_of(halt.back) if halt.back else "nothing",
        "stage": halt.record.lifecycle_stage.lower() or "none",
    }
