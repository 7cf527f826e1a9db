"""The rows of the clusters, "all clusters" on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.health import Health, Level, cluster_health
from ecstui.model.humane import count, reached
from ecstui.ui.rows.listing import MARKS, Listing, health_cell, number_cell
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from ecstui.model.ecs import Cluster

ALL = "all clusters"
"""The key and the name of the row that means every cluster."""


@dataclass(frozen=True, slots=True)
class JudgedCluster:
    """A cluster and the health of those of its services that are known; `loading` while more are read."""

    cluster: Cluster
    services: tuple[Health, ...]
    loading: bool = False


def _cells(item: JudgedCluster, health: Health, _now: datetime) -> tuple[Cell | str, ...]:
    cluster = item.cluster
    running = reached(cluster.running_tasks, pending=cluster.pending_tasks)
    return (
        cluster.name,
        _health_cell(item, health),
        number_cell(cluster.active_services),
        Cell(running, "", float(cluster.running_tasks)),
        number_cell(cluster.container_instances, "" if cluster.container_instances else "dim"),
    )


def _health_cell(item: JudgedCluster, health: Health) -> Cell:
    """The judgement; short, with both counts where some are broken and others in trouble."""
    broken, troubled = (
        sum(h.level is level for h in item.services) for level in (Level.BROKEN, Level.WARNING)
    )
    if health.level is Level.BROKEN and broken and troubled:
        word = f"{count(broken)} {MARKS[Level.WARNING]} {count(troubled)}"
        return health_cell(Health(health.level, word))
    return health_cell(health)


CLUSTERS: Listing[JudgedCluster] = Listing(
    columns=(
        Column("name", "Cluster", min_width=12, weight=1, priority=9),
        Column("health", "Health", min_width=10, max_width=14, priority=8),
        Column("services", "Svcs", align="right", priority=5),
        Column("tasks", "Tasks", align="right", priority=4),
        Column("instances", "EC2", min_width=3, align="right", priority=1),
    ),
    key=lambda item: item.cluster.name,
    health=lambda item, _now: cluster_health(item.cluster, item.services, loading=item.loading),
    order=lambda item, _health: (item.cluster.name,),
    cells=_cells,
)


def with_services(
    clusters: Iterable[Cluster],
    services: Mapping[str, Sequence[Health]],
    loading: Callable[[str], bool] = lambda _: False,
) -> tuple[JudgedCluster, ...]:
    """The clusters with the health of their services, by cluster name, which `loading` is asked of too."""
    return tuple(
        JudgedCluster(cluster, tuple(services.get(cluster.name, ())), loading(cluster.name))
        for cluster in clusters
    )


def all_clusters_row(clusters: tuple[Cluster, ...]) -> Row:
    """The row that sums the clusters up."""
    running = sum(cluster.running_tasks for cluster in clusters)
    pending = sum(cluster.pending_tasks for cluster in clusters)
    return Row(
        ALL,
        (
            Cell(ALL, "strong"),
            "",
            number_cell(sum(cluster.active_services for cluster in clusters)),
            Cell(reached(running, pending=pending), "", float(running)),
            number_cell(sum(cluster.container_instances for cluster in clusters), "dim"),
        ),
    )
