"""Clusters, services, tasks and what belongs to them, as the console knows them.

Names follow the ECS API reference. Values AWS may add to (statuses, launch types) stay strings; every text is
already safe to show. Times are aware datetimes in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import family_revision, short
from ecstui.model.shifting import ROLLING, Hook, RevisionShare, Strategy

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.elb import TargetHealth


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster with the counts ECS keeps of it."""

    arn: str
    name: str
    status: str
    active_services: int
    running_tasks: int
    pending_tasks: int
    container_instances: int
    capacity_providers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CapacityProviderShare:
    """One entry of a capacity provider strategy."""

    provider: str
    weight: int
    base: int


@dataclass(frozen=True, slots=True)
class CircuitBreaker:
    """The deployment circuit breaker as configured."""

    enabled: bool
    rollback: bool


@dataclass(frozen=True, slots=True)
class Deployment:
    """One entry of a service's `deployments`: PRIMARY is what is wanted, ACTIVE what is being replaced."""

    id: str
    status: str
    task_definition: str
    desired: int
    pending: int
    running: int
    failed: int
    rollout_state: str  # IN_PROGRESS, COMPLETED, FAILED; "" under CODE_DEPLOY and EXTERNAL
    rollout_reason: str
    created_at: datetime
    updated_at: datetime
    launch_type: str = ""

    @property
    def revision(self) -> str:
        """`family:revision`."""
        return short(self.task_definition)


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """One line that ECS wrote about a service."""

    id: str
    created_at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class LoadBalancerTarget:
    """Where a service registers its tasks."""

    target_group_arn: str
    container: str
    port: int


@dataclass(frozen=True, slots=True)
class Network:
    """Where tasks of the network mode awsvpc get their interfaces: ids of subnets and security groups."""

    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    public_address: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """One service, its deployments (newest first) and its newest events (newest first)."""

    arn: str
    name: str
    cluster_arn: str
    status: str
    scheduling_strategy: str  # REPLICA or DAEMON
    launch_type: str  # "" where a capacity provider strategy decides
    capacity_providers: tuple[CapacityProviderShare, ...]
    task_definition: str
    desired: int
    running: int
    pending: int
    deployments: tuple[Deployment, ...]
    events: tuple[ServiceEvent, ...]
    created_at: datetime | None
    deployment_controller: str = "ECS"  # ECS, CODE_DEPLOY or EXTERNAL
    deployment_strategy: str = "ROLLING"
    minimum_healthy_percent: int = 100
    maximum_percent: int = 200
    circuit_breaker: CircuitBreaker = CircuitBreaker(enabled=False, rollback=False)
    alarms: tuple[str, ...] = ()
    load_balancers: tuple[LoadBalancerTarget, ...] = ()
    health_check_grace_period: int | None = None  # seconds
    enable_execute_command: bool = False
    platform_version: str = ""
    network: Network | None = None  # of the network mode awsvpc
    propagate_tags: str = ""  # SERVICE, TASK_DEFINITION; "" or NONE for neither
    stopped: tuple[Task, ...] = ()  # its tasks that stopped lately, where they have been read
    targets: tuple[TargetHealth, ...] = ()  # its targets, where they are read at present
    pause: Hook | None = None  # that its deployment waits at, where that has been read

    @property
    def cluster(self) -> str:
        """The cluster's name."""
        return short(self.cluster_arn)

    @property
    def revision(self) -> str:
        """`family:revision` of the task definition wanted."""
        return short(self.task_definition)

    @property
    def primary(self) -> Deployment | None:
        """The deployment that is wanted."""
        return next((d for d in self.deployments if d.status == "PRIMARY"), None)

    @property
    def target_groups(self) -> tuple[str, ...]:
        """The ARNs of its target groups, each once."""
        groups = (balancer.target_group_arn for balancer in self.load_balancers)
        return tuple(dict.fromkeys(filter(None, groups)))

    @property
    def shifting(self) -> bool:
        """Whether a deployment of it is under way that shifts traffic, and may wait for somebody."""
        under_way = self.primary is not None and self.primary.rollout_state == "IN_PROGRESS"
        return under_way and self.deployment_strategy != "ROLLING"

    @property
    def runs_on(self) -> str:
        """The launch type, or the capacity providers that stand in its place."""
        return self.launch_type or "+".join(share.provider for share in self.capacity_providers)


@dataclass(frozen=True, slots=True)
class ManagedAgent:
    """An agent that ECS runs in a container: "ExecuteCommandAgent" and how it stands."""

    name: str
    last_status: str  # PENDING, RUNNING, STOPPED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """One container of a task."""

    name: str
    image: str
    image_digest: str
    last_status: str
    health: str  # HEALTHY, UNHEALTHY, UNKNOWN
    exit_code: int | None
    reason: str
    runtime_id: str = ""
    essential: bool = True
    cpu: str = ""  # units; "0" or "" where the task's alone counts
    memory: str = ""  # MiB, the hard limit; "" where the task's alone counts
    memory_reservation: str = ""  # MiB
    agents: tuple[ManagedAgent, ...] = ()

    @property
    def exec_agent(self) -> ManagedAgent | None:
        """The agent of ECS Exec; None where the task was launched without."""
        return next((agent for agent in self.agents if agent.name == "ExecuteCommandAgent"), None)


