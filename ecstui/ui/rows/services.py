"""The rows of services: what is failing first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.aws_words import controller_words
from ecstui.model.health import Health, service_health
from ecstui.model.humane import reached
from ecstui.ui.rows.listing import Listing, age_cell, health_cell
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecs import Service

_ROLLOUT = {"IN_PROGRESS": "in progress", "COMPLETED": "completed", "FAILED": "failed"}
_RUNS_ON = {
    "FARGATE": "Fargate",
    "FARGATE_SPOT": "Fargate Spot",
    "EC2": "EC2",
    "EXTERNAL": "external",
    "MANAGED_INSTANCES": "managed",
}


def running_of_desired(service: Service) -> str:
    """ "3/5", and with tasks on their way "3/5 +2"."""
    return reached(service.running, service.desired, service.pending)


def rollout(service: Service) -> str:
    """The state of the deployment that is wanted; of a controller other than ECS its name."""
    if service.deployment_controller != "ECS":
        return controller_words(service.deployment_controller)
    state = service.primary.rollout_state if service.primary else ""
    return _ROLLOUT.get(state, state.lower())


def revision(service: Service) -> str:
    """The task definition; ":7" alone where its family has the service's own name, as most have."""
    family, _, number = service.revision.rpartition(":")
    return f":{number}" if family == service.name else service.revision


def runs_on(service: Service) -> str:
    """Launch type or capacity providers; a DAEMON says so."""
    where = "+".join(_RUNS_ON.get(part, part) for part in service.runs_on.split("+"))
    return f"{where} daemon" if service.scheduling_strategy == "DAEMON" else where


def _cells(service: Service, health: Health, now: datetime) -> tuple[Cell | str, ...]:
    short = service.running < service.desired
    state = rollout(service)
    return (
        health_cell(health),
        service.name,
        Cell(service.cluster, "dim"),
        Cell(running_of_desired(service), "warning" if short else "", float(service.running)),
        Cell(state, {"failed": "broken", "in progress": "working"}.get(state, "dim")),
        revision(service),
        age_cell(service.primary.created_at if service.primary else None, now),
        Cell(runs_on(service), "dim"),
    )


SERVICES: Listing[Service] = Listing(
    columns=(
        Column("health", "Health", width=12, priority=9),
        Column("name", "Service", min_width=15, weight=2, priority=10),
        # Told apart by it where the list spans clusters (the pane hides it elsewhere), so it goes last.
        Column("cluster", "Cluster", min_width=10, max_width=24, priority=10),
        Column("running", "Running", min_width=7, align="right", priority=8),
        Column("rollout", "Rollout", min_width=11, max_width=12, priority=4),
        Column("revision", "Task def", min_width=8, max_width=32, weight=1, priority=5),
        Column("age", "Deployed", min_width=8, align="right", volatile=True, priority=6),
        Column("runs_on", "Runs on", min_width=8, max_width=24, priority=3),
    ),
    key=lambda service: service.arn,
    health=service_health,
    order=lambda service, health: (-health.level, service.name, service.cluster),
    cells=_cells,
)
