"""`ecstui run`: a task of its own, its lines on standard output, its exit code in the outcome."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ecstui.commands import change
from ecstui.commands.applying import Applying, tell_lines
from ecstui.commands.at_a_desk import at_a_desk
from ecstui.commands.log_lines import Choice
from ecstui.commands.log_notices import failed
from ecstui.commands.log_reader import Reader, Span
from ecstui.commands.log_stdout import Stdout, has_colours, tell
from ecstui.commands.revision_target import with_known_revision
from ecstui.commands.service_target import wanted_service
from ecstui.live.log_target import find_service
from ecstui.live.run_watch import RunWatch
from ecstui.model.arn import short
from ecstui.model.ecs import Network
from ecstui.model.errors import AwsError, Denied, UsageError
from ecstui.model.log_filter import LogFilter
from ecstui.model.log_form import JsonForm, TextForm
from ecstui.model.log_line import Level
from ecstui.model.stops import never_started
from ecstui.operations import run_task_asked as wish
from ecstui.operations.run_task import RunTask

if TYPE_CHECKING:
    from ecstui.commands.connection import Chosen
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan, Progress

LINGER = 15_000  # ms after its end in which a task's last lines reach CloudWatch
LAST_LINES = 30.0  # seconds that they are waited for


@dataclass(frozen=True, slots=True)
class Asked(change.Asked):
    """The options of the verb as given."""

    words: tuple[str, ...] = ()
    task_definition: str = ""
    container: str = ""
    command: str | None = None
    environment: tuple[str, ...] = ()
    cpu: int | None = None
    memory: int | None = None
    count: int = 1
    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    assign_public_ip: bool = False

    @property
    def names_cluster(self) -> bool:
        """Whether the target is a cluster alone, and the task definition says what runs."""
        return bool(self.task_definition) and ("/" not in self.target or ":cluster/" in self.target)

    def wish(self) -> wish.Asked:
        """What is to run, where is still open. Raises UsageError."""
        if self.command is not None and self.words:
            raise UsageError("Give the command either by --command or after --, not both.")
        if (self.security_groups or self.assign_public_ip) and not self.subnets:
            raise UsageError("--security-group and --assign-public-ip go with --subnet.")
        own = Network(self.subnets, self.security_groups, self.assign_public_ip) if self.subnets else None
        return wish.Asked(
            short(self.target) if self.names_cluster else "",
            self.task_definition,
            container=self.container,
            command=self.words or wish.parse_command(self.command or ""),
            environment=wish.parse_environment(self.environment),
            cpu=self.cpu,
            memory=self.memory,
            count=self.count,
            network=own,
        )


def run_task(connection: Chosen, asked: Asked) -> int:
    """Run what is asked for; the exit code. Raises UsageError (exit code 2) and Refused (3)."""
    wanted = asked.wish()
    target = None if asked.names_cluster else wanted_service(asked.target)

    async def planned(desk: Desk) -> tuple[RunTask, Plan]:
        whole = wanted
        if target is not None:
            service = await find_service(desk.aws, target)
            whole = replace(wanted, cluster=service.cluster, service=service.name)
        operation = RunTask(desk, whole)
        return operation, desk.guard(await operation.plan())

    async def work(desk: Desk, stdout: Stdout) -> int:
        operation, plan = await with_known_revision(desk.aws, planned(desk))
        return await _Run(operation, plan, asked, stdout).to_its_end()

    region = target.region if target is not None else ""
    return at_a_desk(connection, work, dry_run=asked.dry_run, region=region)


class _Run(Applying):
    """One run: its tasks' lines go to standard output, all else beside them."""

    late = "Not ended"
    operation: RunTask

    def __init__(self, operation: RunTask, plan: Plan, asked: Asked, stdout: Stdout) -> None:
        super().__init__(operation, plan, asked, stdout)
        self._beside = asyncio.TaskGroup()
        self._reading: asyncio.Task[None] | None = None
        self._reader: Reader | None = None

    @property
    def taken(self) -> bool:
        return bool(self.operation.tasks)

    def show(self, text: str) -> None:
        if self.asked.dry_run:
            self.stdout.write(text)
        else:
            tell_lines(text)

    async def watch(self, limit: asyncio.Timeout) -> Progress:
        try:
            async with self._beside:
                last = await super().watch(limit)
                await self._last_lines()
                return last
        except ExceptionGroup as failures:
            failure: Exception = failures
        while isinstance(failure, ExceptionGroup):
            failure = failure.exceptions[0]
        raise failure

    def on_taken(self) -> None:
        self._reading = self._beside.create_task(self._read())

    async def _read(self) -> None:
        """Print the lines of the tasks. What keeps them from being read is said, and keeps nothing else."""
        watch = RunWatch(self.operation.desk.aws, lambda: self.operation.tasks)
        try:
            await watch.sources()
            nothing_left_out = Choice(frozenset(), Level.NONE, (), LogFilter.parse(""))
            as_json = self.asked.output == "json"
            form = JsonForm() if as_json else TextForm(zone=None, colours=has_colours(os.environ))
            span = Span(watch.since, None, whole=True)
            aws = self.operation.desk.aws
            self._reader = Reader(aws, watch, span, nothing_left_out, form, self.stdout.write, tell)
            await self._reader.follow(linger=LINGER)
        except AwsError as failure:
            tell(f"its lines cannot be read: {failed(failure)}")

    async def _last_lines(self) -> None:
        if self._reading is None or self._reading.done():
            return
        denied = self._reader is not None and isinstance(self._reader.failure, Denied)
        if not denied and not all(map(never_started, self.operation.tasks)):
            await asyncio.wait([self._reading], timeout=LAST_LINES)
        self._reading.cancel()

    def leave(self, taken: Progress) -> int:
        if self.asked.output == "text":
            self.stdout.write("".join(f"{task.arn}\n" for task in self.operation.tasks))
        return self.report("left", self.goes_on())

    def goes_on(self) -> str:
        tasks, cluster = self.operation.tasks, self.plan.where.cluster
        said = self.operation.goes_on(self.plan)
        stops = "; ".join(f"aws ecs stop-task --cluster {cluster} --task {task.id}" for task in tasks)
        return f"{said} To stop it: {stops}" if stops else said

    def more(self) -> dict[str, Any]:
        tasks = [task.arn for task in self.operation.tasks]
        return {"exitCode": self.operation.exit_code, "tasks": tasks}

    def say(self, outcome: str, text: str, seconds: float) -> None:
        tell(f"{outcome}: {text}")
