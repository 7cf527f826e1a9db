"""What metrics of ECS say at a minute: pure functions of the service, its counts then, and the time."""

from __future__ import annotations

from math import pi, sin
from typing import TYPE_CHECKING
from zlib import crc32

from ecstui.demo.logs.voices.failing import HEAP_LIMIT, heap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.demo.ecs.records import Service, Task
    from ecstui.demo.world import World

DAY = 86_400.0
MINUTE = 60.0
PEAK = 14.5 * 3600  # seconds of the day (UTC) at which most is asked for
SWING = 0.22  # of the mean, between mean and peak


def chance(text: str) -> float:
    """A number in 0..1 that belongs to `text`."""
    return crc32(text.encode()) / 0xFFFFFFFF


def wave(at: float) -> float:
    """How much is asked for at `at`, of the mean of a day."""
    return 1.0 + SWING * sin(2 * pi * ((at - PEAK) / DAY + 0.25))


def noise(name: str, at: float) -> float:
    """A factor near 1 that changes by the minute."""
    return 0.985 + 0.03 * chance(f"{name}/{int(at // MINUTE)}")


def cpu(world: World, service: Service, at: float) -> float | None:
    """Percent of the CPU its tasks use; None where none ran."""
    history = world.cloudwatch.counts(service)
    running = history.at(at).running
    if not running:
        return None
    usual = max(1, history.first.running or history.first.desired)
    target = world.scaling.cpu_target(service)
    if target is None:
        level = 14.0 + 42.0 * chance(f"cpu/{service.arn}")
        asked = level * wave(at)
    else:  # so that the count it has is the count its policy wants
        asked = target * (1 - 0.5 / usual) * wave(at) / wave(history.since)
    return min(100.0, asked * usual / running * noise(service.arn, at))


def memory(world: World, service: Service, at: float) -> float | None:
    """Percent of the memory its tasks use; None where none ran. What leaks climbs as its tasks age."""
    ages = [at - started for started in _leaking(world, service, at)]
    if ages:
        return 100 * sum(heap(age) for age in ages) / len(ages) / HEAP_LIMIT
    if not world.cloudwatch.counts(service).at(at).running:
        return None
    level = 30.0 + 34.0 * chance(f"memory/{service.arn}")
    return level * (1 + (wave(at) - 1) / 4) * noise(f"memory/{service.arn}", at)


def _leaking(world: World, service: Service, at: float) -> Iterator[float]:
    """When the tasks that leaked at `at` started."""
    if not any(_leaks(world, task) for task in _some(service)):
        return
    for task in (*service.tasks.values(), *service.gone.values()):
        ended = task.execution_stopped_at or task.stopped_at
        if task.started_at is not None and task.started_at <= at and (ended is None or at < ended):
            yield task.started_at


def _some(service: Service) -> Iterator[Task]:
    yield from list(service.tasks.values())[:1]
    yield from list(service.gone.values())[-1:]


def _leaks(world: World, task: Task) -> bool:
    return any(world.ecs.repertoire.of(each.image).voice == "leak" for each in task.containers)


def of_service(world: World, service: Service, metric: str, at: float) -> float | None:
    """A metric of one service at `at`; None where there is no data, or no such metric."""
    if metric == "CPUUtilization":
        return cpu(world, service, at)
    if metric == "MemoryUtilization":
        return memory(world, service, at)
    counts = world.cloudwatch.counts(service).at(at)
    definition = service.task_definition
    match metric:
        case "RunningTaskCount":
            return float(counts.running)
        case "DesiredTaskCount":
            return float(counts.desired)
        case "PendingTaskCount":
            return float(counts.pending)
        case "DeploymentCount":
            return float(len(service.deployments))
        case "CpuReserved":
            return float(definition.cpu * counts.running)
        case "MemoryReserved":
            return float(definition.memory * counts.running)
        case "CpuUtilized":
            share = cpu(world, service, at)
            return None if share is None else definition.cpu * counts.running * share / 100
        case "MemoryUtilized":
            share = memory(world, service, at)
            return None if share is None else definition.memory * counts.running * share / 100
    return None


def of_cluster(world: World, cluster: str, metric: str, at: float) -> float | None:
    """A metric of a cluster: the mean or sum over its services, or what is reserved of its instances."""
    holder = world.ecs.clusters.get(cluster)
    if holder is None:
        return None
    if metric in ("CPUReservation", "MemoryReservation"):
        instances = list(holder.instances.values())
        whole = sum(i.cpu if metric == "CPUReservation" else i.memory for i in instances)
        left = sum(i.cpu_left if metric == "CPUReservation" else i.memory_left for i in instances)
        return 100 * (whole - left) / whole if whole else None
    if metric == "ServiceCount":
        return float(len(holder.services))
    if metric == "TaskCount":
        metric = "RunningTaskCount"
    each = [of_service(world, service, metric, at) for service in holder.services.values()]
    known = [value for value in each if value is not None]
    if not known:
        return None
    return sum(known) / len(known) if metric.endswith("Utilization") else sum(known)
