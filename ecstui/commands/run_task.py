"""`ecstui run`: a task of its own, its lines on standard output, its exit code in the outcome."""

from __future__ import annotations

import asyncio
import json
import os
import time
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ecstui.commands import consent
from ecstui.commands.at_a_desk import at_a_desk
from ecstui.commands.log_lines import Choice
from ecstui.commands.log_notices import failed
from ecstui.commands.log_reader import Reader, Span
from ecstui.commands.log_stdout import Stdout, has_colours, tell
from ecstui.commands.plan_text import plan_object, plan_text
from ecstui.commands.service_target import wanted_service
from ecstui.live.log_target import find_service
from ecstui.live.run_watch import RunWatch
from ecstui.model.arn import short
from ecstui.model.ecs import Network
from ecstui.model.errors import AwsError, Denied, EcsTuiError, NotFound, UsageError
from ecstui.model.humane import counted
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
class Asked:
    """The options of the verb as given; `timeout` in seconds."""

    target: str
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
    dry_run: bool = False
    yes: bool = False
    confirm: str | None = None
    wait: bool = True
    timeout: float | None = None
    output: str = "text"

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
        try:
            return operation, desk.guard(await operation.plan())
        except NotFound as missing:
            raise UsageError(str(missing)) from None

    async def work(desk: Desk, stdout: Stdout) -> int:
        operation, plan = await planned(desk)
        return await _Run(operation, plan, asked, stdout).to_its_end()

    region = target.region if target is not None else ""
    return at_a_desk(connection, work, dry_run=asked.dry_run, region=region)


@dataclass(slots=True)
class _Run:
    """One run from its plan being shown to its exit code."""

    operation: RunTask
    plan: Plan
    asked: Asked
    stdout: Stdout
    begun: float = field(default_factory=time.monotonic)
    reader: Reader | None = None

    async def to_its_end(self) -> int:
        """Show it, get it allowed, apply and follow it; the exit code."""
        if self.asked.dry_run:
            if self.asked.output == "text":
                self.stdout.write(plan_text(self.plan))
            return self._report("planned", "Nothing was done.")
        # Standard output is for the lines of the task.
        if self.asked.output == "text" or consent.can_ask():
            for line in plan_text(self.plan).splitlines():
                tell(line)
        try:
            if not consent.is_given(self.plan, yes=self.asked.yes, confirm=self.asked.confirm):
                consent.ask_for(self.plan, consent.ask_on_terminal if consent.can_ask() else None)
            self.begun = time.monotonic()
            return await self._follow()
        except EcsTuiError as error:
            if self.asked.output == "json":
                self._report("refused", failed(error) if isinstance(error, AwsError) else str(error))
            raise

    async def _follow(self) -> int:
        try:
            async with asyncio.timeout(None) as limit:
                last = await self._watch(limit)
        except TimeoutError:
            waited = counted(round(self.asked.timeout or 0), "second")
            return self._report("left", f"Not ended after {waited}. {self._goes_on()}", 1)
        except asyncio.CancelledError:
            self._report("left" if self.operation.tasks else "unknown", self._goes_on())
            raise
        if last is None:
            return self._leave()
        if last.phase == "done":
            return self._report("applied", last.text)
        return self._report("failed" if self.operation.tasks else "unknown", last.text, 1)

    async def _watch(self, limit: asyncio.Timeout) -> Progress | None:
        """Tell how it gets on, and print its lines; None where it is left as soon as ECS has it."""
        try:
            async with asyncio.TaskGroup() as beside:
                return await self._steps(limit, beside)
        except ExceptionGroup as failures:
            failure: Exception = failures
        while isinstance(failure, ExceptionGroup):
            failure = failure.exceptions[0]
        raise failure

    async def _steps(self, limit: asyncio.Timeout, beside: asyncio.TaskGroup) -> Progress | None:
        reading: asyncio.Task[None] | None = None
        async with aclosing(self.operation.apply(self.plan)) as steps:
            async for progress in steps:
                if progress.ended:
                    await self._last_lines(reading)
                    return progress
                tell(progress.text)
                if progress.taken:
                    if not self.asked.wait:
                        return None
                    reading = beside.create_task(self._read())
                    if self.asked.timeout is not None:
                        limit.reschedule(asyncio.get_running_loop().time() + self.asked.timeout)
        raise AssertionError("an operation's last progress is done or failed")

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
            self.reader = Reader(aws, watch, span, nothing_left_out, form, self.stdout.write, tell)
            await self.reader.follow(linger=LINGER)
        except AwsError as failure:
            tell(f"its lines cannot be read: {failed(failure)}")

    async def _last_lines(self, reading: asyncio.Task[None] | None) -> None:
        if reading is None or reading.done():
            return
        denied = self.reader is not None and isinstance(self.reader.failure, Denied)
        if not denied and not all(map(never_started, self.operation.tasks)):
            await asyncio.wait([reading], timeout=LAST_LINES)
        reading.cancel()

    def _leave(self) -> int:
        if self.asked.output == "text":
            self.stdout.write("".join(f"{task.arn}\n" for task in self.operation.tasks))
        return self._report("left", self._goes_on())

    def _goes_on(self) -> str:
        tasks, cluster = self.operation.tasks, self.plan.where.cluster
        said = self.operation.goes_on(self.plan)
        stops = "; ".join(f"aws ecs stop-task --cluster {cluster} --task {task.id}" for task in tasks)
        return f"{said} To stop it: {stops}" if stops else said

    def _report(self, outcome: str, text: str, code: int = 0) -> int:
        if self.asked.output == "json":
            told: dict[str, Any] = {
                "plan": plan_object(self.plan),
                "outcome": outcome,
                "text": text,
                "exitCode": self.operation.exit_code,
                "tasks": [task.arn for task in self.operation.tasks],
                "seconds": round(time.monotonic() - self.begun, 1),
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        else:
            tell(f"{outcome}: {text}")
        return code
