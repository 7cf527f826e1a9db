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
        Cell(", ".join(image.tags) or "untagged", _style(image)),
        _runs_in(image.runs_in),
        health_cell(health),
        age_cell(image.pushed_at, now),
        short_digest(image.digest),
        Cell("" if image.is_index else size(image.size), "", float(image.size)),
        age_cell(image.last_pulled_at, now),
        Cell(_platforms(image), "dim"),
        Cell(health.why, "dim"),
    )


def _style(image: Image) -> str:
    """What is used stands out, also where there is no room to say by what."""
    if image.runs_in:
        return "strong"
    return "" if image.tags else "dim"


def _runs_in(places: tuple[str, ...] | None) -> Cell:
    """The first place and how many more there are; all of them are in the detail."""
    if places is None:
        return Cell("…", "dim", 0.0)
    more = f" +{len(places) - 1}" if len(places) > 1 else ""
    return Cell(f"{places[0]}{more}" if places else "", "", -float(len(places)))


def _platforms(image: Image) -> str:
    """The platforms of an index, once they are read: `linux/` is understood."""
    if not image.is_index:
        return ""
    return ", ".join(platform.platform.removeprefix("linux/") for platform in image.platforms) or "index"


IMAGES: Listing[Image] = Listing(
    columns=(
        Column("tags", "Tags", min_width=20, weight=1, priority=10),
        Column("runs", "Used by", min_width=26, max_width=40, priority=7),
        Column("findings", "Findings", min_width=12, max_width=15, priority=9),
        Column("pushed", "Pushed", min_width=4, align="right", volatile=True, priority=8),
        Column("digest", "Digest", width=12, priority=4),
        Column("size", "Size", min_width=6, align="right", priority=6),
        Column("pulled", "Pulled", min_width=6, align="right", volatile=True, priority=5),
        Column("platforms", "Platforms", min_width=5, max_width=24, priority=3),
        Column("severities", "By severity", min_width=12, max_width=48, priority=2),
    ),
    key=lambda image: image.digest,
    health=lambda image, _now: image_health(image.findings),
    order=lambda image, _health: (-image.pushed_at.timestamp(), image.digest),
    cells=_cells,
)
