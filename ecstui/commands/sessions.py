"""`ecstui exec` and `ecstui forward`: the console's sessions with containers, on this terminal."""

from __future__ import annotations

import asyncio
import os
import shlex
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ecstui.commands import consent
from ecstui.commands.at_a_desk import at_a_desk
from ecstui.commands.log_stdout import Stdout, tell
from ecstui.commands.plan_text import plan_text
from ecstui.commands.session_target import wanted_container, wanted_task
from ecstui.commands.signals import ENDING, handled
from ecstui.live.log_target import Wanted
from ecstui.model.arn import short
from ecstui.model.errors import UsageError
from ecstui.operations.container_session import Unfit
from ecstui.operations.execute import SHELL, Execute
from ecstui.operations.forward import Forward
from ecstui.operations.ports import Ports
from ecstui.operations.refusals import Refused
from ecstui.operations.terminal_session import on_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

    from ecstui.commands.connection import Chosen
    from ecstui.operations.container_session import ContainerSession
    from ecstui.operations.desk import Desk
    from ecstui.operations.exec_finding import Finding
    from ecstui.operations.plan import Plan

    Make: TypeAlias = Callable[[Desk, str, str, str], ContainerSession]

_BELOW = " " * 11  # where the text of a finding begins
_COPIED = " " * 4  # so that an address stays on one row of 80 columns
_MARKS = {"blocking": "BLOCKS ", "warning": "WARNING", "unknown": "unknown", "fine": "fine   "}


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a verb that opens a session, as given."""

    target: str
    container: str | None = None
    dry_run: bool = False
    yes: bool = False
    confirm: str | None = None


def execute(connection: Chosen, asked: Asked, command: tuple[str, ...]) -> int:
    """Run a command, or a shell, in a container; the exit code. Raises UsageError (2) and Refused (3)."""
    line = (command[0] if len(command) == 1 else shlex.join(command)) if command else SHELL

    def make(desk: Desk, cluster: str, task: str, container: str) -> Execute:
        return Execute(desk, cluster, task, container, line, on_terminal)

    return _session(connection, asked, make)


def forward(connection: Chosen, asked: Asked, typed: str) -> int:
    """Forward a port until ctrl+c; the exit code. Raises UsageError (2) and Refused (3)."""
    try:
        ports = Ports.parse(typed)
    except ValueError as error:
        raise UsageError(str(error)) from None

    def make(desk: Desk, cluster: str, task: str, container: str) -> Forward:
        return Forward(desk, cluster, task, container, ports)

    return _session(connection, asked, make)


def _session(connection: Chosen, asked: Asked, make: Make) -> int:
    wanted = Wanted.parse(asked.target)

    async def work(desk: Desk, stdout: Stdout) -> int:
        task = await wanted_task(desk.aws, wanted)
        container = wanted_container(task, asked.container)
        operation = make(desk, short(task.cluster_arn), task.id, container)
        plan = await _planned(operation, stdout.write if asked.dry_run else _show_beside)
        if asked.dry_run:
            tell("planned: Nothing was done.")
            return 0
        _get_consent(plan, asked)
        return await _follow(operation, plan)

    return at_a_desk(connection, work, dry_run=asked.dry_run, region=wanted.region)


def _show_beside(text: str) -> None:
    """To stderr: stdout is the session's."""
    os.write(2, text.encode("utf-8", "replace"))


async def _planned(operation: ContainerSession, show: Callable[[str], None]) -> Plan:
    """The plan, shown below what the doctor found well: what else it found stands in the plan.

    Raises Refused, once all findings are shown, where they leave no room for a plan.
    """
    try:
        plan = operation.desk.guard(await operation.plan())
    except Unfit:
        show(findings_text(operation.findings))
        raise Refused("No session can be opened, for what BLOCKS it. Nothing was done.") from None
    show(findings_text(found for found in operation.findings if found.weight == "fine") + plan_text(plan))
    return plan


def findings_text(findings: Iterable[Finding]) -> str:
    """The lines of what the doctor found: each with its advice below, and what is to be copied below that."""
    return "".join(_finding_text(finding) for finding in findings)


def _finding_text(finding: Finding) -> str:
    below = f"{_BELOW}{finding.advice}\n" if finding.advice else ""
    whole = f"{_COPIED}{finding.to_copy}\n" if finding.to_copy else ""
    return f"  {_MARKS[finding.weight]}  {finding.text}\n{below}{whole}"


def _get_consent(plan: Plan, asked: Asked) -> None:
    if not consent.is_given(plan, yes=asked.yes, confirm=asked.confirm):
        consent.ask_for(plan, consent.ask_on_terminal if consent.can_ask() else None)


async def _follow(operation: ContainerSession, plan: Plan) -> int:
    """Carry it out to its end; a forwarded port ends with the first ctrl+c."""
    if not isinstance(operation, Forward):
        return await _apply(operation, plan)
    with _stopped_by_signals(operation):
        tell("ctrl+c ends it.")
        return await _apply(operation, plan)


async def _apply(operation: ContainerSession, plan: Plan) -> int:
    async for progress in operation.apply(plan):
        tell(progress.text)
        if progress.phase == "failed":
            return 1
    return 0


@contextmanager
def _stopped_by_signals(operation: Forward) -> Iterator[None]:
    """The first signal ends the forwarding as a person's wish, the second one the process."""
    loop = asyncio.get_running_loop()
    came = False

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal came
        if came:
            os._exit(128 + number)
        came = True
        loop.call_soon_threadsafe(operation.stop)

    with handled(ENDING, stop):
        yield
