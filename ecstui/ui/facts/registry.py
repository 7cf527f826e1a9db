"""The facts of a repository, and of an image in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.aws_words import in_words
from ecstui.model.health import image_health
from ecstui.model.humane import counted, date_time, since, size
from ecstui.model.lifecycle import policy_words
from ecstui.model.registry import registry_words
from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.rows.listing import MARKS, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.model.ecr import Image, Repository
    from ecstui.model.errors import AwsError
    from ecstui.model.image_use import Use
    from ecstui.model.registry import RegistrySettings


def repository_facts(
    repository: Repository,
    now: datetime,
    settings: RegistrySettings | None = None,
    failures: Iterable[AwsError] = (),
) -> tuple[Section, ...]:
    """The sections of the detail area; `failures` are why some of it is not known."""
    created = repository.created_at
    facts = (
        Fact("name", repository.name),
        Fact("URI", repository.uri),
        Fact("images", _images(repository)),
        Fact("tags", in_words(repository.tag_mutability)),
        Fact("scan", repository.scan_mode),
        Fact("encryption", " ".join(filter(None, (repository.encryption, repository.kms_key)))),
        Fact("created", f"{date_time(created)}, {since(created, now)} ago" if created else ""),
        Fact("ARN", repository.arn),
    )
    newest = image_facts(repository.newest, now)[0].facts if repository.newest else ()
    return (
        Section("", tuple(fact for fact in facts if fact.text)),
        Section("Lifecycle", _lifecycle(repository)),
        Section("Registry", _rules(repository, settings)),
        Section("Not read", _failures(failures)),
        Section("Newest image", newest),
    )


def _images(repository: Repository) -> str:
    if repository.images is None:
        return "loading…"
    total = f", {size(repository.size)} in all (shared layers counted for each)" if repository.images else ""
    return f"{counted(len(repository.images), 'image')}{total}"


def _failures(failures: Iterable[AwsError]) -> tuple[Fact, ...]:
    return tuple(
        Fact(failure.word, f"{failure.operation} {failure.why} {failure.advice}".strip(), "warning")
        for failure in failures
    )


def _lifecycle(repository: Repository) -> tuple[Fact, ...]:
    if repository.lifecycle is None:
        return ()
    rules = policy_words(repository.lifecycle)
    return tuple(Fact("", rule) for rule in rules) or (Fact("", "no policy: images stay for ever", "dim"),)


def _rules(repository: Repository, settings: RegistrySettings | None) -> tuple[Fact, ...]:
    if settings is None:
        return ()
    gaps = tuple(Fact("not read", gap, "warning") for gap in settings.gaps)
    return tuple(Fact(label, words) for label, words in registry_words(settings, repository.name)) + gaps


def image_facts(image: Image, now: datetime) -> tuple[Section, ...]:
    """What is known of the image by itself."""
    health = image_health(image.findings)
    pulled, scanned = image.last_pulled_at, image.scanned_at
    facts = (
        Fact("tags", ", ".join(image.tags) or "untagged"),
        Fact("digest", image.digest),
        Fact("findings", f"{MARKS[health.level]} {health.why or health.word}", STYLES[health.level]),
        Fact(
            "scan",
            in_words(image.scan_status) + (f", {since(scanned, now)} ago" if scanned else ""),
        ),
        Fact("size", f"{size(image.size)} compressed" if not image.is_index else ""),
        Fact("pushed", f"{date_time(image.pushed_at)}, {since(image.pushed_at, now)} ago"),
        Fact("last pulled", f"{date_time(pulled)}, {since(pulled, now)} ago" if pulled else ""),
        Fact("media type", image.manifest_type or image.media_type),
    )
    return (Section("", tuple(fact for fact in facts if fact.text)),)


def image_sections(
    image: Image,
    uses: Iterable[Use],
    gaps: Iterable[str],
    repository: Repository | None,
    now: datetime,
    failures: Iterable[AwsError] = (),
    *,
    loading: bool = False,
) -> tuple[Section, ...]:
    """The sections of the detail area: what it is, where it runs. `gaps` is what was not read, and
    `failures` why; `loading` while it is being read."""
    used = tuple(Fact("", f"{use.place}: {use.words}", "" if use.running else "dim") for use in uses)
    partial = tuple(
        Fact("", f"loading: {gap} yet", "dim") if loading else Fact("", f"not known whole: {gap}", "warning")
        for gap in gaps
    )
    nowhere = () if used or partial else (Fact("", "nothing that was read uses it", "dim"),)
    platforms = tuple(Fact(platform.platform, platform.digest) for platform in image.platforms)
    own, *rest = image_facts(image, now)
    return (
        own,
        Section("Used by", (*used, *nowhere, *partial)),
        Section("Platforms", platforms),
        Section("Lifecycle", _lifecycle(repository) if repository is not None else ()),
        Section("Not read", _failures(failures)),
        *rest,
    )
