"""Give an image another tag, or move a tag to it: its manifest is put again under the tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecstui.model.image_use import Account, Users
from ecstui.operations.image_users import Usage
from ecstui.operations.plan import Call, Change, Consequence, Plan
from ecstui.operations.refusals import Refused
from ecstui.operations.registry_change import RegistryChange, image_subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecr import Image, Repository
    from ecstui.operations.desk import Desk

_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")


def wrong_tag(text: str) -> str:
    """Why `text` cannot be a tag (OCI distribution spec), in words; "" where it can."""
    if not text:
        return "type a tag"
    if _TAG.fullmatch(text):
        return ""
    return "a tag has letters, digits, _ . and -, begins with none of . and -, and has at most 128"


class TagImage(RegistryChange):
    """Let `tag` name the image `digest`."""

    verb = "tag image"

    def __init__(self, desk: Desk, repository: str, digest: str, tag: str) -> None:
        super().__init__(desk, repository)
        self.digest = digest
        self.tag = tag
        self.former = ""  # the digest that the tag named when it was planned

    async def plan(self) -> Plan:
        """What the tag names now, and who takes the image at the next deployment."""
        if wrong := wrong_tag(self.tag):
            raise Refused(f"{self.tag!r}: {wrong}.")
        ecr = self.desk.aws.ecr
        repository = await self.desk.aws.ecr_registry.repository(self.repository)
        image = await self.image(self.digest)
        other = await ecr.image(self.repository, tag=self.tag)
        self.former = other.digest if other is not None else ""
        moves = other is not None and other.digest != image.digest
        if moves and repository.tag_mutability == "IMMUTABLE":
            raise Refused(
                f"The tags of {self.repository} are immutable, and {self.tag} names an image already."
            )
        account = await Usage(self.desk).account()
        now = "no image" if other is None else _told(other)
        changes = () if other is not None and not moves else (Change(self.tag, now, _told(image)),)
        return self.draw_up(
            repository,
            image_subject(image),
            kind="image",
            changes=changes,
            consequences=tuple(_consequences(self.tag, repository, image, other if moves else None, account)),
            call=Call(
                "ecr:PutImage",
                (
                    ("repositoryName", self.repository),
                    ("imageDigest", self.digest),
                    ("imageTag", self.tag),
                ),
            ),
            facts={f"the tag {self.tag}": self.former or "no image"},
        )

    async def send(self, plan: Plan) -> str:
        manifest = await self.desk.aws.ecr_registry.manifest(self.repository, self.digest)
        return await self.desk.aws.ecr_changes.put_image(
            self.repository, manifest, digest=self.digest, tag=self.tag
        )

    async def look(self, plan: Plan) -> bool:
        tagged = await self.desk.aws.ecr.image(self.repository, tag=self.tag)
        return tagged is not None and tagged.digest == self.digest

    def done(self, plan: Plan) -> str:
        return f"{self.tag} names {self.digest}."

    def reverse(self, plan: Plan) -> TagImage | None:
        """The tag back to the image that it named; none where it named none."""
        return TagImage(self.desk, self.repository, self.former, self.tag) if self.former else None


def _told(image: Image) -> str:
    return f"{image.digest.removeprefix('sha256:')[:12]} ({', '.join(image.tags) or 'untagged'})"


def _consequences(
    tag: str,
    repository: Repository,
    image: Image,
    other: Image | None,
    account: Account,
) -> Iterator[Consequence]:
    """`other` is the image that loses the tag, None where none does."""
    named = [s for s in Users(repository.uri, account).tagged(tag) if s.task_definition]
    if named:
        places = ", ".join(sorted({f"{service.cluster}/{service.name}" for service in named}))
        text = f"{places} names this tag: the next deployment takes this image; what runs stays as it is."
        yield Consequence("warning", text)
    for gap in account.gaps:
        yield Consequence("warning", f"Not known whole ({gap}): others may name this tag.")
    if other is not None and image.pushed_at < other.pushed_at:
        yield Consequence("warning", "This image is older than the one that it takes the tag from.")
    if other is not None and other.tags == (tag,):
        text = f"{_told(other)} loses its only tag: a lifecycle policy may expire it."
        yield Consequence("warning", text)
    if repository.immutable:
        yield Consequence("note", f"The tags of {repository.name} are immutable: it cannot be moved again.")