@dataclass(frozen=True, slots=True)
class Task:
    """One task and its containers."""

    arn: str
    cluster_arn: str
    group: str  # "service:NAME" for a service's task
    task_definition: str
    last_status: str
    desired_status: str
    health: str
    launch_type: str
    capacity_provider: str
    containers: tuple[Container, ...]
    cpu: str
    memory: str
    created_at: datetime
    started_at: datetime | None = None
    stopping_at: datetime | None = None
    stopped_at: datetime | None = None
    stop_code: str = ""
    stopped_reason: str = ""
    started_by: str = ""
    availability_zone: str = ""
    private_ip: str = ""
    container_instance_arn: str = ""
    enable_execute_command: bool = False  # as it was when the task was launched
    platform_version: str = ""  # of Fargate: 1.4.0
    platform_family: str = ""  # of Fargate: Linux, Windows_Server_2022_Core ...
    subnet: str = ""  # of its own network interface

    @property
    def id(self) -> str:
        """The task id: the last part of its ARN and of its log streams' names."""
        return short(self.arn)

    @property
    def service(self) -> str:
        """The name of its service; "" for a task run on its own."""
        return self.group.removeprefix("service:") if self.group.startswith("service:") else ""

    @property
    def revision(self) -> str:
        """`family:revision`."""
        return short(self.task_definition)

    @property
    def runs_well(self) -> bool:
        """Whether it runs and no health check of it is known to fail."""
        return self.last_status == "RUNNING" and self.health != "UNHEALTHY"


@dataclass(frozen=True, slots=True)
class LogConfiguration:
    """A container's log driver, its options, and the names of those options whose values are secret."""

    driver: str
    options: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()

    def option(self, name: str) -> str:
        """One option's value; "" where it is not set."""
        return dict(self.options).get(name, "")


@dataclass(frozen=True, slots=True)
class ContainerDefinition:
    """One container of a task definition."""

    name: str
    image: str
    essential: bool
    cpu: int
    memory: int | None  # MiB, the hard limit
    memory_reservation: int | None  # MiB
    log: LogConfiguration | None
    ports: tuple[int, ...] = ()
    host_ports: tuple[int, ...] = ()  # those that are fixed
    firelens: str = ""  # fluentbit or fluentd where it routes the others' logs
    environment: tuple[tuple[str, str], ...] = ()
    secrets: tuple[tuple[str, str], ...] = ()  # the variable and where its value comes from
    read_only_root: bool = False
    command: tuple[str, ...] = ()  # () where the image's own is run


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """One revision of a task definition."""

    arn: str
    status: str
    cpu: str
    memory: str
    network_mode: str
    containers: tuple[ContainerDefinition, ...]
    registered_at: datetime | None = None
    task_role: str = ""
    execution_role: str = ""
    architecture: str = ""  # X86_64, ARM64; "" where it does not say (then ECS takes X86_64)
    requires: tuple[str, ...] = ()  # the launch types it was registered for

    @property
    def essential(self) -> tuple[str, ...]:
        """The names of the containers whose end is the task's."""
        return tuple(container.name for container in self.containers if container.essential)

    @property
    def family(self) -> str:
        """The family's name."""
        return family_revision(self.arn)[0]

    @property
    def revision(self) -> int:
        """The revision's number."""
        return family_revision(self.arn)[1]


@dataclass(frozen=True, slots=True)
class ServiceDeployment:
    """ECS's own record of one deployment (newer than `deployments`, and kept after it has ended)."""

    arn: str
    status: str  # PENDING, IN_PROGRESS, SUCCESSFUL, STOPPED, ROLLBACK_IN_PROGRESS, ROLLBACK_SUCCESSFUL ...
    status_reason: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    target_revision: str  # service revision ARN
    source_revisions: tuple[str, ...] = ()
    breaker_status: str = ""
    breaker_failures: int = 0
    breaker_threshold: int = 0
    lifecycle_stage: str = ""  # where a blue/green, linear or canary deployment stands; "" for a rolling one
    rollback_revision: str = ""  # service revision ARN that it was rolled back to; "" where it was not
    updated_at: datetime | None = None
    strategy: Strategy = ROLLING
    target: RevisionShare | None = None  # tasks and traffic of the new revision
    sources: tuple[RevisionShare, ...] = ()  # and of those before
    hooks: tuple[Hook, ...] = ()
    alarms: tuple[str, ...] = ()  # that guard it
    alarms_status: str = ""  # TRIGGERED, MONITORING, MONITORING_COMPLETE, DISABLED
    alarms_triggered: tuple[str, ...] = ()

    @property
    def stoppable(self) -> bool:
        """Whether it runs and nobody has asked yet to stop it."""
        return self.status in {"PENDING", "IN_PROGRESS"}


@dataclass(frozen=True, slots=True)
class RevisionImage:
    """The image that a service revision runs in one container; `digest` is "" where not resolved yet."""

    container: str
    image: str
    digest: str


@dataclass(frozen=True, slots=True)
class ServiceMember:
    """A setting of a service by its name in ECS's API."""

    name: str
    value: str  # JSON in ASCII, in one order: where two are the same, so are the settings
    words: tuple[tuple[str, str], ...]  # its parts, for people


@dataclass(frozen=True, slots=True)
class ServiceRevision:
    """What one deployment of a service was made of; never changes."""

    arn: str
    task_definition: str
    images: tuple[RevisionImage, ...] = ()
    created_at: datetime | None = None
    members: tuple[ServiceMember, ...] = ()  # of the service as it then was, beside the task definition
    load_balancers: tuple[LoadBalancerTarget, ...] = ()

    @property
    def revision(self) -> str:
        """`family:revision`."""
        return short(self.task_definition)


@dataclass(frozen=True, slots=True)
class TaskProtection:
    """Whether a service's task is kept from scaling in, and until when."""

    enabled: bool
    until: datetime | None = None
