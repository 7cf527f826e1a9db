"""The rows of what a service can be rolled back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.aws_words import in_words
from ecstui.model.humane import since
from ecstui.ui.rows.repositories import short_digest
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.model.ecs import ServiceRevision, TaskDefinition
    from ecstui.operations.service_revision_rollback import Deployed

EARLIER_COLUMNS = (
    Column("revision", "REVISION"),
    Column("age", "REGISTERED"),
    Column("size", "CPU/MEMORY"),
    Column("images", "IMAGES", weight=1),
)
DEPLOYED_COLUMNS = (
    Column("age", "DEPLOYED", min_width=8, priority=10),
    Column("revision", "REVISION", min_width=12, max_width=36, priority=9),
    Column("ended", "ENDED", min_width=10, max_width=24, priority=8),
    Column("images", "IMAGES", min_width=16, weight=1, priority=7),
    Column("settings", "OTHER SETTINGS", min_width=14, max_width=36, priority=6),
)
_ENDED = {"SUCCESSFUL": "ok", "IN_PROGRESS": "working", "PENDING": "working"}


def earlier_rows(revisions: Iterable[TaskDefinition], now: datetime) -> list[Row]:
    """A row a revision; its key is the ARN."""
    return [_earlier(revision, now) for revision in revisions]


def _earlier(revision: TaskDefinition, now: datetime) -> Row:
    images = ", ".join(short(container.image) for container in revision.containers)
    cpu = revision.cpu or sum(container.cpu for container in revision.containers)
    memory = revision.memory or sum(container.memory or 0 for container in revision.containers)
    size = f"{cpu or '-'}/{memory or '-'}"
    age = f"{since(revision.registered_at, now)} ago" if revision.registered_at else "-"
    return Row(revision.arn, (short(revision.arn), age, size, images))


def deployed_rows(found: Iterable[Deployed], now: datetime) -> list[Row]:
    """A row a deployment; its key is the ARN of its record."""
    return [
        Row(
            each.record.arn,
            (
                f"{since(each.record.created_at, now)} ago",
                each.revision.revision,
                Cell(in_words(each.record.status), _ENDED.get(each.record.status, "warning")),
                _images(each.revision),
                ", ".join(each.settings) or "-",
            ),
        )
        for each in found
    ]


def _images(revision: ServiceRevision) -> str:
    """Each image with the digest that ran of it."""
    shown = (
        f"{short(image.image).partition('@')[0]} {short_digest(image.digest) or 'not resolved'}"
        for image in revision.images
    )
    return ", ".join(shown)
