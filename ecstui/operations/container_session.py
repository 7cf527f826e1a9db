"""What a command and a forwarded port have in common: a container, the doctor's word on it, the plugin."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ecstui.model.arn import Arn, short, short_id
from ecstui.model.errors import AwsError
from ecstui.operations.exec_doctor import examine
from ecstui.operations.exec_reading import read_facts
from ecstui.operations.operation import Operation
from ecstui.operations.plan import Consequence, Where
from ecstui.operations.refusals import Refused
from ecstui.operations.session_plugin import Plugin, find_plugin, invocation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecstui.model.ecs import Task
    from ecstui.model.exec_session import Session
    from ecstui.operations.desk import Desk
    from ecstui.operations.exec_doctor import ExecFacts
    from ecstui.operations.exec_finding import Finding
    from ecstui.operations.session_plugin import Invocation


_OF_AWS = ("aws-guardduty-agent-", "ecs-service-connect-")  # put into tasks by AWS beside their own


def containers_of(task: Task) -> tuple[str, ...]:
    """The names of a task's containers, the likeliest to be gone into first: its service's namesake."""
    names = [container.name for container in task.containers]
    return tuple(sorted(names, key=lambda name: (is_of_aws(name), name != task.service)))


def is_of_aws(container: str) -> bool:
    """Whether AWS has put a container of that name into the task by itself."""
    return container.startswith(_OF_AWS)


class Unfit(Refused):
    """The doctor found what keeps every session with the container from being opened."""


class ContainerSession(Operation):
    """A session with the container `container` of the task `task` (an id) of the cluster `cluster`.

    `findings` are the doctor's as of the last plan, also where there could be none.
    """

    def __init__(self, desk: Desk, cluster: str, task: str, container: str) -> None:
        super().__init__(desk)
        self.cluster = cluster
        self.task = task
        self.container = container
        self.findings: tuple[Finding, ...] = ()
        self._plugin = Plugin()
        self._endpoint = ""

    async def examined(self) -> ExecFacts:
        """What is, with the doctor's findings kept. Raises Unfit where no session can be, and AwsError."""
        task = next(iter(await self.desk.aws.ecs.describe_tasks(self.cluster, (self.task,))), None)
        if task is None:
            raise Refused(f"There is no task {self.task} any more; ECS forgets those that ended.")
        container = next((c for c in task.containers if c.name == self.container), None)
        if container is None:
            named = ", ".join(c.name for c in task.containers)
            raise Refused(f"The task has no container {self.container}; it has {named}.")
        self._plugin = await find_plugin()
        facts = await read_facts(self.desk, task, container, self._plugin, self.needs(task))
        self.findings = examine(facts)
        if blocking := [finding for finding in self.findings if finding.weight == "blocking"]:
            raise Unfit(" ".join(map(str, blocking)))
        self._endpoint = await self.desk.aws.ssm.endpoint()
        return facts

    @abstractmethod
    def needs(self, task: Task) -> tuple[tuple[str, str], ...]:
        """What whoever opens it must be allowed: actions, each on a resource (an ARN)."""

    def where(self, task: Task) -> Where:
        """The place of a plan."""
        arn = Arn.parse(task.arn)
        return Where(arn.account, arn.region, short(task.cluster_arn))

    def subject(self, task: Task) -> str:
        """The container as people say it: its task's id and its name."""
        return f"{short_id(task.id)}/{self.container}"

    def confirm(self, task: Task) -> str:
        """The name to be typed where the place is protected: the service's, which people know."""
        return (task.service or self.container) if self.desk.protected else ""

    def warnings(self) -> tuple[Consequence, ...]:
        """What the doctor has against it, for the plan."""
        return tuple(
            Consequence("warning" if finding.weight == "warning" else "note", str(finding))
            for finding in self.findings
            if finding.weight in {"warning", "unknown"}
        )

    def facts_of(self, facts: ExecFacts) -> tuple[tuple[str, str], ...]:
        """What a plan rests on."""
        agent = facts.container.exec_agent
        return (
            ("last status", facts.task.last_status),
            ("agent", agent.last_status if agent else "none"),
            ("runtime id", facts.container.runtime_id),
        )

    def target(self, facts: ExecFacts) -> str:
        """The container as Systems Manager calls it."""
        return f"ecs:{short(facts.task.cluster_arn)}_{facts.task.id}_{facts.container.runtime_id}"

    def start(self, session: Session, request: Mapping[str, Any]) -> Invocation:
        """How the plugin is to be started for `session`, which `request` of ssm:StartSession describes."""
        return invocation(
            self._plugin,
            session,
            request,
            region=self.desk.aws.region,
            profile=self.desk.aws.connection.profile or "",
            endpoint=self._endpoint,
        )

    async def abandon(self, session: Session) -> None:
        """End a session that no plugin has taken; if that is not permitted, AWS ends it by itself."""
        with suppress(AwsError):
            await self.desk.aws.ssm.terminate_session(session.id)
