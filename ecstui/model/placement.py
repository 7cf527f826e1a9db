"""Whether more tasks fit on the container instances of a cluster, and what runs out first. Pure.

An estimate from above: what ECS also weighs (placement constraints, network interfaces, GPUs, other tasks
that start meanwhile) can only leave less room.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.ecs import TaskDefinition

Resource: TypeAlias = Literal["CPU", "memory", "ports", "instances"]


@dataclass(frozen=True, slots=True)
class ContainerInstance:
    """A container instance and what is left on it: CPU units, MiB, and the host ports that are taken."""

    id: str
    capacity_provider: str
    status: str
    agent_connected: bool
    cpu_left: int
    memory_left: int
    ports_taken: frozenset[int] = frozenset()
    agent_version: str = ""
    ec2_id: str = ""

    @property
    def takes_tasks(self) -> bool:
        """Whether ECS places tasks on it."""
        return self.status == "ACTIVE" and self.agent_connected


@dataclass(frozen=True, slots=True)
class Need:
    """What one task takes of an instance: CPU units, MiB, host ports."""

    cpu: int
    memory: int
    ports: frozenset[int] = frozenset()

    @classmethod
    def of(cls, definition: TaskDefinition) -> Need:
        """The task's own size where it is set, else the sum of its containers' reservations."""
        containers = definition.containers
        cpu = definition.cpu if definition.cpu.isdigit() else sum(c.cpu for c in containers)
        memory = (
            definition.memory
            if definition.memory.isdigit()
            else sum(c.memory_reservation or c.memory or 0 for c in containers)
        )
        # With awsvpc every task has an address, and with it all ports, of its own.
        ports = () if definition.network_mode == "awsvpc" else (p for c in containers for p in c.host_ports)
        return cls(int(cpu), int(memory), frozenset(ports))


@dataclass(frozen=True, slots=True)
class Room:
    """How many tasks fit at most, and which resource keeps most of the instances from taking one more."""

    tasks: int
    runs_out: Resource


def room(need: Need, instances: Iterable[ContainerInstance], providers: frozenset[str] = frozenset()) -> Room:
    """The room for tasks on the instances (of these capacity providers, where any are given).

    A task that needs nothing that is counted fits without end: then `tasks` is -1.
    """
    able = [i for i in instances if i.takes_tasks and (not providers or i.capacity_provider in providers)]
    if not able:
        return Room(0, "instances")
    if not (need.cpu or need.memory or need.ports):
        return Room(-1, "instances")
    fits = [_fits(need, instance) for instance in able]
    short = Counter(resource for _, resource in fits)
    return Room(sum(tasks for tasks, _ in fits), short.most_common(1)[0][0])


def _fits(need: Need, instance: ContainerInstance) -> tuple[int, Resource]:
    """How many tasks one instance takes, and what keeps it from the next."""
    bounds: list[tuple[int, Resource]] = []
    if need.memory:
        bounds.append((max(0, instance.memory_left) // need.memory, "memory"))
    if need.cpu:
        bounds.append((max(0, instance.cpu_left) // need.cpu, "CPU"))
    if need.ports:
        bounds.append((0 if need.ports & instance.ports_taken else 1, "ports"))
    return min(bounds, key=lambda bound: bound[0])
