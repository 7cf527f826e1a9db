"""Where the log lines of a service's or task's containers are to be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.live.log_drivers import NotTailed, firelens_source, lossy, not_tailed, region_of
from ecstui.model.logs import LogSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecstui.model.ecs import ContainerDefinition, Task, TaskDefinition

__all__ = ["LogPlaces", "NotTailed", "places_of_service", "places_of_task"]


@dataclass(frozen=True, slots=True)
class LogPlaces:
    """Every place that the containers log to.

    `stems` are a source and what stands before the task's id in its streams' names; `unprefixed` a source
    whose streams are named by the container's id, and the container. `lossy` names the containers whose log
    driver may lose lines before CloudWatch has them, and why.
    """

    sources: frozenset[LogSource] = frozenset()
    elsewhere: tuple[NotTailed, ...] = ()
    stems: tuple[tuple[LogSource, str], ...] = ()
    unprefixed: tuple[tuple[LogSource, str], ...] = ()
    lossy: tuple[str, ...] = ()


def places_of_service(
    definitions: Iterable[TaskDefinition], region: str, *, by_name: bool = False
) -> LogPlaces:
    """The places of all tasks of these revisions; `region` is the cluster's.

    One source a container; one for all of them where every container of a revision shares group and prefix.
    `by_name`: the tasks are known, so that streams named by a container's id can be asked for.
    """
    stems: dict[tuple[LogSource, str], None] = {}
    unprefixed: dict[tuple[LogSource, str], None] = {}
    elsewhere: dict[str, NotTailed] = {}
    warnings: dict[str, str] = {}
    for definition in definitions:
        awslogs: dict[str, LogSource] = {}
        for container in definition.containers:
            warnings[container.name] = lossy(container)
            if (prefix := _prefix_source(container, region)) is not None:
                awslogs[container.name] = prefix
            elif by_name and (group := _group_source(container, region)) is not None:
                unprefixed[(group, container.name)] = None
            elif (routed := firelens_source(container, region)) is not None:
                stems[(routed, routed.prefix)] = None
            else:
                elsewhere[container.name] = not_tailed(container, definition.containers)
        stems |= dict.fromkeys(_stems(awslogs))
    return LogPlaces(
        frozenset(source for source, _ in (*stems, *unprefixed)),
        tuple(elsewhere.values()),
        tuple(stems),
        tuple(unprefixed),
        tuple(filter(None, warnings.values())),
    )


def places_of_task(definition: TaskDefinition, task: Task, region: str) -> LogPlaces:
    """The places of one task's containers: each source's prefix is the whole name of one stream.

    A prefix, not a stream name, because AWS refuses the whole call while one named stream does not exist yet.
    """
    sources: set[LogSource] = set()
    elsewhere: list[NotTailed] = []
    runtime_ids = {container.name: container.runtime_id for container in task.containers}
    for container in definition.containers:
        runtime_id = runtime_ids.get(container.name, "")
        group = _group_source(container, region)
        if (prefix := _prefix_source(container, region)) is not None:
            sources.add(_extended(prefix, f"{container.name}/{task.id}"))
        elif group is not None and runtime_id:
            sources.add(_extended(group, runtime_id))
        elif (routed := firelens_source(container, region)) is not None:
            named = routed.prefix.endswith("-firelens-")
            sources.add(_extended(routed, task.id) if named else routed)
        else:
            elsewhere.append(not_tailed(container, definition.containers, task, runtime_id))
    return LogPlaces(
        frozenset(sources),
        tuple(elsewhere),
        lossy=tuple(filter(None, (lossy(container) for container in definition.containers))),
    )


def _stems(found: dict[str, LogSource]) -> Sequence[tuple[LogSource, str]]:
    """The sources of the awslogs containers of one revision, with their stems."""
    shared = len(found) > 1 and len(set(found.values())) == 1
    stems = {name: f"{source.prefix}{name}/" for name, source in found.items()}
    return [
        (source if shared else _extended(source, f"{name}/"), stems[name]) for name, source in found.items()
    ]


def _extended(source: LogSource, more: str) -> LogSource:
    return LogSource(source.region, source.group, source.prefix + more)


def _prefix_source(container: ContainerDefinition, region: str) -> LogSource | None:
    """The source of an awslogs container, up to the container's name."""
    source = _group_source(container, region)
    prefix = container.log.option("awslogs-stream-prefix") if container.log else ""
    return _extended(source, f"{prefix}/") if source is not None and prefix else None


def _group_source(container: ContainerDefinition, region: str) -> LogSource | None:
    """The log group of an awslogs container, without a prefix."""
    log = container.log
    if log is None or log.driver != "awslogs":
        return None
    return LogSource(region_of(log, region), log.option("awslogs-group"), "")
