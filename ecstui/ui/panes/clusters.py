"""The pane of the clusters."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ecstui.ui.panes.list_pane import ListPane
from ecstui.ui.rows.clusters import ALL, CLUSTERS, JudgedCluster, all_clusters_row, with_services

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.health import Health
    from ecstui.ui.picture import Picture
    from ecstui.ui.selection import Selection


class ClustersPane(ListPane):
    """The clusters; the row on top means all of them."""

    NAME = "clusters"
    NUMBER = 1
    TITLE = "Clusters"
    LISTING = CLUSTERS

    def look(self, picture: Picture, selection: Selection, now: datetime, monotonic: float) -> None:
        """Show what is known now."""
        snapshot = picture.clusters()
        services: defaultdict[str, list[Health]] = defaultdict(list)
        for service, health in picture.judged_services(selection.cluster, now):
            services[service.cluster].append(health)
        loading = picture.loads_services(selection.cluster)
        judged = self.judge(with_services(snapshot.items, services, loading), now)
        first = (all_clusters_row(snapshot.items),) if snapshot.items else ()
        empty = "no clusters in this account and region"
        self.present(snapshot, judged, monotonic, empty=empty, first=first)

    def name_of(self, item: JudgedCluster) -> str:
        """A cluster's name."""
        return item.cluster.name

    def cluster_of(self, key: str | None) -> str | None:
        """The name of the cluster in a row; None for the one that means all."""
        return None if key in {None, ALL} else key
