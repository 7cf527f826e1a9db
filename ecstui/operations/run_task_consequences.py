"""What running a task on its own changes and means. Pure."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.humane import counted
from ecstui.operations.plan import Call, Change, Consequence
from ecstui.operations.revision_changes import MASKED, NONE, is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ecstui.model.ecs import ContainerDefinition, Network, Service, TaskDefinition
    from ecstui.model.run_request import RunRequest

_FOLLOWED = {"awslogs", "awsfirelens"}
IMAGES_OWN = "the image's own"


def changes(request: RunRequest, definition: TaskDefinition) -> tuple[Change, ...]:
    """What is started, and what it does otherwise than its definition says."""
    overrides = request.overrides
    container = _container(definition, overrides.container)
    started = Change("tasks", NONE, f"{request.count} of {short(definition.arn)}")
    found = [started]
    if overrides.command:
        found.append(Change("command", _own_command(container), command_words(overrides.command)))
    was = dict(container.environment)
    for name, value in overrides.environment:
        found.append(Change(f"env {name}", shown(name, was.get(name, NONE)), shown(name, value)))
    if overrides.cpu is not None:
        found.append(Change("task cpu", definition.cpu or NONE, str(overrides.cpu)))
    if overrides.memory is not None:
        found.append(Change("task memory", definition.memory or NONE, str(overrides.memory)))
    return tuple(found)


def consequences(
    request: RunRequest, definition: TaskDefinition, service: Service | None
) -> tuple[Consequence, ...]:
    """All that a person should know before."""
    container = _container(definition, request.overrides.container)
    return (
        *_what_runs(request, container, service),
        *_where(request, definition),
        *_size(request, definition),
        *_its_end(container, definition),
        *_logs(container),
        *_rights(request, definition),
    )


def call(request: RunRequest) -> Call:
    """The call with what it sends, the values of secrets masked."""
    overrides, network = request.overrides, request.network
    members: dict[str, str | int | bool] = {
        "cluster": request.cluster,
        "taskDefinition": request.task_definition,
        "count": request.count,
        "launchType": request.launch_type,
        "capacityProviderStrategy": _shares(request),
        "platformVersion": request.platform_version,
        "subnets": " ".join(network.subnets) if network else "",
        "securityGroups": " ".join(network.security_groups) if network else "",
        "assignPublicIp": bool(network and network.public_address),
        "container": overrides.container if overrides.of_container else "",
        "command": command_words(overrides.command),
        "environment": " ".join(f"{name}={shown(name, value)}" for name, value in overrides.environment),
        "cpu": overrides.cpu or "",
        "memory": overrides.memory or "",
        "enableExecuteCommand": request.execute_command,
        "propagateTags": "TASK_DEFINITION" if request.propagate_tags else "",
        "clientToken": request.token,
    }
    return Call("ecs:RunTask", tuple((name, value) for name, value in members.items() if value))


def shown(name: str, value: str) -> str:
    """The value of a variable, masked where it sounds like a secret."""
    return MASKED if value != NONE and is_secret(name, value) else value or "(empty)"


def command_words(words: Sequence[str]) -> str:
    """A command as typed in a shell; what follows a word like --password is masked."""
    said, hide = [], False
    for word in words:
        option, is_pair, value = word.partition("=")
        flag = word.startswith("-")
        if hide and not flag:
            said.append(MASKED)
        elif is_pair and is_secret(option, value):
            said.append(f"{option}={MASKED}")
        else:
            said.append(MASKED if is_secret("", word) else shlex.quote(word))
        hide = flag and not is_pair and is_secret(word, "")
    return " ".join(said)


def place_words(request: RunRequest) -> str:
    """Where it runs: the launch type or the capacity providers."""
    if request.launch_type:
        return request.launch_type
    return _shares(request) or "the cluster's default capacity providers"


def network_words(network: Network | None) -> str:
    """Subnets, security groups and public address; "none" without a network of its own."""
    if network is None:
        return NONE
    address = "with a public address" if network.public_address else "without a public address"
    groups = ", ".join(network.security_groups) or "the VPC's default security group"
    return f"{', '.join(network.subnets)}; {groups}; {address}"


def _shares(request: RunRequest) -> str:
    return " + ".join(share.provider for share in request.capacity_providers)


def _container(definition: TaskDefinition, name: str) -> ContainerDefinition:
    return next(container for container in definition.containers if container.name == name)


def _own_command(container: ContainerDefinition) -> str:
    return command_words(container.command) or IMAGES_OWN


def _what_runs(
    request: RunRequest, container: ContainerDefinition, service: Service | None
) -> Iterator[Consequence]:
    own = "" if request.overrides.command else f"; its command: {_own_command(container)}"
    yield Consequence("note", f"{container.name} runs {short(container.image)}{own}.")
    if service is None:
        yield Consequence("note", "No service owns it: nothing starts it again.")
        return
    text = f"It is none of {service.name}'s own tasks: no load balancer, and nothing starts it again."
    yield Consequence("note", text)
    if not request.overrides.command:
        text = f"It runs what {service.name} runs: a server does not end by itself, so stop it yourself."
        yield Consequence("warning", text)


def _where(request: RunRequest, definition: TaskDefinition) -> Iterator[Consequence]:
    version = f", platform version {request.platform_version}" if request.platform_version else ""
    yield Consequence("note", f"It runs on {place_words(request)}{version}.")
    if definition.network_mode != "awsvpc":
        return
    if request.network is None or not request.network.subnets:
        text = "Its network mode is awsvpc, and no subnet is known: ECS will refuse it."
        yield Consequence("danger", text)
        return
    yield Consequence("note", f"Its network: {network_words(request.network)}.")
    if not request.network.security_groups:
        text = "No security group is named: it gets the VPC's default one, which may reach nothing."
        yield Consequence("warning", text)


def _size(request: RunRequest, definition: TaskDefinition) -> Iterator[Consequence]:
    cpu = request.overrides.cpu or _number(definition.cpu) or sum(c.cpu for c in definition.containers)
    each = (c.memory_reservation or c.memory or 0 for c in definition.containers)
    memory = request.overrides.memory or _number(definition.memory) or sum(each)
    if not cpu and not memory:
        return
    of_all = f"; {request.count} take {_amount(cpu, memory, request.count)}" if request.count > 1 else ""
    yield Consequence("note", f"Each takes {_amount(cpu, memory, 1)}{of_all}.")


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _amount(cpu: int, memory: int, tasks: int) -> str:
    return f"{cpu * tasks / 1024:.4g} vCPU and {memory * tasks / 1024:.4g} GB"


def _its_end(container: ContainerDefinition, definition: TaskDefinition) -> Iterator[Consequence]:
    essential = definition.essential
    if not container.essential:
        text = f"{container.name} is not essential: the task goes on until {' or '.join(essential)} ends."
        yield Consequence("warning", text)
    elif len(definition.containers) > 1:
        others = [c.name for c in definition.containers if c.name != container.name]
        text = f"Beside it run {', '.join(others)}; the task ends when {' or '.join(essential)} ends."
        yield Consequence("note", text)


def _logs(container: ContainerDefinition) -> Iterator[Consequence]:
    if container.log is None:
        yield Consequence("warning", f"{container.name} has no log driver: its lines cannot be followed.")
    elif container.log.driver not in _FOLLOWED:
        text = f"The lines of {container.name} go to {container.log.driver}: they cannot be followed here."
        yield Consequence("warning", text)


def _rights(request: RunRequest, definition: TaskDefinition) -> Iterator[Consequence]:
    role = f"It acts as {short(definition.task_role)}." if definition.task_role else "It has no task role."
    yield Consequence("note", role)
    plain = [name for name, value in request.overrides.environment if is_secret(name, value)]
    if plain:
        they = counted(len(plain), "variable")
        text = f"{they} ({', '.join(plain)}) may be secret: whoever may describe tasks can read it."
        yield Consequence("warning", text)
