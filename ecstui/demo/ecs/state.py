"""All of ECS in one account: what there is, found by name, id or ARN, and the few things done to it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs import network
from ecstui.demo.ecs.behaviour import Repertoire
from ecstui.demo.ecs.deployments import Deployments
from ecstui.demo.ecs.lifecycle import Lifecycle
from ecstui.demo.ecs.placement import occupy
from ecstui.demo.ecs.records import (
    CapacityProvider,
    Cluster,
    Container,
    Event,
    Instance,
    Service,
    Task,
    TaskDefinition,
)
from ecstui.demo.ecs.scheduler import REPEATED, Scheduler
from ecstui.demo.ecs.shifts import Shifts
from ecstui.demo.ecs.surroundings import settle, speak

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Deployment
    from ecstui.demo.world import World

CONTAINER_DEFAULTS: dict[str, Any] = {"cpu": 0, "essential": True}
CONTAINER_LISTS = ("portMappings", "environment", "mountPoints", "volumesFrom", "systemControls")


class Ecs:
    """Clusters by name, services and tasks by ARN, task definitions by family and revision."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clusters: dict[str, Cluster] = {}
        self.services: dict[str, Service] = {}
        self.tasks: dict[str, Task] = {}
        self.families: dict[str, dict[int, TaskDefinition]] = {}
        self.providers: dict[str, CapacityProvider] = {}
        self.tokens: dict[
            tuple[str, str], tuple[dict[str, Any], Any]
        ] = {}  # (operation, token) -> request, answer
        self.repertoire = Repertoire()
        self.lifecycle = Lifecycle(world)
        self.scheduler = Scheduler(world)
        self.deployments = Deployments(world)
        self.shifts = Shifts(world)
        for name in ("FARGATE", "FARGATE_SPOT"):
            self.providers[name] = CapacityProvider(name, world.arn("ecs", f"capacity-provider/{name}"))

    # Finding

    def service_named(self, cluster: str, name: str) -> Service | None:
        """The service of that name, None where there is none."""
        holder = self.clusters.get(cluster)
        return holder.services.get(name) if holder is not None else None

    def latest(self, family: str) -> TaskDefinition | None:
        """The newest active revision of a family."""
        active = (d for d in reversed(self.families.get(family, {}).values()) if d.status == "ACTIVE")
        return next(active, None)

    def needs_instance(self, service: Service) -> bool:
        """Whether its tasks run on container instances, not on Fargate."""
        if service.capacity_providers:
            return not service.capacity_providers[0]["capacityProvider"].startswith("FARGATE")
        return service.launch_type == "EC2"

    # Making

    def create_cluster(self, name: str, **members: Any) -> Cluster:
        """A new, empty cluster."""
        cluster = self.clusters[name] = Cluster(name, self.world.arn("ecs", f"cluster/{name}"), **members)
        return cluster

    def create_instance(self, cluster: Cluster, instance_type: str, **members: Any) -> Instance:
        """A container instance, members as of the record; what waited for one finds it."""
        ident = self.world.hex(32)
        arn = self.world.arn("ecs", f"container-instance/{cluster.name}/{ident}")
        instance = Instance(id=ident, arn=arn, cluster=cluster.name, instance_type=instance_type, **members)
        instance.cpu_left, instance.memory_left = instance.cpu, instance.memory
        cluster.instances[ident] = instance
        daemons = {s.name: s for s in cluster.services.values() if s.scheduling == "DAEMON"}
        cluster.hungry.update(daemons)
        self.scheduler.feed(cluster)
        return instance

    def register(
        self, body: dict[str, Any], tags: list[dict[str, str]] | None = None, at: float | None = None
    ) -> TaskDefinition:
        """The next revision of body["family"]."""
        family = body["family"]
        revisions = self.families.setdefault(family, {})
        number = max(revisions, default=0) + 1
        containers = [
            {**CONTAINER_DEFAULTS, **{name: [] for name in CONTAINER_LISTS}, **container}
            for container in body["containerDefinitions"]
        ]
        body = {"volumes": [], "placementConstraints": [], **body, "containerDefinitions": containers}
        arn = self.world.arn("ecs", f"task-definition/{family}:{number}")
        registered = self.world.now if at is None else at
        revisions[number] = TaskDefinition(family, number, arn, body, registered, tags=tags or [])
        return revisions[number]

    def create_service(self, cluster: str, name: str, definition: TaskDefinition, **members: Any) -> Service:
        """A new service with its first deployment, not yet woken; `members` as of the record."""
        arn = self.world.arn("ecs", f"service/{cluster}/{name}")
        service = Service(name=name, arn=arn, cluster=cluster, created_at=self.world.now, **members)
        self.services[arn] = self.clusters[cluster].services[name] = service
        self.deployments.begin(service, definition)
        return service

    def add_task(
        self,
        *,
        service: Service | None = None,
        deployment: Deployment | None = None,
        definition: TaskDefinition | None = None,
        cluster: str = "",
        instance: Instance | None = None,
        **members: Any,
    ) -> Task:
        """A new task, of a service's deployment or by itself (then with cluster, definition, launch_type)."""
        if service is not None and deployment is not None:
            definition, cluster = deployment.task_definition, service.cluster
            members = self._of_service(service, deployment)
        assert definition is not None  # noqa: S101 - one of the two callers' promises
        ident = self.world.hex(32)
        zone = instance.availability_zone if instance else network.subnet_of(ident)[2]
        task = Task(
            id=ident,
            arn=self.world.arn("ecs", f"task/{cluster}/{ident}"),
            cluster=cluster,
            task_definition=definition,
            created_at=self.world.now,
            containers=[Container(c["name"], c["image"], c["essential"]) for c in definition.containers],
            availability_zone=zone,
            service=service,
            deployment=deployment,
            instance=instance,
            **members,
        )
        self.tasks[task.arn] = self.clusters[cluster].tasks[ident] = task
        if service is not None:
            service.tasks[ident] = task
        if instance is not None:
            occupy(instance, task)
        return task

    def _of_service(self, service: Service, deployment: Deployment) -> dict[str, Any]:
        provider = service.capacity_providers[0]["capacityProvider"] if service.capacity_providers else None
        propagated = service.settings.get("propagateTags")
        tags = {"SERVICE": service.tags, "TASK_DEFINITION": deployment.task_definition.tags}
        return {
            "group": f"service:{service.name}",
            "launch_type": "EC2" if self.needs_instance(service) else "FARGATE",
            "capacity_provider": provider,
            "started_by": deployment.id,
            "settings": service.settings,
            "tags": list(tags.get(propagated or "", [])),
        }

    def adopt(self, task: Task, started_at: float) -> None:
        """Make a new task one that has been running and healthy since `started_at`."""
        task.created_at, task.pull_started_at, task.pull_stopped_at = (
            started_at - 11,
            started_at - 7,
            started_at - 2,
        )
        task.started_at = started_at
        task.last_status, task.healthy, task.was_healthy, task.version = "RUNNING", True, True, 5
        for container in task.containers:
            container.last_status = "RUNNING"
            container.digest = self.world.ecr.resolve(container.image)
            if "healthCheck" in next(
                d for d in task.task_definition.containers if d["name"] == container.name
            ):
                container.health = "HEALTHY"
            speak(self.world, task, container)
            if task.deployment is not None and container.digest is not None:
                task.deployment.revision.digests.setdefault(container.image, container.digest)
        if task.deployment is not None:
            task.deployment.ran = True
        settle(self.world, task)

    # Changing

    def set_desired(self, service: Service, count: int) -> None:
        """Change the desired count; the scheduler acts within a second."""
        if service.desired_count != count:
            service.desired_count = count
            service.steady = False
            service.primary.updated_at = self.world.now
        self.scheduler.wake(service)

    def say(self, service: Service, message: str, *, once: bool = False) -> None:
        """Add a service event; `once` holds it back while the same text is less than six hours old."""
        now = self.world.now
        if once and now - service.said.get(message, -REPEATED) < REPEATED:
            return
        if once or message.endswith("steady state."):
            service.said[message] = now
        service.events.appendleft(Event(self.world.uuid(), now, message))

    def forget(self, task: Task) -> None:
        """A stopped task has been remembered long enough."""
        self.tasks.pop(task.arn, None)
        self.clusters[task.cluster].stopped.pop(task.id, None)
        if task.service is not None:
            task.service.gone.pop(task.id, None)

    def all_tasks(self, cluster: Cluster) -> chain[Task]:
        """Every task of a cluster that can still be described."""
        return chain(cluster.tasks.values(), cluster.stopped.values())
