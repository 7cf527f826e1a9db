"""What each log driver does with the lines: where FireLens sends them, and where a person can look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.logs import LogSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.model.ecs import ContainerDefinition, LogConfiguration, Task

_BUFFER = "10m"  # what the driver takes where max-buffer-size is not set
_TEMPLATE = ("$", "%")  # what Fluent Bit fills in itself


@dataclass(frozen=True, slots=True)
class NotTailed:
    """A container whose lines CloudWatch Logs does not hold; `where` says in words where they go."""

    container: str
    driver: str  # "" where none is configured
    where: str


def lossy(container: ContainerDefinition) -> str:
    """`web (non-blocking, 10m)` for a container whose driver drops lines when its buffer is full, else "".

    "default" where no mode is set: ECS takes non-blocking then, since 2025-06-25, unless the account says
    otherwise.
    """
    log = container.log
    if log is None or log.driver not in {"awslogs", "awsfirelens"} or log.option("mode") == "blocking":
        return ""
    return f"{container.name} ({log.option('mode') or 'default'}, {log.option('max-buffer-size') or _BUFFER})"


def region_of(log: LogConfiguration, region: str) -> str:
    """The region that an awslogs container logs to."""
    return log.option("awslogs-region") or region


def firelens_source(container: ContainerDefinition, region: str) -> LogSource | None:
    """The source of a container whose lines FireLens sends to CloudWatch Logs, where it can be known.

    Fluent Bit names the stream by its prefix and the tag `<container>-firelens-<task-id>`, or by one name
    for all tasks.
    """
    log = container.log
    if log is None or log.driver != "awsfirelens":
        return None
    if _routed(log, "name") not in {"cloudwatch", "cloudwatch_logs"}:
        return None
    group, prefix = _routed(log, "log_group_name"), _routed(log, "log_stream_prefix")
    stream = _routed(log, "log_stream_name")
    if not group or any(mark in group + prefix + stream for mark in _TEMPLATE):
        return None
    name = stream or f"{prefix}{container.name}-firelens-"
    return LogSource(_routed(log, "region") or region, group, name)


def not_tailed(
    container: ContainerDefinition,
    neighbours: Sequence[ContainerDefinition],
    task: Task | None = None,
    runtime_id: str = "",
) -> NotTailed:
    """In words, where to look for lines that are not tailed. Never a token or a secret's value."""
    log = container.log
    if log is None:
        where = "no log driver is configured: the lines stay with the Docker daemon of the instance"
        return NotTailed(container.name, "", where + _on_instance(task, runtime_id))
    where = _where(log, neighbours)
    if log.driver in {"json-file", "local", "journald"}:
        where += _on_instance(task, runtime_id)
    if log.secrets:
        where += f"; secret options: {', '.join(log.secrets)}"
    return NotTailed(container.name, log.driver, where)


def _where(log: LogConfiguration, neighbours: Sequence[ContainerDefinition]) -> str:
    match log.driver:
        case "awslogs":
            group = log.option("awslogs-group")
            return f"log group {group}, in streams named by container id: open the logs of one task"
        case "awsfirelens":
            router = next((one.name for one in neighbours if one.firelens), "")
            named = f"the FireLens router {router}" if router else "the FireLens router"
            told = f"the logs of {router}" if router else "its own logs"
            return f"{named} sends them to {_destination(log)}; {told} may tell more"
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


def _on_instance(task: Task | None, runtime_id: str) -> str:
    """Which instance and container, where a task is known that runs on one."""
    if task is None or not task.container_instance_arn:
        return ""
    container = f", container {runtime_id[:12]}" if runtime_id else ""
    return f"; container instance {short(task.container_instance_arn)}{container}"


def _destination(log: LogConfiguration) -> str:
    name = _routed(log, "name") or "the outputs of its configuration file"
    keys = ("log_group_name", "log_group", "delivery_stream", "stream", "bucket", "host", "index", "region")
    details = [value for key in keys if (value := _routed(log, key))]
    return f"{name} ({', '.join(details)})" if details else name


def _routed(log: LogConfiguration, name: str) -> str:
    """An option of FireLens, whose names may be written in any case."""
    return next((value for key, value in log.options if key.lower() == name), "")
