"""Create a repository."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.model.arn import Arn
from ecstui.model.ecr import Repository
from ecstui.model.errors import AwsError, NotFound
from ecstui.model.registry import registry_words
from ecstui.operations.plan import Call, Change, Consequence, Plan
from ecstui.operations.refusals import Refused
from ecstui.operations.registry_change import RegistryChange

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecstui.operations.desk import Desk

# As the API reference has it: CreateRepository, repositoryName.
_NAME = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*")


def wrong_name(text: str) -> str:
    """Why `text` cannot be a repository's name, in words; "" where it can."""
    if not text:
        return "type a name: team/service"
    if 2 <= len(text) <= 256 and _NAME.fullmatch(text):
        return ""
    return "a name has 2 to 256 small letters and digits, parted by single . _ - or /"


@dataclass(frozen=True, slots=True)
class NewRepository:
    """What a repository is to be; `encryption` is AES256 or KMS."""

    name: str
    immutable: bool = False
    scan_on_push: bool = True
    encryption: str = "AES256"


class CreateRepository(RegistryChange):
    """Create the repository that `wanted` describes."""

    verb = "create repository"

    def __init__(self, desk: Desk, wanted: NewRepository) -> None:
        super().__init__(desk, wanted.name)
        self.wanted = wanted

    async def plan(self) -> Plan:
        """What it will be. Refused where there is one of that name."""
        wanted = self.wanted
        if wrong := wrong_name(wanted.name):
            raise Refused(f"{wanted.name!r}: {wrong}.")
        if await self._exists():
            raise Refused(f"There is a repository {wanted.name} already.")
        return self.draw_up(
            await self._draft(),
            wanted.name,
            kind="repository",
            changes=(
                Change("repository", "none", wanted.name),
                Change("tags", "-", "immutable" if wanted.immutable else "mutable"),
                Change("scan on push", "-", "yes" if wanted.scan_on_push else "no"),
                Change("encryption", "-", wanted.encryption),
            ),
            consequences=tuple([each async for each in self._consequences()]),
            call=Call(
                "ecr:CreateRepository",
                (
                    ("repositoryName", wanted.name),
                    ("imageTagMutability", "IMMUTABLE" if wanted.immutable else "MUTABLE"),
                    ("scanOnPush", wanted.scan_on_push),
                    ("encryptionType", wanted.encryption),
                ),
            ),
            facts={"repository": "none"},
        )

    async def _exists(self) -> bool:
        try:
            await self.desk.aws.ecr_registry.repository(self.repository)
        except NotFound:
            return False
        return True

    async def _draft(self) -> Repository:
        """The repository as it will be known, for the plan's account and region."""
        who = await self.desk.aws.identity()
        partition, region = Arn.parse(who.arn).partition, self.desk.aws.region
        arn = f"arn:{partition}:ecr:{region}:{who.account}:repository/{self.repository}"
        return Repository(arn, self.repository, "", who.account, None, "", scan_on_push=False)

    async def _consequences(self) -> AsyncIterator[Consequence]:
        yield Consequence("note", "How it is encrypted cannot be changed later.")
        yield Consequence("note", "Without a lifecycle policy its images stay, and cost: E sets one.")
        try:
            settings = await self.desk.aws.ecr_registry.settings()
        except AwsError:
            return
        for label, words in registry_words(settings, self.repository):
            yield Consequence("note", f"By a rule of the registry it is {label} {words}.")

    async def send(self, plan: Plan) -> str:
        wanted = self.wanted
        _, request_id = await self.desk.aws.ecr_changes.create_repository(
            wanted.name,
            immutable=wanted.immutable,
            scan_on_push=wanted.scan_on_push,
            encryption=wanted.encryption,
        )
        return request_id

    async def look(self, plan: Plan) -> bool:
        return await self._exists()

    def done(self, plan: Plan) -> str:
        return f"{self.repository} is there."
