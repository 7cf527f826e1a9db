"""The pane of the tasks of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.health import Level, service_health
from ecstui.ui.panes.list_pane import ListPane
from ecstui.ui.rows.tasks import TASKS, failing_first, short_id

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecs import Task
    from ecstui.ui.picture import Picture
    from ecstui.ui.selection import Selection


class TasksPane(ListPane):
    """The tasks: those that run, then those that stopped lately."""

    NAME = "tasks"
    NUMBER = 3
    TITLE = "Tasks"
    LISTING = TASKS

    def look(self, picture: Picture, selection: Selection, now: datetime, monotonic: float) -> None:
        """Show what is known now."""
        if selection.service is None:
            self.explain("", "select a service to see its tasks")
            return
        snapshot = picture.tasks(selection.service)
        judged = self.judge(snapshot.items, now)
        service = picture.service(selection)
        if service is not None and service_health(service, now).level >= Level.WORKING:
            judged = failing_first(judged, now)
        scope = f"of {selection.service_name}"
        empty = f"no tasks {scope}: none runs, and none has stopped in the last hour"
        self.present(snapshot, judged, monotonic, scope=scope, empty=empty)

    def name_of(self, item: Task) -> str:
        """A task's short id."""
        return short_id(item.id)
