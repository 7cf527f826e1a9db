"""The rows of what can be deployed, a tag or a revision each, and what a typed line means among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import short
from ecstui.model.health import image_health
from ecstui.model.humane import size
from ecstui.model.image_reference import ImageReference, completed
from ecstui.ui.rows.listing import age_cell, health_cell
from ecstui.ui.rows.repositories import short_digest
from ecstui.ui.widgets.table_layout import Column
from ecstui.ui.widgets.table_rows import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from ecstui.model.ecr import Image
    from ecstui.model.ecs import TaskDefinition

TAG_COLUMNS = (
    Column("tag", "TAG", min_width=12, max_width=48, weight=1, priority=10),
    Column("runs", "", min_width=4, priority=9),
    Column("pushed", "PUSHED", min_width=6, align="right", volatile=True, priority=8),
    Column("size", "SIZE", min_width=6, align="right", priority=7),
    Column("digest", "DIGEST", width=12, priority=6),
    Column("findings", "FINDINGS", min_width=8, max_width=15, priority=5),
)
REVISION_COLUMNS = (
    Column("revision", "REVISION", min_width=12, max_width=40, priority=10),
    Column("runs", "", min_width=4, priority=9),
    Column("age", "REGISTERED", min_width=6, align="right", volatile=True, priority=8),
    Column("images", "IMAGES", min_width=12, weight=1, priority=7),
)
_RUNS = Cell("runs now", "ok")


def tag_rows(images: Iterable[Image], present: str, digests: Collection[str], now: datetime) -> list[Row]:
    """A row a tag, the images pushed last first; its key is the whole reference.

    `present` is the image that the container has, and marked where its tag is of another image by now.
    """
    place = ImageReference.parse(present).place
    return [
        Row(
            reference,
            (
                name,
                _RUNS if image.digest in digests else Cell("set" if reference == present else "", "warning"),
                age_cell(image.pushed_at, now),
                Cell(size(image.size), "dim", float(image.size)),
                short_digest(image.digest),
                health_cell(image_health(image.findings)),
            ),
        )
        for image in images
        for name, reference in _names(image, place)
    ]


def _names(image: Image, place: str) -> list[tuple[Cell | str, str]]:
    if not image.tags:
        return [(Cell("untagged", "dim"), f"{place}@{image.digest}")]
    return [(tag, f"{place}:{tag}") for tag in image.tags]


def revision_rows(revisions: Iterable[TaskDefinition], present: str, now: datetime) -> list[Row]:
    """A row a revision in the order given; its key is `family:revision`. `present` is the ARN of one set."""
    return [
        Row(
            short(revision.arn),
            (
                short(revision.arn),
                Cell("set now", "ok") if revision.arn == present else "",
                age_cell(revision.registered_at, now),
                ", ".join(ImageReference.parse(c.image).short for c in revision.containers),
            ),
        )
        for revision in revisions
    ]


def filter_of(typed: str, present: str) -> str:
    """The filter that a line being typed is: its tag or digest, where it is of the place of `present`."""
    place = ImageReference.parse(present).place
    rest = typed.removeprefix(place) if place and typed.startswith(f"{place}:") else typed
    if typed in {present, place}:
        return ""
    digest = typed.partition("@sha256:")[2]
    return digest[:12] if digest else rest.removeprefix(":")


def meant(typed: str, present: str, listed: Collection[str]) -> str:
    """The image that a line means: a tag alone is one of the repository of `present` where it is `listed`."""
    line = typed.strip()
    of_tag = completed(f":{line}", present)
    return of_tag if of_tag in listed else completed(line, present)
