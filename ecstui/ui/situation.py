"""What is on screen and selected at the moment: what decides which actions make sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from ecstui.model.ecr import Image, Repository

if TYPE_CHECKING:
    from ecstui.model.ecs import Cluster, Service, Task

PaneName: TypeAlias = Literal["clusters", "services", "tasks", "repositories", "images", "detail"]
PANES: tuple[PaneName, ...] = ("clusters", "services", "tasks", "repositories", "detail")

Markable: TypeAlias = Literal["service", "task", "image"]
MARKABLE: dict[PaneName, Markable] = {"services": "service", "tasks": "task", "images": "image"}
"""The lists in which rows are marked, and what they list."""

Selected: TypeAlias = "Cluster | Service | Task | Repository | Image"


@dataclass(frozen=True, slots=True)
class Situation:
    """`focus` is the pane keys go to; `selected` is what the actions are about, `service` the service that is
    meant by it or owns it; `reading_logs` while lines are streamed, in `log_views` views; `newest` is the
    newest change in words ("" before the first), `undoable` where another undoes it; `marked` are the rows
    marked to be changed together; `pausing` while its deployment is known to wait at a pause; `operations`
    are shown in the strip; `forwarding` while a port is forwarded."""

    focus: PaneName = "services"
    selected: Selected | None = None
    service: Service | None = None
    task: Task | None = None
    reading_logs: bool = False
    log_views: int = 0
    read_only: bool = False
    newest: str = ""
    undoable: bool = False
    marked: tuple[Service, ...] | tuple[Task, ...] | tuple[Image, ...] = ()
    marked_kind: Markable = "service"
    pausing: bool = False
    operations: int = 0
    forwarding: bool = False
    connected: bool = True

    @property
    def in_logs(self) -> bool:
        """Whether the keys go to log lines."""
        return self.reading_logs and self.focus == "detail"

    @property
    def in_registry(self) -> bool:
        """Whether the keys go to repositories or images, or to the facts of one."""
        if self.focus == "detail":
            return isinstance(self.selected, Repository | Image)
        return self.focus in {"repositories", "images"}
