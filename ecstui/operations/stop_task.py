"""Stop task: end one task, and see that its service puts another in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import Arn, short, short_id
from ecstui.model.errors import AwsError, NotFound
from ecstui.model.humane import count
from ecstui.operations.following import followed
from ecstui.operations.one_call import OneCall
from ecstui.operations.plan import Call, Change, Plan, Progress, Where
from ecstui.operations.refusals import Refused
from ecstui.operations.stop_task_consequences import Circumstances, consequences, protection_words

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable

    from ecstui.model.ecs import Service, Task, TaskProtection
    from ecstui.operations.desk import Desk


class StopTask(OneCall):
    """Stop the task `task` (an id) of the cluster `cluster`; `reason` is what ECS keeps of it.

    `fellows` are the ids of the tasks of its service that are stopped together with it: they are not counted
    on.

    Where `reason` is a function, it is asked whenever the stop is planned, the last time as it is applied.

    It is never sent again: a task that is read as not stopped may be stopping all the same.
    """

    verb = "stop task"

    def __init__(
        self,
        desk: Desk,
        cluster: str,
        task: str,
        reason: str | Callable[[], str] = "",
        fellows: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(desk)
        self.cluster = cluster
        self.task = task
        self.fellows = fellows
        self._ask = reason if callable(reason) else lambda: reason
        self.reason = ""

    async def plan(self) -> Plan:
        """Which task ends, what is left of its service meanwhile, and what comes in its place."""
        task = await self._task()
        if task is None:
            raise Refused(f"There is no task {self.task} any more; ECS forgets those that ended.")
        if _stopping(task):
            raise Refused(f"The task {task.id} is {task.last_status} and is not to run any more already.")
        around = await self._circumstances(task)
        self.reason = self._ask() or self.reason or own_reason(await self.desk.who())
        arn = Arn.parse(task.arn)
        return Plan(
            verb=self.verb,
            subject=short_id(task.id),
            where=Where(arn.account, arn.region, short(task.cluster_arn)),
            changes=(Change("task", task.last_status, "STOPPED"), Change("reason", "none", self.reason)),
            consequences=consequences(task, around),
            call=Call(
                "ecs:StopTask", (("cluster", self.cluster), ("task", task.id), ("reason", self.reason))
            ),
            facts=tuple(self._facts(task, around).items()),
            resource=task.arn,
            before=around.service,
            kind="task",
        )

    def _facts(self, task: Task, around: Circumstances) -> dict[str, str]:
        service = around.service
        # Where all go together, those that come in their place are nothing to look at the plan again for.
        all_go = service is not None and len(self.fellows) >= service.desired - 1 > 0
        return {
            "last status": task.last_status,
            "protection": protection_words(around.protection),
            "desired count": count(service.desired) if service else "no service",
            "other tasks": "some" if around.others and not all_go else "none",
        }

    async def _task(self) -> Task | None:
        return next(iter(await self.desk.aws.ecs.describe_tasks(self.cluster, (self.task,))), None)

    async def _service(self, name: str) -> Service | None:
        try:
            return await self.desk.aws.ecs.describe_service(self.cluster, name) if name else None
        except NotFound:
            return None

    async def _circumstances(self, task: Task) -> Circumstances:
        service = await self._service(task.service)
        if service is None:
            return Circumstances()
        well = [
            other.id
            async for tasks in self.desk.aws.ecs.tasks(self.cluster, service=service.name)
            for other in tasks
            if other.arn != task.arn and other.runs_well
        ]
        others = [other for other in well if other not in self.fellows]
        protection = await self._protection(task)
        return Circumstances(service, len(others), protection, len(well) - len(others))

    async def _protection(self, task: Task) -> TaskProtection | None:
        try:
            return await self.desk.aws.ecs.task_protection(self.cluster, task.id)
        except AwsError:
            return None  # not permitted: the plan says that it is not known

    async def send(self, plan: Plan) -> str:
        return await self.desk.aws.ecs.stop_task(self.cluster, self.task, self.reason)

    async def look(self, plan: Plan) -> bool:
        task = await self._task()
        return task is None or _stopping(task)

    def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        return followed(self.desk, lambda: self.judge(plan))

    async def judge(self, plan: Plan) -> Progress:
        """Done once it has stopped and, where a service had it, as many run again as did before."""
        task = await self._task()
        service = await self._service(plan.before.name) if plan.before else None
        running, wanted = _wanted(plan.before, service)
        if task is not None and task.last_status != "STOPPED":
            return Progress("converging", f"The task is {task.last_status}.", running, wanted)
        if plan.before is None:
            return Progress("done", "The task has stopped.")
        if service is None or service.status != "ACTIVE":
            return Progress("done", "The task has stopped; its service is being deleted.")
        if running < wanted:
            text = "The task has stopped; another is to start."
            return Progress("converging", text, running, wanted, pending=service.pending)
        return Progress("done", f"The task has stopped; {count(running)} run.", running, wanted)

    def goes_on(self, plan: Plan) -> str:
        return f"ECS goes on stopping the task {plan.subject} by itself."


def fellows(task: Task, stopped: Iterable[Task]) -> frozenset[str]:
    """The ids of those of the tasks to be stopped that are of the same service as `task`."""
    place = (task.cluster_arn, task.service)
    mine = (each.id for each in stopped if task.service and (each.cluster_arn, each.service) == place)
    return frozenset(mine) - {task.id}


def own_reason(who: str) -> str:
    """What ECS keeps as the reason where none is given; `who` is the caller's ARN, or "unknown: ..."."""
    return "Stopped with ecstui" if who.startswith("unknown") else f"Stopped by {short(who)} with ecstui"


def _stopping(task: Task) -> bool:
    return task.desired_status == "STOPPED" or task.last_status == "STOPPED"


def _wanted(before: Service | None, service: Service | None) -> tuple[int, int]:
    """Tasks running, and how many are to: no more than ran before, for a service that was short already."""
    if before is None or service is None:
        return 0, 0
    return service.running, min(service.desired, before.running)
