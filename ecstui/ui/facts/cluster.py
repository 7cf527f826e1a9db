"""The facts of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.health import Health, Level, cluster_health
from ecstui.model.humane import counted
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.rows.listing import MARKS, STYLES
from ecstui.ui.rows.services import running_of_desired

if TYPE_CHECKING:
    from ecstui.model.ecs import Cluster, Service


def cluster_facts(cluster: Cluster, services: tuple[tuple[Service, Health], ...]) -> tuple[Section, ...]:
    """The sections of the detail area; `services` are the cluster's as far as they are known."""
    health = cluster_health(cluster, (health for _, health in services))
    said = " ".join(filter(None, (MARKS[health.level], health.word, health.why)))
    verdict = Fact("", said, STYLES[health.level])
    troubled = tuple(
        Fact(
            service.name, f"{health.word}, {running_of_desired(service)}: {health.why}", STYLES[health.level]
        )
        for service, health in services
        if health.level >= Level.WARNING
    )
    tasks = f"{counted(cluster.running_tasks, 'task')} running, {cluster.pending_tasks} pending"
    facts = (
        Fact("name", cluster.name),
        Fact("status", cluster.status.lower()),
        Fact("services", str(cluster.active_services)),
        Fact("tasks", tasks),
        Fact("instances", str(cluster.container_instances)),
        Fact("capacity", ", ".join(cluster.capacity_providers)),
        Fact("ARN", cluster.arn),
    )
    return (
        Section("", (verdict,)),
        Section("In trouble", troubled),
        Section("Cluster", tuple(fact for fact in facts if fact.text)),
    )


def all_clusters_facts(
    clusters: tuple[Cluster, ...], services: tuple[tuple[Service, Health], ...]
) -> tuple[Section, ...]:
    """What is wrong anywhere."""
    troubled = _troubled(services)
    well = Fact("", f"{MARKS[Level.OK]} no service is in trouble", STYLES[Level.OK])
    counts = Fact("", f"{counted(len(clusters), 'cluster')}, {counted(len(services), 'service')}", "dim")
    if not services:
        return (Section("", (counts,)),)
    return (Section("In trouble", troubled) if troubled else Section("", (well,)), Section("", (counts,)))


def _troubled(services: tuple[tuple[Service, Health], ...]) -> tuple[Fact, ...]:
    worst_first = sorted(services, key=lambda pair: (-pair[1].level, pair[0].name))
    return tuple(
        Fact(
            service.name, f"{health.word}, {running_of_desired(service)}: {health.why}", STYLES[health.level]
        )
        for service, health in worst_first
        if health.level >= Level.WARNING
    )
