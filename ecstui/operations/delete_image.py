"""Delete an image with all its tags; what runs it is said before, and its name typed then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.humane import counted
from ecstui.model.image_use import Users
from ecstui.operations.image_users import Usage
from ecstui.operations.plan import Call, Change, Consequence, Plan
from ecstui.operations.registry_change import RegistryChange, image_subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecr import Image
    from ecstui.model.image_use import Use
    from ecstui.operations.desk import Desk


class DeleteImage(RegistryChange):
    """Delete the image `digest`. Never sent again: the same image may have been pushed anew since.

    `usage` is shared by those that are planned together.
    """

    verb = "delete image"

    def __init__(self, desk: Desk, repository: str, digest: str, usage: Usage | None = None) -> None:
        super().__init__(desk, repository)
        self.digest = digest
        self.usage = usage or Usage(desk)

    async def plan(self) -> Plan:
        """Which tags go, and which services could not start a task any more."""
        ecr = self.desk.aws.ecr
        repository = await self.desk.aws.ecr_registry.repository(self.repository)
        image = await self.image(self.digest)
        if image.is_index:
            image = replace(image, platforms=await ecr.platforms(self.repository, self.digest))
        account = await self.usage.account()
        uses = Users(repository.uri, account).of(image)
        tags = ", ".join(image.tags) or "untagged"
        return self.draw_up(
            repository,
            image_subject(image),
            kind="image",
            changes=(Change("image", tags, "deleted"), Change("digest", self.digest, "deleted")),
            consequences=deletion_consequences(image, uses, account.gaps),
            call=Call(
                "ecr:BatchDeleteImage", (("repositoryName", self.repository), ("imageDigest", self.digest))
            ),
            facts={"tags": tags, "used by": ", ".join(sorted(use.place for use in uses)) or "nothing"},
        )

    async def send(self, plan: Plan) -> str:
        return await self.desk.aws.ecr_changes.delete_image(self.repository, self.digest)

    async def look(self, plan: Plan) -> bool:
        return await self.desk.aws.ecr.image(self.repository, digest=self.digest) is None

    def done(self, plan: Plan) -> str:
        return "Deleted."


def deletion_consequences(
    image: Image, uses: tuple[Use, ...], gaps: tuple[str, ...]
) -> tuple[Consequence, ...]:
    """What it means that an image goes; `gaps` is what could not be read of who uses it."""
    return tuple(_consequences(image, uses, gaps))


def _consequences(image: Image, uses: tuple[Use, ...], gaps: tuple[str, ...]) -> Iterator[Consequence]:
    for use in uses:
        yield breaks(use)
    for gap in gaps:
        yield Consequence("danger", f"Not known whole ({gap}): it may run all the same.")
    if not uses and not gaps:
        yield Consequence("note", "No task and no service's task definition uses it.")
    yield Consequence("warning", "It cannot be undone: it would have to be pushed anew.")
    if len(image.tags) > 1:
        yield Consequence("note", f"All its {len(image.tags)} tags go with it: {', '.join(image.tags)}.")
    if image.platforms:
        number = counted(len(image.platforms), "platform")
        yield Consequence("note", f"The images of its {number} stay, without this index.")
    yield Consequence("note", "A roll back to an earlier revision that names it would fail.")


def breaks(use: Use) -> Consequence:
    """What becomes of one that uses an image which goes."""
    named = f" ({', '.join(use.definitions)})" if use.definitions else ""
    if use.running:
        text = (
            f"{use.place} runs it in {counted(use.running, 'task')}{named}: they go on, but none that stops "
            "or is added can start again."
        )
        return Consequence("danger", text)
    if use.newest:
        return Consequence("danger", f"{use.place} names it{named}: it could not start a task any more.")
    return Consequence("warning", f"A deployment of {use.place} that is being replaced names it{named}.")
