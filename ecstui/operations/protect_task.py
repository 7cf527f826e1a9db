"""Protect task: keep a task from being stopped by scaling in and deployments, for a time or no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import Arn, short, short_id
from ecstui.model.ecs import TaskProtection
from ecstui.model.errors import UsageError
from ecstui.model.humane import age, counted
from ecstui.operations.following import followed
from ecstui.operations.one_call import OneCall
from ecstui.operations.plan import Call, Change, Consequence, Plan, Progress, Where
from ecstui.operations.refusals import Refused
from ecstui.operations.stop_task_consequences import protection_words

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from ecstui.model.ecs import Service, Task
    from ecstui.operations.desk import Desk

USUAL = 120  # minutes
LONGEST = 2880  # minutes; ECS's own limit


class ProtectTask(OneCall):
    """Protect the task `task` (an id) for `minutes`, or no longer where that is None.

    Sent again it means the same: protected from then on, or not at all.
    """

    verb = "protect task"
    resends = 1

    def __init__(self, desk: Desk, cluster: str, task: str, minutes: int | None) -> None:
        super().__init__(desk)
        if minutes is not None and not 1 <= minutes <= LONGEST:
            raise UsageError(f"A task can be protected for 1 to {LONGEST} minutes, not {minutes}.")
        self.cluster = cluster
        self.task = task
        self.minutes = minutes

    async def plan(self) -> Plan:
        """How the task is protected, how it will be, and what that holds up."""
        task = next(iter(await self.desk.aws.ecs.describe_tasks(self.cluster, (self.task,))), None)
        if task is None or task.desired_status == "STOPPED":
            raise Refused(f"The task {self.task} does not run any more.")
        if not task.service:
            raise Refused(
                "It is not a service's task: nothing but a person stops it, and only those are protected."
            )
        service = await self.desk.aws.ecs.describe_service(self.cluster, task.service)
        now = await self._protection() or TaskProtection(enabled=False)
        after = "none" if self.minutes is None else f"for {age(self.minutes * 60)}"
        same = self.minutes is None and not now.enabled
        arn = Arn.parse(task.arn)
        members: tuple[tuple[str, str | int | bool], ...] = (
            ("cluster", self.cluster),
            ("task", task.id),
            ("protectionEnabled", self.minutes is not None),
        )
        return Plan(
            verb=self.verb if self.minutes is not None else "unprotect task",
            subject=short_id(task.id),
            where=Where(arn.account, arn.region, short(task.cluster_arn)),
            changes=() if same else (Change("protection", protection_words(now), after),),
            consequences=tuple(_consequences(task, service, self.minutes)),
            call=Call(
                "ecs:UpdateTaskProtection",
                members if self.minutes is None else (*members, ("expiresInMinutes", self.minutes)),
            ),
            facts=(("protection", protection_words(now)), ("last status", task.last_status)),
            resource=task.arn,
            before=service,
            kind="task",
        )

    async def _protection(self) -> TaskProtection | None:
        return await self.desk.aws.ecs.task_protection(self.cluster, self.task)

    async def send(self, plan: Plan) -> str:
        _, request_id = await self.desk.aws.ecs_tasks.protect(self.cluster, self.task, self.minutes)
        return request_id

    async def look(self, plan: Plan) -> bool:
        now = await self._protection()
        if now is None:
            raise Refused("The task does not run any more.")
        return self._as_wanted(now) and protection_words(now) != dict(plan.facts)["protection"]

    def _as_wanted(self, now: TaskProtection) -> bool:
        return now.enabled == (self.minutes is not None)

    def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        return followed(self.desk, self._judge)

    async def _judge(self) -> Progress:
        now = await self._protection()
        if now is None:
            return Progress("failed", "The task has ended meanwhile.")
        if not self._as_wanted(now):
            return Progress("converging", "Sent; it is not to be seen yet.")
        return Progress("done", f"Protection: {protection_words(now)}.")

    def goes_on(self, plan: Plan) -> str:
        return f"The protection of {plan.subject} is ECS's to keep."

    def reverse(self, plan: Plan) -> ProtectTask | None:
        """No protection, where there was none before."""
        fresh = dict(plan.facts)["protection"] == "none" and self.minutes is not None
        return ProtectTask(self.desk, self.cluster, self.task, None) if fresh else None


def _consequences(task: Task, service: Service, minutes: int | None) -> Iterator[Consequence]:
    if minutes is None:
        yield Consequence("note", f"Scaling in and deployments of {service.name} may stop it at once.")
        if len(service.deployments) > 1:
            yield Consequence("warning", "A deployment is in flight: it goes on and may stop the task now.")
        return
    hours = age(minutes * 60)
    yield Consequence("note", f"Scaling in does not stop it for {hours}; then the protection ends by itself.")
    held_up = f"A deployment of {service.name} waits until the task ends, or the {hours} are over."
    in_flight = len(service.deployments) > 1 or task.task_definition != service.task_definition
    yield Consequence("warning" if in_flight else "note", held_up)
    if service.running > service.desired:
        over = counted(service.running - service.desired, "task")
        yield Consequence(
            "warning", f"{service.name} runs {over} too many: this one will not be the one to go."
        )
    yield Consequence("note", "It does not keep it from failing its health checks, from Spot, or from K.")
