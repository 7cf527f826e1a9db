"""The rows of a repository's images: the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.health import Health, image_health
from ecstui.model.humane import size
from ecstui.ui.rows.listing import Listing, age_cell, health_cell
from ecstui.ui.rows.repositories import short_digest
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecr import Image


def _cells(image: Image, health: Health, now: datetime) -> tuple[Cell | str, ...]:
    return (
        Cell(", ".join(image.tags) or "untagged", "" if image.tags else "dim"),
        short_digest(image.digest),
        health_cell(health),
        age_cell(image.pushed_at, now),
        Cell(size(image.size), "", float(image.size)),
        age_cell(image.last_pulled_at, now),
        Cell(health.why, "dim"),
    )


IMAGES: Listing[Image] = Listing(
    columns=(
        Column("tags", "Tags", min_width=10, weight=1, priority=10),
        Column("digest", "Digest", width=12, priority=5),
        Column("findings", "Findings", min_width=8, max_width=15, priority=9),
        Column("pushed", "Pushed", min_width=6, align="right", volatile=True, priority=8),
        Column("size", "Size", min_width=6, align="right", priority=7),
        Column("pulled", "Pulled", min_width=6, align="right", volatile=True, priority=6),
        Column("severities", "By severity", min_width=12, max_width=48, priority=3),
    ),
    key=lambda image: image.digest,
    health=lambda image, _now: image_health(image.findings),
    order=lambda image, _health: (-image.pushed_at.timestamp(), image.digest),
    cells=_cells,
)
