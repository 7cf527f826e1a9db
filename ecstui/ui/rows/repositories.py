"""The rows of the repositories: by name, with what is known of the newest image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.health import Health, Level, image_health
from ecstui.model.humane import count, size
from ecstui.ui.rows.listing import Listing, age_cell, health_cell
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecr import Image, Repository


def image_name(image: Image) -> str:
    """The first tag and how many more there are; of an image without tags its short digest."""
    if not image.tags:
        return short_digest(image.digest)
    return image.tags[0] + (f" +{len(image.tags) - 1}" if len(image.tags) > 1 else "")


def short_digest(digest: str) -> str:
    """The first twelve hexadecimals of a digest."""
    return digest.removeprefix("sha256:")[:12]


def _health(repository: Repository, _now: datetime) -> Health:
    newest = repository.newest
    return image_health(newest.findings) if newest is not None else Health(Level.IDLE, "")


def _cells(repository: Repository, health: Health, now: datetime) -> tuple[Cell | str, ...]:
    images, newest = repository.images, repository.newest
    if newest is None:
        known = "…" if images is None else "0"
        return (repository.name, Cell(known, "dim", 0.0), "", "", Cell("", "", None), Cell("", "", None))
    return (
        repository.name,
        Cell(count(len(images or ())), "", float(len(images or ()))),
        image_name(newest),
        health_cell(health),
        age_cell(newest.pushed_at, now),
        Cell(size(newest.size), "dim", float(newest.size)),
    )


REPOSITORIES: Listing[Repository] = Listing(
    columns=(
        Column("name", "Repository", min_width=16, weight=1, priority=10),
        Column("images", "Img", min_width=3, align="right", priority=5),
        Column("tag", "Latest tag", min_width=12, max_width=24, priority=7),
        Column("findings", "Findings", min_width=11, max_width=15, priority=8),
        Column("pushed", "Pushed", min_width=6, align="right", volatile=True, priority=6),
        Column("size", "Size", min_width=6, align="right", priority=4),
    ),
    key=lambda repository: repository.arn,
    health=_health,
    order=lambda repository, _health: (repository.name,),
    cells=_cells,
)
