"""The rows of a push: images to choose from, layers under way, services that may get the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.humane import clock_time, size
from ecstui.ui.rows.listing import age_cell
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ecstui.engine.push_events import Layer
    from ecstui.model.local_image import LocalImage
    from ecstui.operations.image_users import User
    from ecstui.ui.running import Running

IMAGE_COLUMNS = (
    Column("name", "IMAGE", min_width=16, max_width=70, weight=1, priority=10),
    Column("ecr", "IN ECR", min_width=11, priority=9),
    Column("size", "SIZE", min_width=7, align="right", priority=8),
    Column("created", "CREATED", min_width=7, align="right", volatile=True, priority=7),
)
LAYER_COLUMNS = (
    Column("layer", "LAYER", width=12, priority=9),
    Column("state", "", min_width=20, weight=1, priority=10),
    Column("bytes", "SENT", min_width=17, align="right", volatile=True, priority=8),
)
SERVICE_COLUMNS = (
    Column("service", "DEPLOY IT TO", min_width=16, weight=1, priority=10),
    Column("container", "CONTAINER", min_width=8, priority=8),
    Column("image", "IMAGE NOW", min_width=12, priority=7),
)
STEP_COLUMNS = (
    Column("time", "TIME", width=8, priority=9),
    Column("what", "OF", min_width=12, max_width=28, priority=7),
    Column("step", "WHAT HAPPENED", min_width=30, weight=1, priority=10),
)
_BAR = 20
_STATES = {
    "waiting": ("waiting", "dim"),
    "pushed": ("pushed", "ok"),
    "exists": ("already exists", "dim"),
    "mounted": ("mounted from another repository", "dim"),
}


def image_rows(images: Iterable[LocalImage], there: Mapping[str, str], now: datetime) -> list[Row]:
    """A row a tag; marked where it is one of those `there`: digests and their configurations' digests."""
    return [
        Row(
            tag,
            (
                tag,
                Cell("same digest", "ok") if any(image.is_same(*each) for each in there.items()) else "",
                Cell(size(image.size), "dim", float(image.size)),
                age_cell(image.created_at, now),
            ),
        )
        for image in images
        for tag in image.tags
    ]


def layer_row(layer: Layer) -> Row:
    """One layer with its bar."""
    known = _STATES.get(layer.state)
    state = Cell(*known) if known else Cell(share_bar(layer.share), "working")
    return Row(layer.id, (layer.id, state, _bytes(layer)))


def service_row(key: str, user: User) -> Row:
    """A container of a service that may get the image."""
    service = user.service
    return Row(key, (f"{service.cluster}/{service.name}", user.container, user.image.rpartition("/")[2]))


def step_rows(operations: Iterable[Running]) -> list[Row]:
    """All steps of the operations on one timeline, the newest first."""
    steps = [
        (step.at, place, number, running.plan, step.text)
        for place, running in enumerate(operations)
        for number, step in enumerate(running.steps)
    ]
    return [
        Row(
            f"{place} {number}",
            (Cell(clock_time(at), "dim"), Cell(f"{plan.verb} {plan.subject}", "dim"), text),
        )
        for at, place, number, plan, text in sorted(steps, key=lambda step: step[:3], reverse=True)
    ]


def share_bar(share: float | None, width: int = _BAR) -> str:
    """A bar with its percentage; of a share that is not known only that something moves."""
    if share is None:
        return "pushing…"
    filled = min(width, int(width * share))
    return f"{'█' * filled}{'░' * (width - filled)} {int(100 * share)}%"


def _bytes(layer: Layer) -> str:
    if layer.state in {"exists", "mounted"} or not layer.sent:
        return ""
    return f"{size(layer.sent)} of {size(layer.total)}" if layer.total else size(layer.sent)
