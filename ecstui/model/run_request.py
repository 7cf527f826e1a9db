"""What is asked for when a task is run on its own, and why ECS could not place it, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.model.ecs import CapacityProviderShare, Network

MOST = 10
"""Tasks that one call of RunTask may start."""

STARTED_BY = "ecstui"


@dataclass(frozen=True, slots=True)
class Overrides:
    """What one container does otherwise than its definition says.

    Nothing is where `command` and `environment` are empty, and `cpu` (units) and `memory` (MiB) None.
    """

    container: str = ""
    command: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    cpu: int | None = None
    memory: int | None = None

    @property
    def of_container(self) -> bool:
        """Whether anything but the size of the task is another."""
        return bool(self.command or self.environment)


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One call of RunTask, with a token of our own: sent again, it starts nothing twice.

    Where `launch_type` is "" and there are no `capacity_providers`, the cluster's own strategy decides.
    `overrides.cpu` and `.memory` are the size of the whole task.
    """

    cluster: str
    task_definition: str
    token: str
    count: int = 1
    launch_type: str = ""
    capacity_providers: tuple[CapacityProviderShare, ...] = ()
    platform_version: str = ""
    network: Network | None = None
    overrides: Overrides = Overrides()
    execute_command: bool = False
    propagate_tags: bool = False


_RESOURCES = {
    "CPU": "no container instance has enough CPU left",
    "MEMORY": "no container instance has enough memory left",
    "PORTS": "its host port is taken on every container instance",
    "PORTS_TCP": "its host port is taken on every container instance",
    "PORTS_UDP": "its host port is taken on every container instance",
    "ENI": "no container instance can take another network interface",
    "GPU": "no container instance has enough GPUs left",
    "INFERENCE_ACCELERATOR": "no container instance has enough inference accelerators left",
    "FARGATE": "Fargate has no capacity for it at the moment",
}
_REASONS = {
    "AGENT": "the agent of the container instance is not connected",
    "ATTRIBUTE": "no container instance has an attribute that it needs",
    "CAPACITY": "there is no capacity for it at the moment",
    "EMPTY CAPACITY PROVIDER": "its capacity provider has no container instances",
    "INACTIVE": "the container instance is not active",
    "LOCATION": "no container instance is in a place that its constraints allow",
    "MEMBEROF": "no container instance meets its placement constraints",
    "MISSING": "what it needs does not exist",
    "NO ACTIVE INSTANCES": "the cluster has no active container instance",
}


def failure_words(reason: str, detail: str = "") -> str:
    """An entry of RunTask's `failures` in words, with ECS's own word for it.

    Facts: ECS developer guide, "API failure reasons".
    """
    kind, _, resource = reason.partition(":")
    if kind == "RESOURCE":
        named = [
            _RESOURCES.get(name.strip(), f"{name.strip()} is not to be had") for name in resource.split(",")
        ]
        words = "; ".join(dict.fromkeys(named))
    else:
        words = _REASONS.get(reason.upper(), "")
    told = f"{words} ({reason})" if words else reason or "no reason was given"
    return f"{told}: {detail}" if detail and detail != reason else told
