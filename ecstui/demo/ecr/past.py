"""The history of a repository: what its pipeline has built and pushed over the last weeks."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.demo.ecr.state import Registry, Repository

DAY = 86_400.0
WEEKS = 8
IMMUTABLE_EVERY = 5  # every so many repositories, one refuses to move tags
POLICY = (
    '{"rules":[{"rulePriority":1,"description":"Expire untagged images after 14 days","selection":'
    '{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":14},'
    '"action":{"type":"expire"}}]}'
)


def remember(registry: Registry) -> None:
    """Put the builds of the last weeks among the releases that are there."""
    present = registry.world.now
    for number, repository in enumerate(registry.repositories.values()):
        chance = random.Random(f"{registry.world.settings.seed}/{repository.name}")  # noqa: S311
        size = max((image.size for image in repository.images.values()), default=90_000_000)
        for image in list(repository.images.values()):
            repository.tag(image, _commit(chance))
        _build(registry, repository, chance, present, size)
        repository.lifecycle = (POLICY, present - chance.uniform(0.0, DAY))
        if number % IMMUTABLE_EVERY == IMMUTABLE_EVERY - 1:
            repository.mutability = "IMMUTABLE"
        else:
            repository.tag(max(repository.images.values(), key=lambda image: image.pushed_at), "latest")
    _of_several_platforms(registry, present - 6 * DAY)


def _of_several_platforms(registry: Registry, at: float) -> None:
    """One repository tries an image of two platforms."""
    name = "shop/gateway"
    if name in registry.repositories:
        registry.push_index(name, "1.32.0-rc.1", ("linux/amd64", "linux/arm64"), 48_000_000, at)


def _commit(chance: random.Random) -> str:
    return f"{chance.getrandbits(28):07x}"


def _build(
    registry: Registry, repository: Repository, chance: random.Random, present: float, size: int
) -> None:
    """Builds of the main branch: tagged with their commit; a few have lost their tag since."""
    for _ in range(chance.randrange(12, 34)):
        at = present - chance.uniform(0.1, WEEKS * 7) * DAY
        bytes_ = int(size * chance.uniform(0.94, 1.04))
        commit = _commit(chance)
        digest = registry.push(repository.name, f"main-{commit}", size=bytes_, at=at)
        if chance.random() < 0.15:
            repository.images[digest].tags.clear()
            del repository.tags[f"main-{commit}"]
