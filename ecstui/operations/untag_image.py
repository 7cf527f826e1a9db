"""Take one tag from an image that has others: the image stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.image_use import Users
from ecstui.operations.image_users import Usage
from ecstui.operations.plan import Call, Change, Consequence, Plan
from ecstui.operations.refusals import Refused
from ecstui.operations.registry_change import RegistryChange
from ecstui.operations.tag_image import TagImage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecr import Repository
    from ecstui.model.image_use import Account
    from ecstui.operations.desk import Desk


class UntagImage(RegistryChange):
    """Take `tag` from the image `digest`. Never sent again: somebody may have pushed to the tag since."""

    verb = "untag image"

    def __init__(self, desk: Desk, repository: str, digest: str, tag: str) -> None:
        super().__init__(desk, repository)
        self.digest = digest
        self.tag = tag

    async def plan(self) -> Plan:
        """Which tags stay, and who names the one that goes. Refused for the last: the image went with it."""
        repository = await self.desk.aws.ecr_registry.repository(self.repository)
        image = await self.image(self.digest)
        if self.tag not in image.tags:
            raise Refused(f"{self.repository}:{self.tag} names this image no more.")
        stay = ", ".join(tag for tag in image.tags if tag != self.tag)
        if not stay:
            raise Refused(f"{self.tag} is the only tag of the image, which would be deleted with it.")
        account = await Usage(self.desk).account()
        return self.draw_up(
            repository,
            f"{self.repository}:{self.tag}",
            kind="image",
            changes=(Change("tags", ", ".join(image.tags), stay),),
            consequences=tuple(_consequences(self.tag, repository, account)),
            call=Call("ecr:BatchDeleteImage", (("repositoryName", self.repository), ("imageTag", self.tag))),
            facts={"tags": ", ".join(image.tags)},
        )

    async def send(self, plan: Plan) -> str:
        return await self.desk.aws.ecr_changes.delete_tag(self.repository, self.tag)

    async def look(self, plan: Plan) -> bool:
        return await self.desk.aws.ecr.image(self.repository, tag=self.tag) is None

    def done(self, plan: Plan) -> str:
        return f"The image is {plan.changes[0].after} now, and {self.tag} no more."

    def reverse(self, plan: Plan) -> TagImage:
        """The tag given back."""
        return TagImage(self.desk, self.repository, self.digest, self.tag)


def _consequences(tag: str, repository: Repository, account: Account) -> Iterator[Consequence]:
    for service in Users(repository.uri, account).tagged(tag):
        text = f"{service.cluster}/{service.name} names this tag: its next deployment could start no task."
        yield Consequence("danger", text)
    for gap in account.gaps:
        yield Consequence("warning", f"Not known whole ({gap}): others may name this tag.")
    yield Consequence("note", "The image stays, and what runs it goes on.")
