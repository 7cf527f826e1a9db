"""What ECS remembers: plain mutable records. Times are seconds since the epoch, None where not yet."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.demo.ecs.shift import Shift


@dataclass(slots=True, eq=False)
class TaskDefinition:
    """One revision. `body` is what was registered, in the members of the model, defaults filled in."""

    family: str
    revision: int
    arn: str
    body: dict[str, Any]
    registered_at: float
    status: str = "ACTIVE"
    deregistered_at: float | None = None
    tags: list[dict[str, str]] = field(default_factory=list)

    @property
    def containers(self) -> list[dict[str, Any]]:
        """The container definitions as registered."""
        return self.body["containerDefinitions"]  # type: ignore[no-any-return]

    @property
    def network_mode(self) -> str:
        """awsvpc, bridge, host or none."""
        return str(self.body.get("networkMode", "bridge"))

    @property
    def cpu(self) -> int:
        """CPU units a task of it takes: of the task, or the sum of its containers'."""
        return int(self.body.get("cpu") or sum(c.get("cpu", 0) for c in self.containers))

    @property
    def memory(self) -> int:
        """MiB a task of it takes: of the task, or the sum of its containers'."""
        each = (c.get("memoryReservation") or c.get("memory") or 0 for c in self.containers)
        return int(self.body.get("memory") or sum(each))

    @property
    def host_ports(self) -> tuple[int, ...]:
        """Fixed ports it takes on its container instance."""
        if self.network_mode == "awsvpc":
            return ()
        ports = (p.get("hostPort", 0) for c in self.containers for p in c.get("portMappings", ()))
        return tuple(port for port in ports if port)


@dataclass(slots=True, eq=False)
class Container:
    """A container of a task. `health` is UNKNOWN until its check, where it has one, has spoken."""

    name: str
    image: str
    essential: bool = True
    last_status: str = "PENDING"
    digest: str | None = None
    exit_code: int | None = None
    reason: str | None = None
    health: str = "UNKNOWN"


@dataclass(slots=True, eq=False)
class Task:
    """A task. `healthy` is the scheduler's word: it counts towards the minimum healthy percent."""

    id: str
    arn: str
    cluster: str
    task_definition: TaskDefinition
    group: str
    launch_type: str
    created_at: float
    containers: list[Container]
    availability_zone: str = "eu-west-1a"
    service: Service | None = None
    deployment: Deployment | None = None
    started_by: str | None = None
    capacity_provider: str | None = None
    instance: Instance | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    tags: list[dict[str, str]] = field(default_factory=list)
    last_status: str = "PROVISIONING"
    desired_status: str = "RUNNING"
    version: int = 1
    pull_started_at: float | None = None
    pull_stopped_at: float | None = None
    started_at: float | None = None
    stopping_at: float | None = None
    execution_stopped_at: float | None = None
    stopped_at: float | None = None
    stop_code: str | None = None
    stopped_reason: str | None = None
    healthy: bool = False
    was_healthy: bool = False
    unhealthy_in: str | None = None  # the target group that gave it up
    protected_until: float | None = None
    life: Iterator[float] | None = None

    @property
    def wanted(self) -> bool:
        """Whether ECS still wants it to run."""
        return self.desired_status == "RUNNING"

    @property
    def running(self) -> bool:
        """Whether it counts as running."""
        return self.last_status == "RUNNING"

    @property
    def pending(self) -> bool:
        """Whether it counts as pending."""
        return self.wanted and not self.running

    def protected(self, now: float) -> bool:
        """Whether task protection holds at `now`."""
        return self.protected_until is not None and self.protected_until > now


@dataclass(slots=True, eq=False)
class Instance:
    """A container instance and what is left on it (CPU units, MiB)."""

    id: str
    arn: str
    ec2_id: str
    cluster: str
    instance_type: str
    availability_zone: str
    cpu: int
    memory: int
    private_ip: str
    registered_at: float
    capacity_provider: str | None = None
    status: str = "ACTIVE"
    agent_connected: bool = True
    agent_version: str = "1.98.0"
    tasks: dict[str, Task] = field(default_factory=dict)
    cpu_left: int = 0
    memory_left: int = 0
    ports: set[int] = field(default_factory=set)
    tags: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Event:
    """One service event."""

    id: str
    at: float
    message: str


@dataclass(slots=True, eq=False)
class Revision:
    """A service revision: what a deployment was asked to make real; `settings` as the model names them."""

    arn: str
    task_definition: TaskDefinition
    created_at: float
    settings: dict[str, Any]
    digests: dict[str, str] = field(default_factory=dict)  # image -> digest, fixed by the first task
    alternate: bool = False  # its tasks register in the alternate target groups, where there are any


