"""The verbs that change AWS: the console's operations without the screen, planned, allowed, followed."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ecstui.commands import consent
from ecstui.commands.at_a_desk import at_a_desk
from ecstui.commands.bounds_advice import with_bounds_advice
from ecstui.commands.log_notices import failed
from ecstui.commands.log_stdout import Stdout, tell
from ecstui.commands.plan_text import plan_object, plan_text
from ecstui.commands.service_target import wanted_service
from ecstui.live.log_target import find_service
from ecstui.model.errors import AwsError, EcsTuiError, UsageError
from ecstui.model.humane import counted
from ecstui.operations.redeploy import Redeploy
from ecstui.operations.scale_by import ScaleBy, check_count

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ecstui.commands.connection import Chosen
    from ecstui.model.ecs import Service
    from ecstui.operations.desk import Desk
    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan, Progress
    from ecstui.operations.scale_ways import Way

Planned: TypeAlias = "tuple[Operation, Plan]"


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a verb that changes a service, as given; `timeout` in seconds."""

    target: str
    dry_run: bool = False
    yes: bool = False
    confirm: str | None = None
    wait: bool = True
    timeout: float | None = None
    output: str = "text"


def scale(connection: Chosen, asked: Asked, count: str, bounds: Way = "keep") -> int:
    """Set the desired count of a service; the exit code. Raises EcsTuiError as `change` does.

    `bounds` says what becomes of auto scaling that would take the count back.
    """

    try:
        check_count(count)  # what is no count is told before anything is called
    except ValueError as error:
        raise UsageError(str(error)) from None
    return change(
        connection,
        asked,
        lambda desk, of: ScaleBy(desk, of.cluster, of.name, count, bounds),
        advise=with_bounds_advice if bounds == "keep" else None,
    )


def redeploy(connection: Chosen, asked: Asked) -> int:
    """Force a new deployment of a service; the exit code. Raises EcsTuiError as `change` does."""
    return change(connection, asked, lambda desk, of: Redeploy(desk, of.cluster, of.name))


def change(
    connection: Chosen,
    asked: Asked,
    make: Callable[[Desk, Service], Operation],
    advise: Callable[[Plan], Plan] | None = None,
) -> int:
    """Carry out the operation that `make` makes of the service asked for; the exit code.

    `advise` adds to the plan which options would do it otherwise. Raises UsageError (exit code 2) and
    Refused (3).
    """
    wanted = wanted_service(asked.target)

    async def planned(desk: Desk) -> Planned:
        operation = make(desk, await find_service(desk.aws, wanted))
        plan = await operation.plan()
        return operation, advise(plan) if advise else plan

    return carry_out(connection, asked, planned, wanted.region)


def carry_out(
    connection: Chosen, asked: Asked, planned: Callable[[Desk], Awaitable[Planned]], region: str = ""
) -> int:
    """Carry out the operation that `planned` makes and plans, in `region` where one is named; the exit code.

    Raises UsageError (exit code 2) and Refused (3).
    """

    async def work(desk: Desk, stdout: Stdout) -> int:
        operation, plan = await planned(desk)
        return await _Run(operation, desk.guard(plan), asked, stdout).to_its_end()

    return at_a_desk(connection, work, dry_run=asked.dry_run, region=region)


@dataclass(slots=True)
class _Run:
    """One plan from being shown to its outcome."""

    operation: Operation
    plan: Plan
    asked: Asked
    stdout: Stdout
    begun: float = field(default_factory=time.monotonic)
    taken: bool = False

    async def to_its_end(self) -> int:
        """Show it, get it allowed, apply and follow it; the exit code."""
        if self.asked.output == "text":
            self.stdout.write(plan_text(self.plan))
        if self.asked.dry_run:
            return self._report("planned", "Nothing was done.")
        if self.plan.empty:
            return self._report("unchanged", "There is nothing to change.")
        try:
            self._get_consent()
            self.begun = time.monotonic()
            return await self._follow()
        except EcsTuiError as error:
            if self.asked.output == "json":
                self._report("refused", failed(error) if isinstance(error, AwsError) else str(error))
            raise

    def _get_consent(self) -> None:
        if consent.is_given(self.plan, yes=self.asked.yes, confirm=self.asked.confirm):
            return
        asking = consent.can_ask()
        if asking and self.asked.output == "json":
            for line in plan_text(self.plan).splitlines():
                tell(line)
        consent.ask_for(self.plan, consent.ask_on_terminal if asking else None)

    async def _follow(self) -> int:
        try:
            async with asyncio.timeout(None) as limit:
                last = await self._watch(limit)
        except TimeoutError:
            waited = counted(round(self.asked.timeout or 0), "second")
            return self._report("left", f"Not there after {waited}. {self._goes_on()}", 1)
        except asyncio.CancelledError:
            self._report("left" if self.taken else "unknown", self._goes_on())
            raise
        if not last.ended:
            return self._report("left", f"{last.text} {self._goes_on()}")
        if last.phase == "done":
            return self._report("applied", last.text)
        return self._report("failed" if self.taken else "unknown", last.text, 1)

    async def _watch(self, limit: asyncio.Timeout) -> Progress:
        """Tell how it gets on; the last progress, or that by which AWS has it where nobody waits."""
        said = ""
        async with aclosing(self.operation.apply(self.plan)) as steps:
            async for progress in steps:
                self.taken = self.taken or progress.taken
                if progress.ended:
                    return progress
                if (line := _line(progress)) != said:
                    said = line
                    tell(line)
                if progress.taken:
                    if not self.asked.wait:
                        return progress
                    if self.asked.timeout is not None:
                        limit.reschedule(asyncio.get_running_loop().time() + self.asked.timeout)
        raise AssertionError("an operation's last progress is done or failed")

    def _goes_on(self) -> str:
        operation = self.operation
        return operation.goes_on(self.plan) if self.taken else operation.unknown(self.plan)

    def _report(self, outcome: str, text: str, code: int = 0) -> int:
        seconds = round(time.monotonic() - self.begun, 1)
        if self.asked.output == "json":
            told = {"plan": plan_object(self.plan), "outcome": outcome, "text": text, "seconds": seconds}
            self.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        elif outcome == "applied":
            self.stdout.write(f"{outcome} in {seconds} s: {text}\n")
        else:
            tell(f"{outcome}: {text}")
        return code


def _line(progress: Progress) -> str:
    return f"{progress.text} Stuck: {progress.stuck}" if progress.stuck else progress.text
