"""The exec doctor: what keeps a session with a container from being opened, and what to do. Pure.

The prerequisites are those of https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.operations.exec_caller import caller_findings
from ecstui.operations.exec_finding import Finding
from ecstui.operations.exec_surroundings import SERVICE, agent_findings, route_finding
from ecstui.operations.session_plugin import HOW_TO_GET_IT, PACKAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecs import Container, ContainerDefinition, Service, Task
    from ecstui.model.placement import ContainerInstance
    from ecstui.model.way_out import WayOut
    from ecstui.operations.exec_caller import Caller
    from ecstui.operations.exec_finding import Weight
    from ecstui.operations.session_plugin import Plugin

CHANNELS = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
"""What the task role must allow."""

_RANK: dict[Weight, int] = {"blocking": 0, "warning": 1, "unknown": 2, "fine": 3}
_LEAST_PLATFORM = (1, 4, 0)


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class ExecFacts:
    """What the doctor looks at.

    `service` is None for a task run on its own; `lacking` are those of CHANNELS that the task role does not
    allow; `instance` is None on Fargate; `way` is the task's to Systems Manager in `region`, None where EC2
    has nothing to tell of it; `caller` is None where nobody was asked for.
    """

    task: Task
    container: Container
    definition: ContainerDefinition | None
    task_role: str
    service: Service | None
    plugin: Plugin
    lacking: tuple[str, ...] | Unread | None = None
    instance: ContainerInstance | Unread | None = None
    way: WayOut | Unread | None = None
    region: str = ""
    caller: Caller | None = None

    @property
    def exec_agent_runs(self) -> bool:
        """Whether the agent of ECS Exec runs in the container."""
        agent = self.container.exec_agent
        return agent is not None and agent.last_status == "RUNNING"


def examine(facts: ExecFacts) -> tuple[Finding, ...]:
    """Every finding, the gravest first."""
    found = (
        *_running(facts),
        *_enabled(facts),
        *_root(facts),  # before the agent, which it keeps from running
        *_agent(facts),
        *_platform(facts.task),
        *_instance(facts),
        *_role(facts),
        *_way(facts),
        *(caller_findings(facts.caller) if facts.caller else ()),
        *_plugin(facts.plugin),
    )
    return tuple(sorted(found, key=lambda finding: _RANK[finding.weight]))


def _running(facts: ExecFacts) -> Iterator[Finding]:
    task, container = facts.task, facts.container
    if task.last_status != "RUNNING" or task.desired_status == "STOPPED":
        words = task.last_status if task.last_status != "RUNNING" else "RUNNING, but is to stop"
        yield Finding("blocking", f"The task is {words}.", "Choose one that runs.")
    elif container.last_status != "RUNNING":
        reason = f" ({container.reason})" if container.reason else ""
        yield Finding("blocking", f"The container {container.name} is {container.last_status}{reason}.")
    else:
        yield Finding("fine", "The task and the container run.")


def _enabled(facts: ExecFacts) -> Iterator[Finding]:
    if facts.task.enable_execute_command:
        yield Finding("fine", "The task was launched with enableExecuteCommand.")
        return
    service = facts.service
    text = "The task was launched without enableExecuteCommand, which cannot be changed while it runs."
    command = ""
    if service is None:
        advice = "Run it anew with --enable-execute-command."
    elif service.enable_execute_command:
        advice = f"{service.name} has it by now: redeploy it (R), and its new tasks have the agent."
    else:
        advice = "This replaces its tasks by ones with the agent:"
        command = (
            f"aws ecs update-service --cluster {service.cluster} --service {service.name} "
            "--enable-execute-command --force-new-deployment"
        )
    yield Finding("blocking", text, advice, command)


def _agent(facts: ExecFacts) -> Iterator[Finding]:
    if not facts.task.enable_execute_command:
        return  # said already
    agent = facts.container.exec_agent
    if agent is None:
        yield Finding("blocking", "ECS tells of no ExecuteCommandAgent in the container.", "Look again soon.")
    elif agent.last_status == "RUNNING":
        yield Finding("fine", "The ExecuteCommandAgent is RUNNING.")
    elif agent.last_status == "STOPPED":
        reason = f" ({agent.reason})" if agent.reason else ""
        advice = "ECS does not start it again: once the cause is gone, replace the task (K)."
        yield Finding("blocking", f"The ExecuteCommandAgent is STOPPED{reason}.", advice)
    else:
        text = f"The ExecuteCommandAgent is {agent.last_status or 'not known'}."
        yield Finding("blocking", text, "It needs some seconds after a start: look again.")


def _root(facts: ExecFacts) -> Iterator[Finding]:
    if facts.definition is None:
        yield Finding("unknown", "Whether its root file system can be written is not known.")
    elif facts.definition.read_only_root:
        text = "The container's root file system is read-only, and the agent must write to it."
        advice = "Take readonlyRootFilesystem out of the task definition, and deploy that."
        yield Finding("warning" if facts.exec_agent_runs else "blocking", text, advice)
    else:
        yield Finding("fine", "The root file system can be written.")


def _platform(task: Task) -> Iterator[Finding]:
    if "windows" in task.platform_family.lower():
        yield Finding("warning", "It is a Windows container: there is no /bin/sh.", "Try powershell.exe.")
        return
    version = tuple(int(part) for part in task.platform_version.split(".") if part.isdigit())
    if task.launch_type != "FARGATE" or not version:
        return
    if version < _LEAST_PLATFORM:
        text = f"It runs on the Fargate platform {task.platform_version}; ECS Exec needs 1.4.0."
        yield Finding("blocking", text, "Deploy the service with the platform version LATEST.")
    else:
        yield Finding("fine", f"The Fargate platform is {task.platform_version}.")


def _role(facts: ExecFacts) -> Iterator[Finding]:
    if not facts.task_role:
        text = "The task definition names no task role: nothing lets the agent talk to Systems Manager."
        weight: Weight = "blocking" if facts.task.launch_type == "FARGATE" else "warning"
        yield Finding(weight, text, f"Give it one that allows {', '.join(CHANNELS)}.")
    elif isinstance(facts.lacking, Unread):
        why = facts.lacking.why
        yield Finding("unknown", f"Whether the task role allows ssmmessages is not checked: {why}")
    elif facts.lacking:
        text = f"The task role does not allow {', '.join(facts.lacking)}."
        yield Finding("warning", text, "Systems Manager will hardly reach the agent: add it to the role.")
    else:
        yield Finding("fine", "The task role allows ssmmessages.")


def _instance(facts: ExecFacts) -> Iterator[Finding]:
    if isinstance(facts.instance, Unread):
        yield Finding("unknown", f"The version of the ECS agent could not be read: {facts.instance.why}")
    elif facts.instance is not None:
        yield from agent_findings(facts.instance, exec_agent_runs=facts.exec_agent_runs)


def _way(facts: ExecFacts) -> Iterator[Finding]:
    if isinstance(facts.way, Unread):
        yield Finding("unknown", f"Whether it has a route to {SERVICE} could not be read: {facts.way.why}")
    elif facts.way is not None:
        yield route_finding(facts.way, facts.region)


def _plugin(plugin: Plugin) -> Iterator[Finding]:
    if plugin.trouble:
        yield Finding("blocking", plugin.trouble, HOW_TO_GET_IT, PACKAGES)
    else:
        yield Finding("fine", f"session-manager-plugin is {plugin.version}.")
