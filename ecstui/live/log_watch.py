"""What log lines are read of, kept up to date: its tasks and deployments while they come and go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from ecstui.live.log_origins import Origins
from ecstui.live.log_sources import ServiceLogs, TaskLogs
from ecstui.live.log_target import find_service, find_task, known_tasks
from ecstui.live.log_tasks import KnownTasks
from ecstui.model.arn import short_id
from ecstui.model.errors import AwsError, UsageError
from ecstui.model.logs import LogSource

if TYPE_CHECKING:
    from ecstui.aws.account import Aws
    from ecstui.live.log_places import LogPlaces
    from ecstui.live.log_target import Wanted
    from ecstui.live.tail import Sources
    from ecstui.model.ecs import Service, Task

EVERY = 10.0  # seconds between two looks at ECS


class LogWatch(Protocol):
    """What is read: where its lines are, whose they are, and when it ends."""

    name: str
    origins: Origins
    failure: AwsError | None  # of the last look at ECS

    @property
    def sources(self) -> Sources:
        """What a tail is given."""

    @property
    def places(self) -> LogPlaces:
        """Where the lines are, once the sources were asked for."""

    @property
    def definitions(self) -> tuple[str, ...]:
        """The task definitions whose containers speak."""

    @property
    def since(self) -> int | None:
        """Where its history begins, in ms; None where that is not known."""

    @property
    def over(self) -> bool:
        """Whether it says nothing any more."""

    def ended(self) -> int | None:
        """When it stopped, in ms; None while it lives."""

    async def look(self) -> None:
        """Ask ECS how it stands; what fails is remembered in `failure`."""


async def keep_looking(watch: LogWatch) -> None:
    """Look at ECS again and again, until cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        await watch.look()


class ServiceWatch:
    """A service: its revisions and tasks."""

    since: int | None = None
    over = False

    def __init__(self, aws: Aws, service: Service) -> None:
        self.name = f"{service.cluster}/{service.name}"
        self.service = service
        self.tasks: tuple[Task, ...] = ()
        self.failure: AwsError | None = None
        self._aws = aws
        known = KnownTasks(aws, lambda: service.cluster_arn, lambda: self.tasks)
        self.origins = Origins(known)
        self.sources = ServiceLogs(aws, lambda: self.service, known)

    @property
    def places(self) -> LogPlaces:
        """Where the lines are."""
        return self.sources.places

    @property
    def definitions(self) -> tuple[str, ...]:
        """Those of all deployments and tasks known."""
        of_deployments = (deployment.task_definition for deployment in self.service.deployments)
        of_tasks = (task.task_definition for task in self.tasks)
        found = dict.fromkeys((self.service.task_definition, *of_deployments, *of_tasks))
        return tuple(name for name in found if name)

    def ended(self) -> int | None:
        """A service goes on."""

    async def look(self) -> None:
        """Ask for the service and its tasks."""
        try:
            self.service = await self._aws.ecs.describe_service(self.service.cluster_arn, self.service.name)
            self.tasks = await known_tasks(self._aws, self.service)
        except AwsError as failure:
            self.failure = failure
        else:
            self.failure = None


class TaskWatch:
    """A task that ECS knows, to its end."""

    def __init__(self, aws: Aws, task: Task) -> None:
        self.name = f"task {short_id(task.id)}"
        self.task = task
        self.failure: AwsError | None = None
        self._aws = aws
        self._gone: int | None = None
        self.origins = Origins(KnownTasks(aws, lambda: task.cluster_arn, lambda: (self.task,)))
        self.sources = TaskLogs(aws, lambda: self.task)

    @property
    def places(self) -> LogPlaces:
        """Where the lines are."""
        return self.sources.places

    @property
    def definitions(self) -> tuple[str, ...]:
        """The task's own."""
        return (self.task.task_definition,)

    @property
    def since(self) -> int | None:
        """A minute before its creation: the clocks of ECS and CloudWatch may differ."""
        return int(self.task.created_at.timestamp() * 1000) - 60_000

    @property
    def over(self) -> bool:
        """Whether it has stopped."""
        return self.ended() is not None

    def ended(self) -> int | None:
        """When it stopped, or was forgotten."""
        stopped = self.task.stopped_at
        return int(stopped.timestamp() * 1000) if stopped else self._gone

    async def look(self) -> None:
        """Ask for the task."""
        try:
            found = await self._aws.ecs.describe_tasks(self.task.cluster_arn, (self.task.id,))
        except AwsError as failure:
            self.failure = failure
            return
        self.failure = None
        if found:
            self.task = found[0]
        elif self._gone is None:
            self._gone = int(self._aws.now().timestamp() * 1000)


class ForgottenTask:
    """A task that ECS has forgotten: streams of the service's that end in an id that begins like this."""

    over = True
    since: int | None = 0
    failure: AwsError | None = None

    def __init__(self, service: ServiceWatch, task: str) -> None:
        self.name = f"task {short_id(task)} of {service.name}"
        self.origins = service.origins
        self.places = service.places
        self.definitions = service.definitions
        self.sources = frozenset(
            LogSource(source.region, source.group, stem + task) for source, stem in service.places.stems
        )

    def ended(self) -> int | None:
        """It stopped an hour ago or more."""
        return 0

    async def look(self) -> None:
        """There is nothing to be asked for."""


async def find_logs(aws: Aws, wanted: Wanted) -> LogWatch:
    """What is meant, its sources found. Raises UsageError where there is no such thing, and `AwsError`."""
    service = await find_service(aws, wanted) if wanted.service else None
    if wanted.task:
        task = await find_task(aws, wanted, service)
        if task is not None:
            watch = TaskWatch(aws, task)
            await watch.sources()
            return watch
        if service is None:
            raise UsageError(f"ECS knows no task {wanted.task} (any more): name it as CLUSTER/SERVICE/TASK.")
    assert service is not None  # noqa: S101 - a target without a task names a service
    found = ServiceWatch(aws, service)
    await found.look()
    await found.sources()
    return ForgottenTask(found, wanted.task) if wanted.task else found
