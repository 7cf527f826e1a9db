"""The facts of a repository, and of an image in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.health import image_health
from ecstui.model.humane import counted, date_time, since, size
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.rows.listing import MARKS, STYLES

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecr import Image, Repository


def repository_facts(repository: Repository, now: datetime) -> tuple[Section, ...]:
    """The sections of the detail area."""
    created = repository.created_at
    facts = (
        Fact("name", repository.name),
        Fact("URI", repository.uri),
        Fact(
            "images",
            counted(len(repository.images), "image") if repository.images is not None else "loading…",
        ),
        Fact("tags", repository.tag_mutability.lower().replace("_", " ")),
        Fact("scan on push", "yes" if repository.scan_on_push else "no"),
        Fact("encryption", repository.encryption),
        Fact("created", f"{date_time(created)}, {since(created, now)} ago" if created else ""),
        Fact("ARN", repository.arn),
    )
    newest = image_facts(repository.newest, now)[0].facts if repository.newest else ()
    return (Section("", tuple(fact for fact in facts if fact.text)), Section("Newest image", newest))


def image_facts(image: Image, now: datetime) -> tuple[Section, ...]:
    """The sections of the detail area."""
    health = image_health(image.findings)
    pulled = image.last_pulled_at
    facts = (
        Fact("tags", ", ".join(image.tags) or "untagged"),
        Fact("digest", image.digest),
        Fact("findings", f"{MARKS[health.level]} {health.why or health.word}", STYLES[health.level]),
        Fact("scan", image.scan_status.lower()),
        Fact("size", f"{size(image.size)} compressed"),
        Fact("pushed", f"{date_time(image.pushed_at)}, {since(image.pushed_at, now)} ago"),
        Fact("last pulled", f"{date_time(pulled)}, {since(pulled, now)} ago" if pulled else ""),
        Fact("media type", image.media_type),
    )
    return (Section("", tuple(fact for fact in facts if fact.text)),)
