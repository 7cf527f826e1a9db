"""Replace tasks: stop the tasks of a service one by one, each once the service is whole again."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn, short_id
from ecstui.model.errors import AwsError, EcsTuiError, NotFound
from ecstui.model.humane import age, count
from ecstui.operations.converge import held_up_by_targets
from ecstui.operations.operation import Operation
from ecstui.operations.plan import Call, Change, Plan, Progress, Where
from ecstui.operations.refusals import NotRecorded, Refused
from ecstui.operations.replace_tasks_consequences import consequences
from ecstui.operations.replace_tasks_verdict import changed_since, not_whole
from ecstui.operations.stop_task import StopTask

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.model.ecs import Service, Task
    from ecstui.operations.audit import Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Phase

HELD = 2  # readings in a row in which the service must be whole
REASON = "Replaced one by one with ecstui"


@dataclass(slots=True)
class _Round:
    """How far a round of replacements is: the tasks there were, how many of them are replaced."""

    before: Service
    tasks: tuple[Task, ...]
    done: int = 0

    @property
    def words(self) -> str:
        return f"{count(self.done)} of {count(len(self.tasks))} replaced"

    def progress(self, text: str, running: int, phase: Phase = "converging") -> Progress:
        return Progress(phase, f"{self.words}. {text}".strip(), running, self.before.desired)


class ReplaceTasks(Operation):
    """Replace every task that the service `service` of `cluster` (names) runs, one after the other.

    It ends at the first that does not come back, and where somebody else changes the service: what it has
    not come to stays as it is.
    """

    verb = "replace"

    def __init__(self, desk: Desk, cluster: str, service: str) -> None:
        super().__init__(desk)
        self.cluster = cluster
        self.service = service
        self._round: _Round | None = None

    async def plan(self) -> Plan:
        """Which tasks are replaced, and what is left of the service meanwhile."""
        service = await self._read()
        if service.status != "ACTIVE":
            raise Refused(f"The service {service.name} is {service.status.lower()}: it is being deleted.")
        if service.deployment_controller == "EXTERNAL":
            raise Refused(f"{service.name} has an EXTERNAL controller: ECS starts nothing in a task's place.")
        tasks = await self._tasks()
        arn = Arn.parse(service.arn)
        some = Change("tasks", f"{count(len(tasks))} running", f"{count(len(tasks))} new, one by one")
        return Plan(
            verb=self.verb,
            subject=service.name,
            where=Where(arn.account, arn.region, service.cluster),
            changes=(some,) if tasks else (),
            consequences=consequences(service, tasks),
            call=Call(
                "ecs:StopTask",
                (("cluster", self.cluster), ("tasks", " ".join(short_id(task.id) for task in tasks))),
            ),
            facts=(
                ("deployment", service.primary.id if service.primary else "none"),
                ("deployments", count(len(service.deployments))),
                ("desired count", count(service.desired)),
                ("tasks", " ".join(task.id for task in tasks)),
            ),
            resource=service.arn,
            before=service,
        )

    async def _read(self) -> Service:
        return await self.desk.aws.ecs.describe_service(self.cluster, self.service)

    async def _tasks(self) -> tuple[Task, ...]:
        """Those that are to run, the oldest first."""
        found = [
            task
            async for some in self.desk.aws.ecs.tasks(self.cluster, service=self.service)
            for task in some
            if task.desired_status == "RUNNING"
        ]
        return tuple(sorted(found, key=lambda task: (task.created_at, task.arn)))

    async def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """One after the other, with a line in the audit log for each."""
        going = self._round = _Round(plan.service, await self._tasks())
        for number, task in enumerate(going.tasks, 1):
            reason = f"{REASON}, {number} of {len(going.tasks)}"
            stop = StopTask(self.desk, self.cluster, task.id, reason)
            last = Progress("sent", "")
            try:
                async with aclosing(self._replaced(stop, going, record)) as steps:
                    async for last in steps:
                        yield last
                if last.phase == "failed":
                    return
                going.done += 1
                await _note(record, f"{going.words}: {short_id(task.id)}.")
            except EcsTuiError as error:
                if not record.taken:
                    raise
                yield going.progress(f"It ends here: {error}", last.running, "failed")
                return
        yield going.progress("", going.before.desired, "done")

    async def _replaced(
        self, stop: StopTask, going: _Round, record: Record
    ) -> AsyncGenerator[Progress, None]:
        """One of them stopped, and the service whole again; the last is failed where it is not."""
        async with aclosing(self._stopped(stop, going, record)) as steps:
            async for progress in steps:
                yield progress
                if progress.phase == "failed":
                    return
        async with aclosing(self._whole_again(going)) as steps:
            async for progress in steps:
                yield progress

    async def _stopped(self, stop: StopTask, going: _Round, record: Record) -> AsyncGenerator[Progress, None]:
        """Send the stop, once; the last is failed where whether it was applied is unknown."""
        name = short_id(stop.task)
        try:
            plan = await stop.plan()
        except Refused:
            return  # it has ended by itself meanwhile: nothing is to be stopped
        if why := changed_since(going.before, await self._read()):
            raise Refused(why)
        async with aclosing(stop.carry_out(plan, record)) as steps:
            async for progress in steps:
                if progress.phase == "failed":
                    yield going.progress(progress.text, progress.running, "failed")
                    return
                first = not going.done and progress.taken
                said = going.progress(f"{name}: {progress.text}", progress.running)
                yield replace(said, phase="sent", taken=True) if first else said
                if progress.taken:
                    return

    async def _whole_again(self, going: _Round) -> AsyncGenerator[Progress, None]:
        """Wait until the task has gone and the service has as many healthy tasks as it wants."""
        task = going.tasks[going.done]
        since, stood, said, service = self.desk.clock.monotonic(), 0, "", going.before
        patience = 2 * self.desk.patience + (going.before.health_check_grace_period or 0)
        while stood < HELD:
            await asyncio.sleep(self.desk.every)
            waited = self.desk.clock.monotonic() - since
            try:
                service = await self._read()
                why = changed_since(going.before, service)
                held_up = not_whole(service, await self._tasks(), task) or await held_up_by_targets(
                    self.desk, service
                )
            except NotFound:
                yield going.progress("It ends here: the service is gone.", 0, "failed")
                return
            except AwsError as error:
                why, held_up = "", f"not read: {error.why}"
            if why:
                yield going.progress(f"It ends here: {why}", service.running, "failed")
                return
            stood = 0 if held_up else stood + 1
            if held_up and waited > patience:
                text = f"It ends here: {short_id(task.id)} is not replaced after {age(waited)}: {held_up}"
                yield going.progress(text, service.running, "failed")
                return
            if held_up and held_up != said:
                said = held_up
                yield going.progress(f"{short_id(task.id)}: {held_up}", service.running)

    def goes_on(self, plan: Plan) -> str:
        """What was stopped is replaced; the rest stays."""
        if self._round is None:
            return "Nothing was stopped."
        return f"{self._round.words} of {plan.subject}; the others stay, and ECS ends what was begun."


async def _note(record: Record, words: str) -> None:
    try:
        await record.note("sending", words)
    except OSError as error:
        raise NotRecorded("the audit log cannot be written any more.") from error
