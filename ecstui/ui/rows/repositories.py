"""The rows of the repositories: by name, with what is known of the newest image, and how they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.health import Health, Level, image_health
from ecstui.model.humane import count, size
from ecstui.model.lifecycle import summary
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
        nothing = Cell("", "", None)
        return (repository.name, Cell(known, "dim", 0.0), "", "", nothing, nothing, *_settings(repository))
    return (
        repository.name,
        Cell(count(len(images or ())), "", float(len(images or ()))),
        image_name(newest),
        health_cell(health),
        age_cell(newest.pushed_at, now),
        Cell(size(repository.size), "dim", float(repository.size)),
        *_settings(repository),
    )


def _settings(repository: Repository) -> tuple[Cell, ...]:
    """How it is kept: tags, scanning, encryption, lifecycle."""
    return (
        Cell(_mutability(repository.tag_mutability), "dim"),
        Cell(repository.scan_mode, "dim"),
        Cell("KMS" if repository.encryption.startswith("KMS") else repository.encryption, "dim"),
        Cell(summary(repository.lifecycle), "warning" if repository.lifecycle == "" else "dim"),
    )


def _mutability(setting: str) -> str:
    """mutable or immutable, with a star where its filters exclude some tags."""
    kind = setting.removesuffix("_WITH_EXCLUSION").lower()
    return f"{kind}*" if setting.endswith("_WITH_EXCLUSION") else kind


REPOSITORIES: Listing[Repository] = Listing(
    columns=(
        Column("name", "Repository", min_width=20, weight=1, priority=10),
        Column("images", "Img", min_width=3, align="right", priority=5),
        Column("tag", "Latest tag", min_width=18, max_width=24, priority=7),
        Column("findings", "Findings", min_width=12, max_width=15, priority=8),
        Column("pushed", "Pushed", min_width=6, align="right", volatile=True, priority=6),
        Column("size", "Size", min_width=6, align="right", priority=4),
        Column("mutability", "Tags are", min_width=9, max_width=10, priority=3),
        Column("scan", "Scan", min_width=13, max_width=20, priority=2),
        Column("encryption", "Encr", min_width=3, max_width=6, priority=1),
        Column("lifecycle", "Lifecycle", min_width=12, max_width=14, priority=2),
    ),
    key=lambda repository: repository.arn,
    health=_health,
    order=lambda repository, _health: (repository.name,),
    cells=_cells,
)
