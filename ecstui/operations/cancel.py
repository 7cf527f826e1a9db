"""Cancel: stop the deployment of a service that is under way, rolled back or aborted where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.aws_words import in_words
from ecstui.model.humane import counted
from ecstui.model.shifting import percent, production_of
from ecstui.operations.cancel_consequences import Halt, consequences, name_of, new_and_old
from ecstui.operations.deployment_record import DeploymentRecordChange
from ecstui.operations.plan import Call, Change, Plan, Progress

if TYPE_CHECKING:
    from ecstui.aws.ecs import StopType
    from ecstui.model.ecs import Service, ServiceDeployment
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Phase


class Cancel(DeploymentRecordChange):
    """Stop the deployment of a service.

    `stop_type` is what is asked for; where there is nothing to roll back to, the plan is one to abort.
    """

    verb = "cancel"

    def __init__(self, desk: Desk, cluster: str, service: str, stop_type: StopType = "ROLLBACK") -> None:
        super().__init__(desk, cluster, service)
        self.stop_type = stop_type
        self._planned: StopType = stop_type  # what the last plan says

    async def plan(self) -> Plan:
        """What runs of the new and of the old, and what becomes of both."""
        service = await self.read()
        halt = await self.under_way(service)
        rollback = self.stop_type == "ROLLBACK" and halt.back is not None
        self._planned = "ROLLBACK" if rollback else "ABORT"
        return self.draw_up(
            service,
            halt,
            _changes(service, halt, rollback=rollback),
            consequences(service, halt, self.desk.aws.now(), rollback=rollback),
            Call(
                "ecs:StopServiceDeployment",
                (("serviceDeploymentArn", halt.record.arn), ("stopType", self._planned)),
            ),
            _facts(halt, self._planned),
        )

    async def send(self, plan: Plan) -> str:
        return await self.desk.aws.ecs.stop_service_deployment(plan.resource, self._planned)

    async def look(self, plan: Plan) -> bool:
        return not (await self.record(plan)).stoppable

    def judge(self, plan: Plan, record: ServiceDeployment, service: Service) -> Progress:
        """Done once the record says so."""
        del plan
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
    phase, text = said.get(record.status, ("converging", f"The deployment is {in_words(record.status)}."))
    return Progress(phase, text, running, wanted, pending=service.pending if rollback else 0, old=old)


def _changes(service: Service, halt: Halt, *, rollback: bool) -> tuple[Change, ...]:
    target = name_of(halt.target)
    if not rollback or halt.back is None:
        return (
            Change("deployment", f"{in_words(halt.record.status)} to {target}", "stopped where it is"),
            *_stage(halt, "stays there"),
        )
    return (
        Change("deployment", f"{in_words(halt.record.status)} to {target}", "rolled back"),
        *_stage(halt, "clean up"),
        *_traffic(halt, target),
        Change("service", target, f"{name_of(halt.back)}, {counted(service.desired, 'task')}"),
    )


def _stage(halt: Halt, after: str) -> tuple[Change, ...]:
    stage = halt.record.lifecycle_stage
    return (Change("stage", in_words(stage), after),) if stage else ()


def _traffic(halt: Halt, target: str) -> tuple[Change, ...]:
    share = production_of(halt.record)
    return (Change("traffic", f"{percent(share)} to {target}", percent(0.0)),) if share else ()


def _facts(halt: Halt, stop_type: StopType) -> dict[str, str]:
    return {
        "deployment": short(halt.record.arn),
        "stop": stop_type.lower(),
        "returns to": name_of(halt.back) if halt.back else "nothing",
        "stage": in_words(halt.record.lifecycle_stage) or "none",
    }
