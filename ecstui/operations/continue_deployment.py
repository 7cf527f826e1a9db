"""Continue: let a deployment that waits at a PAUSE hook go on, or roll back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.aws_words import in_words
from ecstui.model.shifting import percent, production_of, waiting_hook
from ecstui.operations.cancel import of_record
from ecstui.operations.cancel_consequences import name_of
from ecstui.operations.continue_consequences import after, consequences
from ecstui.operations.deployment_record import DeploymentRecordChange
from ecstui.operations.plan import Call, Change, Plan
from ecstui.operations.refusals import Refused
from ecstui.operations.shift_verdict import of_continued

if TYPE_CHECKING:
    from ecstui.aws.ecs import HookAction
    from ecstui.model.ecs import Service, ServiceDeployment
    from ecstui.model.shifting import Hook
    from ecstui.operations.cancel_consequences import Halt
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Progress


class Continue(DeploymentRecordChange):
    """Answer the pause that the deployment of a service waits at."""

    verb = "continue"

    def __init__(self, desk: Desk, cluster: str, service: str, action: HookAction = "CONTINUE") -> None:
        super().__init__(desk, cluster, service)
        self.action = action

    async def plan(self) -> Plan:
        """The stage and the traffic now and next, and what each revision gets of it."""
        service = await self.read()
        halt = await self.under_way(service)
        hook = waiting_hook(halt.record)
        if hook is None:
            stage = in_words(halt.record.lifecycle_stage)
            at = f" (stage {stage})" if stage else ""
            raise Refused(f"The deployment of {service.name} does not wait at a pause{at}.")
        record = halt.record
        return self.draw_up(
            service,
            halt,
            _changes(halt, self.action),
            consequences(service, halt, hook, self.desk.aws.now(), self.action),
            Call(
                "ecs:ContinueServiceDeployment",
                (("serviceDeploymentArn", record.arn), ("hookId", hook.id), ("action", self.action)),
            ),
            _facts(record, hook, self.action),
        )

    async def send(self, plan: Plan) -> str:
        return await self.desk.aws.ecs.continue_service_deployment(plan.resource, hook_of(plan), self.action)

    async def look(self, plan: Plan) -> bool:
        record, hook = await self.record(plan), hook_of(plan)
        return not any(each.id == hook and each.waits for each in record.hooks)

    def judge(self, plan: Plan, record: ServiceDeployment, service: Service) -> Progress:
        """Done at the end of the deployment, or once it waits at another pause."""
        if self.action == "ROLLBACK":
            return of_record(record, service, rollback=True)
        return of_continued(record, service, hook_of(plan), self.desk.aws.now())

    def goes_on(self, plan: Plan) -> str:
        way = "deploying" if self.action == "CONTINUE" else "rolling back the deployment of"
        return f"ECS goes on {way} {plan.subject} by itself."


def hook_of(plan: Plan) -> str:
    """The id of the hook that the plan answers."""
    return str(dict(plan.call.members)["hookId"])


def _changes(halt: Halt, action: HookAction) -> tuple[Change, ...]:
    record, target = halt.record, name_of(halt.target)
    stage, share = after(record, action)
    now = production_of(record)
    traffic = Change("traffic", f"{percent(now)} to {target}", percent(share))
    return (
        Change("stage", f"{in_words(record.lifecycle_stage)}, waits", in_words(stage)),
        *((traffic,) if share != now else ()),
        *((Change("deployment", f"to {target}", "rolled back"),) if action == "ROLLBACK" else ()),
    )


def _facts(record: ServiceDeployment, hook: Hook, action: HookAction) -> dict[str, str]:
    return {
        "deployment": short(record.arn),
        "pause": hook.id,
        "action": action.lower(),
        "stage": in_words(record.lifecycle_stage) or "none",
        "traffic": percent(production_of(record)),
        "left alone": hook.timeout_action.lower(),
    }
