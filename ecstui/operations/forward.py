"""Forward: a port of this machine leads to a port of a container, until that is ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn
from ecstui.model.errors import BadAnswer, Unreachable
from ecstui.model.humane import age
from ecstui.operations.background_session import in_background
from ecstui.operations.container_session import ContainerSession
from ecstui.operations.plan import Call, Change, Consequence, Plan, Progress
from ecstui.operations.ports import trouble
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from ecstui.model.ecs import Task
    from ecstui.model.exec_session import Session
    from ecstui.operations.audit import Record
    from ecstui.operations.background_session import BackgroundSession
    from ecstui.operations.desk import Desk
    from ecstui.operations.ports import Ports

TO_CONTAINER = "AWS-StartPortForwardingSession"
TO_HOST = "AWS-StartPortForwardingSessionToRemoteHost"


class Forward(ContainerSession):
    """Forward `ports`; `stop` ends it."""

    verb = "forward"

    def __init__(self, desk: Desk, cluster: str, task: str, container: str, ports: Ports) -> None:
        super().__init__(desk, cluster, task, container)
        self.ports = ports
        self._running: BackgroundSession | None = None
        self._stopping = False

    def stop(self) -> None:
        """End it: its last progress comes soon."""
        self._stopping = True
        if self._running is not None:
            self._running.let_go()

    def needs(self, task: Task) -> tuple[tuple[str, str], ...]:
        arn = Arn.parse(task.arn)
        document = f"arn:{arn.partition}:ssm:{arn.region}::document/{self._document}"
        return (("ssm:StartSession", task.arn), ("ssm:StartSession", document))

    async def plan(self) -> Plan:
        """Which port of this machine leads where, and who reaches it. Refused where the port is taken."""
        facts = self._facts_now = await self.examined()
        ports = self.ports
        if why := trouble(ports.local):
            raise Refused(why)
        parameters = tuple((name, values[0]) for name, values in self._parameters().items())
        return Plan(
            verb=self.verb,
            subject=self.subject(facts.task),
            where=self.where(facts.task),
            changes=(Change(f"localhost:{ports.local}", "closed", ports.there(self.container)),),
            consequences=(*self.warnings(), *consequences(ports)),
            call=Call(
                "ssm:StartSession",
                (("Target", self.target(facts)), ("DocumentName", self._document), *parameters),
            ),
            facts=self.facts_of(facts),
            resource=facts.task.arn,
            kind="container",
            confirm=self.confirm(facts.task),
        )

    @property
    def _document(self) -> str:
        return TO_HOST if self.ports.host else TO_CONTAINER

    def _parameters(self) -> dict[str, list[str]]:
        host = {"host": [self.ports.host]} if self.ports.host else {}
        return {
            **host,
            "portNumber": [str(self.ports.remote)],
            "localPortNumber": [str(self.ports.local)],
        }

    async def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Open the session, and tell what its plugin says until it ends."""
        target, parameters = self.target(self._facts_now), self._parameters()
        try:
            session = await self.desk.aws.ssm.start_session(target, self._document, parameters)
        except (Unreachable, BadAnswer) as lost:
            yield Progress("failed", f"No answer came: {lost.why} A session that was opened ends by itself.")
            return
        record.request_id, record.taken = session.request_id, True
        yield Progress("converging", "AWS opened the session; the plugin opens the port.", taken=True)
        request = {"Target": target, "DocumentName": self._document, "Parameters": parameters}
        begun, opened, last, code = self.desk.clock.monotonic(), False, "", 0
        try:
            async with in_background(self.start(session, request)) as self._running:
                if self._stopping:
                    self._running.let_go()
                async for line in self._running.lines():
                    opened = opened or _OPENED.match(line) is not None
                    if told := words(line, self.ports, self.container):
                        last = told
                        yield Progress("converging", told)
                code = await self._running.wait()
        except OSError as error:
            last, code = f"the plugin could not be started: {error.strerror}.", 1
        finally:
            self._running = None
        yield await self._end(session, code, age(self.desk.clock.monotonic() - begun), opened, last)

    async def _end(self, session: Session, code: int, span: str, opened: bool, last: str) -> Progress:
        if code or not opened:
            await self.abandon(session)
        if self._stopping:
            return Progress("done", f"Port {self.ports.local} is closed again, after {span}.")
        why = last or f"the plugin ended with exit code {code}."
        return Progress("failed", f"{'Ended by itself' if opened else 'Not opened'} after {span}: {why}")

    def goes_on(self, plan: Plan) -> str:
        return f"Port {self.ports.local} of this machine is closed with the console."


def consequences(ports: Ports) -> Iterator[Consequence]:
    """All that a person should know before. Pure.

    Of the log: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html.
    """
    yield Consequence("note", f"Every program of this machine reaches it at localhost:{ports.local}.")
    if ports.host:
        yield Consequence("note", f"The container must reach {ports.host}: its security groups decide.")
    yield Consequence("note", "What passes is not logged; CloudTrail has the session's start.")
    yield Consequence(
        "note", "After 20 minutes without traffic AWS ends it, unless the account says otherwise."
    )


_NO_NEWS = ("Starting session", "Waiting for connections", "Exiting session", "Terminate signal")
_OPENED = re.compile(r"Port (\d+) opened for sessionId")


def words(line: str, ports: Ports, container: str) -> str:
    """What a line of the plugin means, for a person; "" for one that says nothing new. Pure.

    Its lines: https://github.com/aws/session-manager-plugin, src/sessionmanagerplugin/session/portsession.
    """
    if opened := _OPENED.match(line):
        return f"Port {opened[1]} opened -> {ports.there(container)}"
    if line.startswith("Connection accepted"):
        return f"Connection accepted: {ports.local} -> {ports.there(container)}"
    if line.startswith("Connection to destination port failed"):
        return f"{ports.there(container)} takes no connection: does anything listen there?"
    if "timed out" in line:
        return "AWS ended it for want of traffic."
    return "" if line.startswith(_NO_NEWS) else line
