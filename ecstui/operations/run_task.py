"""Run task: start one or a few tasks on their own, and follow them to their exit codes."""

from __future__ import annotations

import math
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn, short, short_id
from ecstui.model.errors import Rejected, UsageError
from ecstui.model.humane import counted
from ecstui.operations.following import followed
from ecstui.operations.one_call import OneCall
from ecstui.operations.plan import Plan, Progress, Where
from ecstui.operations.refusals import Refused
from ecstui.operations.run_task_asked import request_of
from ecstui.operations.run_task_consequences import (
    call,
    changes,
    consequences,
    network_words,
    place_words,
)
from ecstui.operations.run_task_verdict import exit_code_of, of_run
from ecstui.operations.stop_task import StopTask

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from ecstui.model.ecs import Service, Task
    from ecstui.model.run_request import RunRequest
    from ecstui.operations.desk import Desk
    from ecstui.operations.run_task_asked import Asked


class RunTask(OneCall):
    """Run tasks as `asked`. One token for its whole life: a lost answer is asked for again by the same call.

    `tasks` are those started, as last read; () before. `on_started` is called as soon as there are any.
    """

    verb = "run"
    making_sure = "It is sent again with the same token, which starts nothing twice."

    def __init__(
        self, desk: Desk, asked: Asked, on_started: Callable[[RunTask], object] = lambda _: None
    ) -> None:
        super().__init__(desk)
        self._on_started = on_started
        self.asked = asked
        self.tasks: tuple[Task, ...] = ()
        self._failures: tuple[str, ...] = ()
        self._request: RunRequest | None = None
        self._token = uuid.uuid4().hex

    @property
    def container(self) -> str:
        """The container whose end counts; "" before there is a plan."""
        return self._request.overrides.container if self._request else ""

    @property
    def exit_code(self) -> int | None:
        """The first exit code that is not 0, else 0; None where a container never ran, or still runs."""
        return exit_code_of(self.tasks, self.container)

    async def plan(self) -> Plan:
        """What runs where, with what of its definition another, and what it costs and may do."""
        service = await self._service()
        name = self.asked.task_definition or (service.task_definition if service else "")
        if not name:
            raise UsageError("Name a task definition, or a service to run the one of.")
        definition = await self.desk.aws.ecs.task_definition(name)
        self._request = request = request_of(self.asked, self._token, definition, service)
        arn = Arn.parse(definition.arn)
        return Plan(
            verb=self.verb,
            subject=short(definition.arn),
            where=Where(arn.account, arn.region, short(self.asked.cluster)),
            changes=changes(request, definition),
            consequences=consequences(request, definition, service),
            call=call(request),
            facts=(
                ("task definition", short(definition.arn)),
                ("runs on", place_words(request)),
                ("network", network_words(request.network)),
            ),
            resource=definition.arn,
            before=service,
            kind="task definition",
        )

    async def _service(self) -> Service | None:
        name = self.asked.service
        return await self.desk.aws.ecs.describe_service(self.asked.cluster, name) if name else None

    async def send(self, plan: Plan) -> str:
        if self._request is None:
            raise LookupError("it was not planned")
        launched = await self.desk.aws.ecs_tasks.run(self._request)
        if not launched.tasks:
            why = "; ".join(launched.failures) or "no reason was given"
            raise Refused(f"ECS started no task: {why}.")
        self.tasks, self._failures = launched.tasks, launched.failures
        self._on_started(self)
        return launched.request_id

    async def look(self, plan: Plan) -> bool:
        try:
            await self.send(plan)
        except Rejected as error:
            raise Refused(f"No task was started: {error.why}") from error
        return True

    def begun(self, plan: Plan) -> Progress:
        """The tasks that ECS has started, by name."""
        started = ", ".join(short_id(task.id) for task in self.tasks)
        return Progress(
            "sent", f"Started {started}.", 0, len(self.tasks), pending=len(self.tasks), taken=True
        )

    def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        # That a task runs for long is no standstill.
        return followed(replace(self.desk, patience=math.inf), self._judge)

    async def _judge(self) -> Progress:
        arns = [task.arn for task in self.tasks]
        found = {task.arn: task for task in await self.desk.aws.ecs.describe_tasks(self.asked.cluster, arns)}
        # What was started a moment ago may not be seen yet, what ended an hour ago no more.
        self.tasks = tuple(found.get(task.arn, task) for task in self.tasks)
        return of_run(self.tasks, self.container, self._failures)

    def goes_on(self, plan: Plan) -> str:
        if not self.tasks:
            return f"Whether a task of {plan.subject} was started is not known."
        named = " ".join(task.id for task in self.tasks)
        runs = counted(len(self.tasks), "task")
        return f"ECS goes on running {runs} of {plan.subject} in {plan.where.cluster}: {named}."

    def reverse(self, plan: Plan) -> StopTask | None:
        """Stopping it, where it is one task that still runs."""
        if len(self.tasks) != 1 or self.tasks[0].desired_status == "STOPPED":
            return None
        return StopTask(self.desk, self.asked.cluster, self.tasks[0].id)
