"""What is on screen and selected at the moment: what decides which actions make sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from ecstui.model.ecr import Image, Repository
    from ecstui.model.ecs import Cluster, Service, Task

PaneName: TypeAlias = Literal["clusters", "services", "tasks", "repositories", "images", "detail"]
PANES: tuple[PaneName, ...] = ("clusters", "services", "tasks", "repositories", "detail")

Selected: TypeAlias = "Cluster | Service | Task | Repository | Image"


@dataclass(frozen=True, slots=True)
class Situation:
    """`focus` is the pane keys go to; `selected` is what the actions are about, `service` the service that is
    meant by it or owns it; `reading_logs` while lines are streamed, in `log_views` views; `undoable` once a
    change was made that another undoes; `marked` are the rows marked to be changed together; `pausing` while
    its deployment is known to wait at a pause; `operations` are shown in the strip; `forwarding` while a port
    is forwarded."""

    focus: PaneName = "services"
    selected: Selected | None = None
    service: Service | None = None
    task: Task | None = None
    reading_logs: bool = False
    log_views: int = 0
    read_only: bool = False
    undoable: bool = False
    marked: tuple[Service, ...] | tuple[Task, ...] = ()
    marked_kind: Literal["service", "task"] = "service"
    pausing: bool = False
    operations: int = 0
    forwarding: bool = False
    connected: bool = True

    @property
    def in_logs(self) -> bool:
        """Whether the keys go to log lines."""
        return self.reading_logs and self.focus == "detail"
