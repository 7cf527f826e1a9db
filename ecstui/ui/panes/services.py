"""The pane of the services of a cluster, or of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.panes.list_pane import ListPane
from ecstui.ui.rows.services import SERVICES

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.ui.picture import Picture
    from ecstui.ui.selection import Selection


class ServicesPane(ListPane):
    """The services, what is failing first."""

    NAME = "services"
    NUMBER = 2
    TITLE = "Services"
    LISTING = SERVICES

    def look(self, picture: Picture, selection: Selection, now: datetime, monotonic: float) -> None:
        """Show what is known now."""
        snapshot = picture.services(selection.cluster)
        scope = f"in {selection.cluster}" if selection.cluster else "in all clusters"
        self.table.hide(*(("cluster",) if selection.cluster else ()))
        judged = self.judge(snapshot.items, now)
        self.present(snapshot, judged, monotonic, scope=scope, empty=f"no services {scope}")
        clusters = picture.clusters()
        known = [cluster.name for cluster in clusters.items]
        if selection.cluster and clusters.complete and selection.cluster not in known:
            there = f"there are: {', '.join(known)}" if known else "there are none"
            self.table.placeholder = f"there is no cluster {selection.cluster}; {there}"
