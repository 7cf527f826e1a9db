"""The rows of tasks: starting ones first, then those that run, then those that stopped, the newest on top."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ecstui.model.arn import SHORT_ID
from ecstui.model.arn import short_id as short_id
from ecstui.model.health import Health, task_health
from ecstui.model.shortening import reason_in_short
from ecstui.model.stops import died
from ecstui.ui.rows.listing import Judged, Listing, age_cell, health_cell
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecs import Container, Task

TELLING = timedelta(hours=1)
"""How long a task that died tells of the trouble its service is in."""


def container_state(container: Container) -> str:
    """ "web running", "web exit 137", "web unhealthy"."""
    if container.exit_code is not None:
        return f"{container.name} exit {container.exit_code}"
    state = "unhealthy" if container.health == "UNHEALTHY" else container.last_status.lower()
    return f"{container.name} {state}"


def _containers(task: Task) -> Cell:
    bad = any(container.exit_code or container.health == "UNHEALTHY" for container in task.containers)
    return Cell(", ".join(map(container_state, task.containers)), "warning" if bad else "dim")


def _cells(task: Task, health: Health, now: datetime) -> tuple[Cell | str, ...]:
    moment = task.stopped_at or task.started_at or task.created_at
    return (
        health_cell(health),
        short_id(task.id),
        Cell(task.last_status.lower(), "dim"),
        task.revision.rpartition(":")[2],
        age_cell(moment, now),
        _containers(task),
        reason_in_short(task.stopped_reason),
    )


def _order(task: Task, health: Health) -> tuple[object, ...]:
    stopped = task.last_status in {"STOPPED", "DELETED"}
    moment = task.stopped_at if stopped and task.stopped_at else task.created_at
    return (stopped, 0 if stopped else -health.level, -moment.timestamp(), task.arn)


def failing_first(judged: Judged[Task], now: datetime) -> Judged[Task]:
    """The tasks of a service in trouble: the newest that died on top, for it tells why."""
    dead = (
        entry
        for entry in judged.entries
        if died(entry.item) and entry.item.stopped_at and now - entry.item.stopped_at <= TELLING
    )
    newest = max(dead, key=lambda entry: entry.item.stopped_at or now, default=None)
    if newest is None:
        return judged
    return Judged((newest, *(entry for entry in judged.entries if entry is not newest)))


TASKS: Listing[Task] = Listing(
    columns=(
        Column("health", "Health", width=15, priority=9),
        Column("id", "Task", width=SHORT_ID, priority=10),
        Column("status", "Status", min_width=7, max_width=14, priority=5),
        Column("revision", "Rev", min_width=3, align="right", priority=6),
        Column("age", "Age", min_width=5, align="right", volatile=True, priority=8),
        Column("containers", "Containers", min_width=14, max_width=40, weight=1, priority=4),
        Column("reason", "Why it stopped", min_width=32, max_width=200, weight=2, priority=7),
    ),
    key=lambda task: task.arn,
    health=task_health,
    order=_order,
    cells=_cells,
)
