"""What all changes of a registry have in common: the plan's form, and that most are done at once."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn
from ecstui.operations.one_call import OneCall
from ecstui.operations.plan import Call, Plan, Progress, Where
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ecstui.model.ecr import Image, Repository
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Change, Consequence


class RegistryChange(OneCall):
    """A change of the repository `repository` (a name), or of an image in it."""

    def __init__(self, desk: Desk, repository: str) -> None:
        super().__init__(desk)
        self.repository = repository

    @abstractmethod
    def done(self, plan: Plan) -> str:
        """What is said once it is done."""

    async def image(self, digest: str) -> Image:
        """The image of a digest as it is; Refused where there is none."""
        image = await self.desk.aws.ecr.image(self.repository, digest=digest)
        if image is None:
            raise Refused(f"{self.repository} has no image {digest} any more.")
        return image

    def draw_up(
        self,
        repository: Repository,
        subject: str,
        *,
        kind: str,
        changes: tuple[Change, ...],
        consequences: tuple[Consequence, ...],
        call: Call,
        facts: dict[str, str],
    ) -> Plan:
        """A plan about a repository or an image; one with a danger asks for the subject to be typed."""
        arn = Arn.parse(repository.arn)
        dangerous = any(consequence.weight == "danger" for consequence in consequences)
        return Plan(
            verb=self.verb,
            subject=subject,
            where=Where(arn.account, arn.region, ""),
            changes=changes,
            consequences=consequences,
            call=call,
            facts=tuple(facts.items()),
            resource=repository.arn,
            kind=kind,
            confirm=subject if dangerous and changes else "",
        )

    def begun(self, plan: Plan) -> Progress:
        return Progress("sent", "ECR has taken it.", taken=True)

    async def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        """It is done as soon as ECR has it."""
        yield Progress("done", self.done(plan))

    def goes_on(self, plan: Plan) -> str:
        return f"Nothing more: ECR has done it to {plan.subject}, or has not."


def image_subject(image: Image) -> str:
    """What an image is called in a plan: "shop/web:7.42.1", or of one without tags its short digest."""
    if image.tags:
        return f"{image.repository}:{image.tags[0]}"
    return f"{image.repository}@{image.digest.removeprefix('sha256:')[:12]}"
