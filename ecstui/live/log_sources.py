"""Where the log lines of a service or task are to be found, container by container."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.logs import LogSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import ContainerDefinition, LogConfiguration, Service, Task, TaskDefinition


@dataclass(frozen=True, slots=True)
class NotTailed:
    """A container whose lines CloudWatch Logs does not hold; `where` says in words where they go."""

    container: str
    driver: str  # "" where none is configured
    where: str


@dataclass(frozen=True, slots=True)
class LogPlaces:
    """Every place that the containers log to."""

    sources: frozenset[LogSource] = frozenset()
    elsewhere: tuple[NotTailed, ...] = ()


def places_of_service(definitions: Iterable[TaskDefinition], region: str) -> LogPlaces:
    """The places of all tasks of these revisions; `region` is the cluster's.

    One source a container; one for all of them where every container of a revision shares group and prefix.
    """
    sources: set[LogSource] = set()
    elsewhere: dict[str, NotTailed] = {}
    for definition in definitions:
        found: dict[str, LogSource] = {}
        for container in definition.containers:
            place = _prefix_source(container, region)
            if isinstance(place, LogSource):
                found[container.name] = place
            else:
                elsewhere[container.name] = place
        shared = set(found.values())
        if len(found) > 1 and len(shared) == 1:
            sources |= shared
        else:
            sources |= {LogSource(s.region, s.group, f"{s.prefix}{name}/") for name, s in found.items()}
    return LogPlaces(frozenset(sources), tuple(elsewhere.values()))


def places_of_task(definition: TaskDefinition, task: Task, region: str) -> LogPlaces:
    """The places of one task's containers: each source's prefix is the whole name of one stream.

    A prefix, not a stream name, because AWS refuses the whole call while one named stream does not exist yet.
    """
    sources: set[LogSource] = set()
    elsewhere: list[NotTailed] = []
    runtime_ids = {container.name: container.runtime_id for container in task.containers}
    for container in definition.containers:
        place = _prefix_source(container, region)
        if isinstance(place, LogSource):
            stream = f"{place.prefix}{container.name}/{task.id}"
            sources.add(LogSource(place.region, place.group, stream))
        elif (
            container.log is not None
            and container.log.driver == "awslogs"
            and runtime_ids.get(container.name)
        ):
            group = container.log.option("awslogs-group")
            sources.add(LogSource(_region(container.log, region), group, runtime_ids[container.name]))
        else:
            elsewhere.append(place)
    return LogPlaces(frozenset(sources), tuple(elsewhere))


class ServiceLogs:
    """The sources of a service as its deployments come and go; what a `Tail` is given to follow a service.

    `service` gives the service as now known (None: not known yet), without a call of AWS. A revision is read
    once. `places` is what was found last.
    """

    def __init__(self, aws: Aws, service: Callable[[], Service | None]) -> None:
        self._aws = aws
        self._service = service
        self.places = LogPlaces()

    async def __call__(self) -> frozenset[LogSource]:
        """The sources of every revision that runs or is being replaced. Raises `AwsError`."""
        service = self._service()
        if service is not None:
            wanted = dict.fromkeys(
                (service.task_definition, *(d.task_definition for d in service.deployments))
            )
            definitions = [await self._aws.ecs.task_definition(name) for name in wanted if name]
            self.places = places_of_service(definitions, self._aws.region)
        return self.places.sources


class TaskLogs:
    """The sources of one task. `task` gives it as now known (None: not yet); `places` was found last."""

    def __init__(self, aws: Aws, task: Callable[[], Task | None]) -> None:
        self._aws = aws
        self._task = task
        self.places = LogPlaces()

    async def __call__(self) -> frozenset[LogSource]:
        """The streams of the task's containers. Raises `AwsError`."""
        task = self._task()
        if task is not None:
            definition = await self._aws.ecs.task_definition(task.task_definition)
            self.places = places_of_task(definition, task, self._aws.region)
        return self.places.sources


def _prefix_source(container: ContainerDefinition, region: str) -> LogSource | NotTailed:
    """The source of an awslogs container, up to the container's name; else where its lines go."""
    log = container.log
    if log is None or log.driver != "awslogs":
        return NotTailed(container.name, log.driver if log else "", _where(log))
    prefix = log.option("awslogs-stream-prefix")
    group = log.option("awslogs-group")
    if not prefix:
        where = f"log group {group}, in streams named by container id: open the logs of one task"
        return NotTailed(container.name, log.driver, where)
    return LogSource(_region(log, region), group, f"{prefix}/")


def _region(log: LogConfiguration, region: str) -> str:
    return log.option("awslogs-region") or region


def _where(log: LogConfiguration | None) -> str:
    """In words, where to look for lines that CloudWatch Logs does not hold. Never a token."""
    if log is None:
        return "no log driver is configured: the lines stay with the Docker daemon of the instance"
    match log.driver:
        case "awsfirelens":
            return (
                f"the FireLens router sends them to {_firelens_destination(log)}; its own logs may tell more"
            )
        case "splunk":
            return f"Splunk at {log.option('splunk-url') or 'an address that is not shown'}"
        case "json-file" | "local" | "journald":
            return f"on the container instance ({log.driver}): docker logs shows them there"
        case "syslog" | "gelf":
            return f"{log.option(f'{log.driver}-address') or 'the default address'} ({log.driver})"
        case "fluentd":
            return f"Fluentd at {log.option('fluentd-address') or 'localhost:24224'}"
        case "none":
            return "nowhere: the driver is none"
        case _:
            return f"wherever the log driver {log.driver} sends them"


def _firelens_destination(log: LogConfiguration) -> str:
    name = log.option("Name") or "the outputs of its configuration file"
    keys = ("log_group_name", "log_group", "delivery_stream", "bucket", "Host", "host", "Index")
    details = [value for key in keys if (value := log.option(key))]
    return f"{name} ({', '.join(details)})" if details else name
