"""`ecstui images`: the images of a repository, their findings, and where they run."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ecstui.aws.paging import side_by_side
from ecstui.commands.at_a_desk import connected
from ecstui.commands.log_stdout import tell
from ecstui.live.log_target import near_names
from ecstui.model.errors import AwsError, NotFound, UsageError
from ecstui.model.health import Health, image_health
from ecstui.model.humane import counted, since, size
from ecstui.model.image_use import Users
from ecstui.model.text import safe
from ecstui.operations.image_users import read_account

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.aws.account import Aws
    from ecstui.commands.connection import Chosen
    from ecstui.commands.log_stdout import Stdout
    from ecstui.model.ecr import Image, Repository
    from ecstui.model.image_use import Account, Use


@dataclass(frozen=True, slots=True)
class Listed:
    """An image, how it is, and who uses it."""

    image: Image
    health: Health
    uses: tuple[Use, ...]

    @property
    def troubled(self) -> bool:
        """Whether it is used although its findings want an eye."""
        return bool(self.uses) and not self.health.healthy


def listed(repository: Repository, images: Iterable[Image], account: Account) -> list[Listed]:
    """The images in their order, each with its health and its users."""
    users = Users(repository.uri, account)
    return [Listed(image, image_health(image.findings), users.of(image)) for image in images]


def images_text(all_of: list[Listed], now: datetime) -> str:
    """A line an image: ! where it is used with grave findings, tags, digest, size, age, findings, users."""
    rows = [
        (
            "!" if one.troubled else " ",
            ",".join(one.image.tags) or "untagged",
            one.image.digest.removeprefix("sha256:")[:12],
            "index" if one.image.is_index else size(one.image.size),
            f"{since(one.image.pushed_at, now)} ago",
            one.health.word,
            ", ".join(use.brief for use in one.uses),
        )
        for one in all_of
    ]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        f"{row[0]} " + "  ".join(f"{cell:{width}}" for cell, width in zip(row[1:], wide[1:], strict=True))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def images_object(repository: Repository, all_of: list[Listed], gaps: tuple[str, ...]) -> dict[str, Any]:
    """The same as JSON has it; `gaps` is what could not be read of where images run."""
    return {
        "repository": repository.name,
        "uri": repository.uri,
        "unhealthy": _troubled(all_of),
        "gaps": list(gaps),
        "images": [_image(one) for one in all_of],
    }


def _image(one: Listed) -> dict[str, Any]:
    image = one.image
    pulled = image.last_pulled_at
    return {
        "tags": list(image.tags),
        "digest": image.digest,
        "size": image.size,
        "pushed": image.pushed_at.isoformat(),
        "pulled": pulled.isoformat() if pulled else None,
        "media_type": image.manifest_type,
        "platforms": [platform.platform for platform in image.platforms],
        "findings": None if image.findings is None else dict(image.findings),
        "scan": image.scan_status,
        "runs_in": [
            {
                "cluster": use.cluster,
                "name": use.name,
                "tasks": use.running,
                "tags": list(use.tags),
                "pinned": use.pinned,
                "task_definitions": list(use.definitions),
            }
            for use in one.uses
        ],
    }


def _troubled(all_of: list[Listed]) -> int:
    return sum(one.troubled for one in all_of)


def show_images(connection: Chosen, name: str, output: str) -> int:
    """Print the images; the exit code. Raises UsageError where there is no such repository."""

    async def work(aws: Aws, stdout: Stdout) -> int:
        repository, all_of, gaps = await _read(aws, name)
        text = json.dumps(images_object(repository, all_of, gaps), ensure_ascii=False) + "\n"
        stdout.write(text if output == "json" else images_text(all_of, aws.now()))
        troubled = _troubled(all_of)
        if output == "text":
            for gap in gaps:
                tell(f"where images run is not known whole: {gap}.")
            tell(f"{troubled} of {counted(len(all_of), 'image')} used with critical or high findings.")
        return 1 if troubled else 0

    return connected(connection, work)


async def _read(aws: Aws, name: str) -> tuple[Repository, list[Listed], tuple[str, ...]]:
    repository = await _repository(aws, name)
    images = await side_by_side(lambda image: _whole(aws, image), await aws.ecr.images(name))
    account = await read_account(aws)
    return repository, listed(repository, images, account), account.gaps


async def _repository(aws: Aws, name: str) -> Repository:
    try:
        return await aws.ecr_registry.repository(name)
    except NotFound:
        names = [repository.name async for page in aws.ecr.repositories() for repository in page]
        named = near_names(name, names)
        raise UsageError(f"there is no repository {safe(name)}; {named}") from None


async def _whole(aws: Aws, image: Image) -> tuple[Image, ...]:
    """The image, with its platforms if it is an index: tasks have the digest of one of them."""
    if not image.is_index:
        return (image,)
    try:
        return (replace(image, platforms=await aws.ecr.platforms(image.repository, image.digest)),)
    except AwsError:
        return (image,)
