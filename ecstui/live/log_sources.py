"""The finders of a tail: which sources a service or a task has, and which of their streams are its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.log_places import LogPlaces, NotTailed, places_of_service, places_of_task
from ecstui.model.arn import family_revision
from ecstui.model.logs import firelens_parts, stream_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ecstui.aws.account import Aws
    from ecstui.live.log_tasks import KnownTasks
    from ecstui.model.ecs import Service, Task
    from ecstui.model.logs import LogSource

__all__ = ["LogPlaces", "NotTailed", "ServiceLogs", "TaskLogs", "places_of_service", "places_of_task"]

LINGER = 60.0  # seconds that a task's lines are looked for after it has stopped
FEW = 2  # streams from which a share cannot be told


class ServiceLogs:
    """The sources of a service as its deployments come and go; what a `Tail` is given to follow a service.

    `service` gives the service as now known (None: not known yet), without a call of AWS. A revision is read
    once. `places` is what was found last. `tasks` tells whose streams are whose: with it, foreign streams of
    a group and prefix that services share are left out, and streams without a prefix are tailed.
    """

    def __init__(
        self, aws: Aws, service: Callable[[], Service | None], tasks: KnownTasks | None = None
    ) -> None:
        self._aws = aws
        self._service = service
        self._tasks = tasks
        self._streams: dict[LogSource, set[str]] = {}  # seen so far
        self._narrow: set[LogSource] = set()
        self._wanted: dict[tuple[LogSource, str], float] = {}  # by name: when last known, seconds
        self.places = LogPlaces()

    @property
    def lossy(self) -> tuple[str, ...]:
        """The containers that may lose lines before CloudWatch has them."""
        return self.places.lossy

    @property
    def narrowed(self) -> tuple[str, ...]:
        """The log groups whose streams are asked for by name, for most of the prefix's are foreign."""
        return tuple(sorted({source.group for source in self._narrow}))

    async def __call__(self) -> frozenset[LogSource]:
        """The sources of every revision that runs or stopped a moment ago. Raises `AwsError`."""
        service = self._service()
        if service is not None:
            wanted = dict.fromkeys(
                (
                    service.task_definition,
                    *(deployment.task_definition for deployment in service.deployments),
                    *(task.task_definition for task in self._own_tasks(service)),
                )
            )
            definitions = [await self._aws.ecs.task_definition(name) for name in wanted if name]
            by_name = self._tasks is not None
            self.places = places_of_service(definitions, self._aws.region, by_name=by_name)
        return self.places.sources

    def names(self, source: LogSource) -> frozenset[str] | None:
        """The streams to be read by their names: of a narrowed source, and of one without a prefix."""
        service = self._service()
        if service is None or self._tasks is None or (source.prefix and source not in self._narrow):
            return None
        now = self._aws.now().timestamp()
        names = {name for task in self._own_tasks(service) for name in self._names_of(source, task)}
        self._wanted |= {(source, name): now for name in names}
        self._wanted = {key: at for key, at in self._wanted.items() if now - at <= LINGER}
        names |= {name for place, name in self._wanted if place == source}
        if source.prefix:
            names |= {name for name in self._streams.get(source, ()) if self.accept(source, name)}
        return frozenset(names)

    async def learn(self, source: LogSource, streams: frozenset[str]) -> None:
        """Find out whose streams these are; narrow the source where most are foreign."""
        seen = self._streams.setdefault(source, set())
        seen |= streams
        if self._tasks is None or not source.prefix or source in self._narrow:
            return
        await self._tasks.learn([_task_id(stream) for stream in streams])
        foreign = sum(not self.accept(source, stream) for stream in seen)
        stems = any(place == source for place, _ in self.places.stems)
        if foreign > FEW and 2 * foreign > len(seen) and stems and self._tasks.now():
            self._narrow.add(source)

    def accept(self, source: LogSource, stream: str) -> bool:
        """Whether a stream is the service's. One of which nothing is known is taken for its own."""
        service = self._service()
        task = self._tasks.of(_task_id(stream)) if self._tasks is not None and source.prefix else None
        return service is None or task is None or _belongs(task, service)

    def _own_tasks(self, service: Service) -> Iterator[Task]:
        """The service's tasks that run, or stopped a moment ago."""
        if self._tasks is None:
            return
        now = self._aws.now()
        for task in self._tasks.now():
            stopped = (now - task.stopped_at).total_seconds() if task.stopped_at else 0.0
            if task.service == service.name and stopped <= LINGER:
                yield task

    def _names_of(self, source: LogSource, task: Task) -> Iterator[str]:
        for place, stem in self.places.stems:
            if place == source and stem:
                yield stem + task.id
        containers = {name for place, name in self.places.unprefixed if place == source}
        for container in task.containers:
            if container.name in containers and container.runtime_id:
                yield container.runtime_id


class TaskLogs:
    """The sources of one task. `task` gives it as now known (None: not yet); `places` was found last."""

    narrowed: tuple[str, ...] = ()

    def __init__(self, aws: Aws, task: Callable[[], Task | None]) -> None:
        self._aws = aws
        self._task = task
        self.places = LogPlaces()

    @property
    def lossy(self) -> tuple[str, ...]:
        """The containers that may lose lines before CloudWatch has them."""
        return self.places.lossy

    async def __call__(self) -> frozenset[LogSource]:
        """The streams of the task's containers. Raises `AwsError`."""
        task = self._task()
        if task is not None:
            definition = await self._aws.ecs.task_definition(task.task_definition)
            self.places = places_of_task(definition, task, self._aws.region)
        return self.places.sources

    def names(self, source: LogSource) -> frozenset[str] | None:
        """Each source is one stream."""

    async def learn(self, source: LogSource, streams: frozenset[str]) -> None:
        """There is nothing to be known."""

    def accept(self, source: LogSource, stream: str) -> bool:
        """Every stream belongs."""
        return True


def _task_id(stream: str) -> str:
    return (firelens_parts(stream) or stream_parts(stream))[2]


def _belongs(task: Task, service: Service) -> bool:
    """Whether a task is the service's, or was run by hand from its task definition's family."""
    if task.group.startswith("service:"):
        return task.service == service.name
    families = {
        family_revision(name)[0]
        for name in (service.task_definition, *(d.task_definition for d in service.deployments))
    }
    return family_revision(task.task_definition)[0] in families