@dataclass(slots=True, eq=False)
class Rollout:
    """The record of one service deployment, kept after it is over."""

    arn: str
    target: Revision
    sources: tuple[Revision, ...]
    created_at: float
    threshold: int
    breaker: str  # DISABLED, MONITORING, MONITORING_COMPLETE, TRIGGERED
    configuration: dict[str, Any]
    status: str = "PENDING"
    status_reason: str | None = None
    started_at: float | None = None
    finished_at: float | None = None
    stopped_at: float | None = None
    updated_at: float | None = None
    failure_count: int = 0
    rollback: dict[str, Any] | None = None
    shift: Shift | None = None  # of a blue/green, linear or canary deployment: how far it has got


@dataclass(slots=True, eq=False)
class Deployment:
    """One entry of a service's deployments[]."""

    id: str
    revision: Revision
    rollout: Rollout
    created_at: float
    updated_at: float
    status: str = "PRIMARY"
    rollout_state: str = "IN_PROGRESS"
    reason: str = ""
    failed_tasks: int = 0
    ran: bool = False  # a task of it has been running: failed_tasks is no longer counted
    given_up: bool = False  # the circuit breaker tripped: no further task is started

    @property
    def task_definition(self) -> TaskDefinition:
        """The task definition it rolls out."""
        return self.revision.task_definition


@dataclass(slots=True, eq=False)
class Service:
    """A service. `settings` are the members the engine only hands back, as the model names them."""

    name: str
    arn: str
    cluster: str
    created_at: float
    desired_count: int
    launch_type: str | None
    capacity_providers: list[dict[str, Any]]
    scheduling: str
    minimum: int
    maximum: int
    breaker: dict[str, Any]
    load_balancers: list[dict[str, Any]]
    grace_period: int
    settings: dict[str, Any]
    strategy: dict[str, Any] = field(default_factory=dict)  # of deploymentConfiguration, ROLLING where absent
    tags: list[dict[str, str]] = field(default_factory=list)
    status: str = "ACTIVE"
    deployments: list[Deployment] = field(default_factory=list)  # the primary first
    completed: Deployment | None = None  # what a rollback goes back to
    rollouts: list[Rollout] = field(default_factory=list)  # newest first
    revisions: list[Revision] = field(default_factory=list)
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=100))  # newest first
    said: dict[str, float] = field(default_factory=dict)  # event text -> when, to hold back duplicates
    tasks: dict[str, Task] = field(default_factory=dict)  # by id, until STOPPED
    gone: dict[str, Task] = field(default_factory=dict)  # by id, STOPPED and still remembered
    steady: bool = False
    look_at: float | None = None  # when the scheduler turns to it next
    setbacks: int = 0  # failures in a row, none healthy between
    not_before: float = 0.0  # the scheduler backs off until then
    replaced: int = 0  # unhealthy tasks stopped, for the event of their replacement

    @property
    def deployment_configuration(self) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "deploymentCircuitBreaker": dict(self.breaker),
            "maximumPercent": self.maximum,
            "minimumHealthyPercent": self.minimum,
            "strategy": "ROLLING",
            "bakeTimeInMinutes": 0,
            **self.strategy,
        }

    @property
    def running_count(self) -> int:
        """Tasks in RUNNING."""
        return sum(task.running for task in self.tasks.values())

    @property
    def pending_count(self) -> int:
        """Tasks on their way to RUNNING."""
        return sum(task.pending for task in self.tasks.values())

    @property
    def launch(self) -> dict[str, Any]:
        """What its tasks are launched on, as the model names it."""
        if self.capacity_providers:
            return {"capacityProviderStrategy": self.capacity_providers}
        return {"launchType": self.launch_type}

    @property
    def primary(self) -> Deployment:
        """The deployment being rolled out, or rolled out."""
        return self.deployments[0]

    @property
    def task_definition(self) -> TaskDefinition:
        """What the primary deployment runs."""
        return self.primary.task_definition


@dataclass(slots=True, eq=False)
class Cluster:
    """A cluster, with indices of what it holds."""

    name: str
    arn: str
    capacity_providers: list[str] = field(default_factory=list)
    default_strategy: list[dict[str, Any]] = field(default_factory=list)
    settings: list[dict[str, str]] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    exec_configuration: dict[str, Any] | None = None
    status: str = "ACTIVE"
    services: dict[str, Service] = field(default_factory=dict)  # by name
    instances: dict[str, Instance] = field(default_factory=dict)  # by id
    tasks: dict[str, Task] = field(default_factory=dict)  # by id, wanted
    stopped: dict[str, Task] = field(default_factory=dict)  # by id, no longer wanted
    hungry: dict[str, Service] = field(default_factory=dict)  # by name, waiting for room


@dataclass(slots=True, eq=False)
class CapacityProvider:
    """A capacity provider in front of an Auto Scaling group (None: FARGATE and FARGATE_SPOT)."""

    name: str
    arn: str
    group_arn: str | None = None
    tags: list[dict[str, str]] = field(default_factory=list)
