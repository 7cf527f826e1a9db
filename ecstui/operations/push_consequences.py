"""What pushing an image to a tag means. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.errors import UsageError
from ecstui.model.humane import counted, size
from ecstui.operations.plan import Consequence
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ecstui.model.ecr import Image, Repository
    from ecstui.model.local_image import LocalImage
    from ecstui.operations.push_target import PushTarget


NAMED = 5  # services


def refuse_what_cannot_be(target: PushTarget, repository: Repository | None, former: Image | None) -> None:
    """Raise where ECR would not take the push: UsageError without a repository, Refused for an immutable tag.

    `former` is the other image that has the tag.
    """
    if repository is None and not target.create:
        raise UsageError(f"There is no repository {target.repository}; it can be created first (--create).")
    if repository is not None and former is not None and repository.tag_mutability == "IMMUTABLE":
        raise Refused(
            f"{target} is there already, as {short_digest(former.digest)}, and tags of {target.repository} "
            "are immutable: take another tag."
        )


def push_consequences(
    target: PushTarget,
    repository: Repository | None,
    former: Image | None,
    image: LocalImage,
    named_by: Sequence[str] = (),
) -> Iterator[Consequence]:
    """What it means, where it can be done.

    `former` is the other image that loses the tag, `named_by` the services that name it, as far as known.
    """
    layers = f", {counted(image.layers, 'layer')}" if image.layers else ""
    platform = f", {image.platform}" if image.platform else ""
    yield Consequence(
        "note", f"{size(image.size)} before compression{layers}{platform}; what ECR has is not sent again."
    )
    if repository is None:
        yield Consequence("note", f"{target.repository} is created with AWS's own settings: tags can move.")
    elif former is not None:
        moves = f"The tag {target.tag} moves: until now it is {short_digest(former.digest)}"
        if repository.tag_mutability.startswith("IMMUTABLE"):
            yield Consequence("danger", f"{moves}, and only tags that a filter names may move here.")
        who = f"{_listed(named_by)} name it" if named_by else "Services that name it by tag"
        takes = "and run" if named_by else "run"
        yield Consequence("warning", f"{moves}. {who} {takes} the new image from their next deployment on.")


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence, a few of many."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def short_digest(digest: str) -> str:
    """The beginning of a digest, as people write it."""
    return digest.removeprefix("sha256:")[:12]
