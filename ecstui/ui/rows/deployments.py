"""The rows of a service's deployments, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.aws_words import in_words
from ecstui.model.humane import age, reached
from ecstui.model.shifting import percent
from ecstui.ui.facts.deployment import state
from ecstui.ui.rows.listing import age_cell
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecs import ServiceDeployment
    from ecstui.ui.facts.deployment import DeploymentPicture

COLUMNS = (
    Column("state", "State", min_width=12, max_width=22, priority=10),
    Column("revision", "Revision", min_width=4, max_width=40, priority=9),
    Column("strategy", "Strategy", min_width=7, max_width=11, priority=4),
    Column("stage", "Stage", min_width=10, max_width=30, priority=6),
    Column("traffic", "Traffic", min_width=5, align="right", priority=5),
    Column("tasks", "Tasks", min_width=5, align="right", priority=7),
    Column("begun", "Begun", min_width=5, align="right", volatile=True, priority=8),
    Column("took", "Took", min_width=4, align="right", volatile=True, priority=3),
    Column("reason", "Why", min_width=14, max_width=200, weight=1, priority=2),
)


def deployment_row(picture: DeploymentPicture, now: datetime) -> Row:
    """One deployment; tasks and traffic only while they are its own."""
    record = picture.record
    word, style = state(record)
    running = record.finished_at is None or picture.newest
    target = record.target
    shifted = target is not None and target.production is not None
    return Row(
        record.arn,
        (
            Cell(word, style),
            picture.name(record.target_revision).removeprefix(picture.service.name),
            Cell(record.strategy.kind, "dim"),
            Cell(in_words(record.lifecycle_stage) if record.finished_at is None else "", "dim"),
            percent(target.production or 0.0) if target and shifted and running else "",
            reached(target.running, target.requested, target.pending) if target and running else "",
            age_cell(record.created_at, now),
            Cell(_took(record, now), "dim"),
            record.status_reason,
        ),
    )


def _took(record: ServiceDeployment, now: datetime) -> str:
    began = record.started_at or record.created_at
    return age(((record.finished_at or now) - began).total_seconds())
