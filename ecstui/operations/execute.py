"""Exec: a shell or one command in a container of a running task, on this terminal."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, TypeAlias

from ecstui.model.errors import AwsError, BadAnswer, Unreachable
from ecstui.model.humane import age
from ecstui.model.text import safe
from ecstui.operations.container_session import ContainerSession
from ecstui.operations.plan import Call, Change, Consequence, Plan, Progress

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator

    from ecstui.model.ecs import ContainerDefinition, Task
    from ecstui.model.exec_session import SessionLog
    from ecstui.operations.audit import Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.session_plugin import Invocation

    OnTerminal: TypeAlias = Callable[[Invocation], Awaitable[int]]

SHELL = "/bin/sh"
SHELLS = ("sh", "bash", "ash", "dash", "zsh", "fish", "cmd.exe", "powershell.exe", "pwsh")


def is_shell(command: str) -> bool:
    """Whether the command is a shell for a person, and not one command that ends by itself."""
    words = command.split()
    return len(words) == 1 and words[0].rsplit("/", 1)[-1] in SHELLS


class Execute(ContainerSession):
    """Run `command` in the container; `on_terminal` has the terminal while the plugin runs on it."""

    verb = "exec"

    def __init__(
        self, desk: Desk, cluster: str, task: str, container: str, command: str, on_terminal: OnTerminal
    ) -> None:
        super().__init__(desk, cluster, task, container)
        self.command = command
        self._on_terminal = on_terminal

    def needs(self, task: Task) -> tuple[tuple[str, str], ...]:
        return (("ecs:ExecuteCommand", task.arn),)

    async def plan(self) -> Plan:
        """Where the command runs and as whom, and who will know of it."""
        facts = self._facts_now = await self.examined()
        members: dict[str, str | int | bool] = {
            "cluster": self.cluster,
            "task": facts.task.id,
            "container": self.container,
            "command": self.command,
            "interactive": True,
        }
        return Plan(
            verb=self.verb,
            subject=self.subject(facts.task),
            where=self.where(facts.task),
            changes=(Change("session", "none", safe(self.command)),),
            consequences=(
                *self.warnings(),
                *consequences(self.command, facts.definition, await self._session_log()),
            ),
            call=Call("ecs:ExecuteCommand", tuple(members.items())),
            facts=self.facts_of(facts),
            resource=facts.task.arn,
            kind="container",
            confirm=self.confirm(facts.task),
        )

    async def _session_log(self) -> SessionLog | None:
        try:
            return await self.desk.aws.ecs_exec.session_log(self.cluster)
        except AwsError:
            return None

    async def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Open the session, give it the terminal, and say how it ended."""
        facts = self._facts_now
        try:
            session = await self.desk.aws.ecs_exec.execute_command(
                self.cluster, facts.task.id, self.container, self.command
            )
        except (Unreachable, BadAnswer) as lost:
            yield Progress("failed", f"No answer came: {lost.why} A session that was opened ends by itself.")
            return
        record.request_id, record.taken = session.request_id, True
        yield Progress("converging", "The session has the terminal.", taken=True)
        begun = self.desk.clock.monotonic()
        try:
            code = await self._on_terminal(self.start(session, {"Target": self.target(facts)}))
        except OSError as error:
            await self.abandon(session)
            yield Progress("failed", f"The plugin could not be started: {error.strerror}.")
            return
        if code:
            await self.abandon(session)  # nobody closed it
        text = f"{ending(code)} after {age(self.desk.clock.monotonic() - begun)}."
        yield Progress("done" if code == 0 else "failed", text)

    def goes_on(self, plan: Plan) -> str:
        return f"The session in {plan.subject} ends with the console."


def ending(code: int) -> str:
    """How the plugin ended, in words. Its exit code is its own: AWS passes on none of the command's."""
    if code >= 0:
        return f"Exit code {code}"
    try:
        return f"The plugin was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"The plugin was killed by signal {-code}"


def consequences(
    command: str, definition: ContainerDefinition | None, log: SessionLog | None
) -> Iterator[Consequence]:
    """All that a person should know before. Pure.

    Of root, the 20 minutes and the log: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html.
    """
    yield Consequence("warning", "It runs as root in the container, whatever user the image names.")
    yield Consequence("note", "What it changes there is lost with the container.")
    yield Consequence("note", "After 20 minutes without a key the session is ended.")
    yield Consequence("note", _logged(definition, log))
    yield Consequence("note", "The command stands in CloudTrail and in the audit log: put no secret in it.")
    if not is_shell(command):
        yield Consequence("note", "AWS does not pass on the command's exit code.")


def _logged(definition: ContainerDefinition | None, log: SessionLog | None) -> str:
    if log is None:
        return "Whether what is typed and shown is logged could not be read."
    if log.mode == "NONE":
        return "What is typed and shown is not logged."
    if log.mode == "OVERRIDE":
        return f"What is typed and shown is logged to {' and '.join(log.places) or 'a place not told'}."
    awslogs = definition.log if definition else None
    if awslogs is None or awslogs.driver != "awslogs":
        return "What is typed and shown is not logged: the container does not log to awslogs."
    return f"What is typed and shown is logged to its own log group {awslogs.option('awslogs-group')}."
