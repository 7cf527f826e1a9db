"""Put another lifecycle policy in place, or none; ECR works out before what it would expire."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.aws_words import in_words
from ecstui.model.errors import AwsError
from ecstui.model.humane import counted
from ecstui.model.image_use import Users
from ecstui.model.lifecycle import Preview, canonical, policy_words, problem
from ecstui.operations.delete_image import breaks
from ecstui.operations.image_users import Usage
from ecstui.operations.plan import Call, Change, Consequence, Plan
from ecstui.operations.refusals import Refused
from ecstui.operations.registry_change import RegistryChange, image_subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecr import Image, Repository
    from ecstui.operations.desk import Desk

WITHIN = 90.0  # seconds that a preview may take
BUSY = "LifecyclePolicyPreviewInProgressException"
SHOWN = 12  # images that are named


class PutLifecycle(RegistryChange):
    """Let the images of a repository expire by the policy `text`; without any, they stay."""

    verb = "lifecycle policy"

    def __init__(self, desk: Desk, repository: str, text: str) -> None:
        super().__init__(desk, repository)
        self.text = text
        self.before = ""
        self._preview: Preview | str | None = None  # in words why there is none; it is asked for once

    async def plan(self) -> Plan:
        """The rules that are and will be, and which images of today would expire."""
        self.desk.refuse_if_read_only()  # a preview is asked for by a call that IAM counts as writing
        if self.text.strip() and (wrong := problem(self.text)):
            raise Refused(f"It is no policy: {wrong}.")
        repository = await self.desk.aws.ecr_registry.repository(self.repository)
        self.before = await self.desk.aws.ecr_registry.lifecycle(self.repository)
        text = self._wanted
        changes = (Change("policy", _told(self.before), _told(text)),) if text != self.before else ()
        consequences = await self._consequences(repository) if changes else ()
        return self.draw_up(
            repository,
            self.repository,
            kind="repository",
            changes=changes,
            consequences=consequences,
            call=self._call(text),
            facts={"policy": self.before or "none"},
        )

    @property
    def _wanted(self) -> str:
        """The policy as ECR is to have it; "" for none."""
        return canonical(self.text) if self.text.strip() else ""

    def _call(self, text: str) -> Call:
        name = ("repositoryName", self.repository)
        if not text:
            return Call("ecr:DeleteLifecyclePolicy", (name,))
        return Call("ecr:PutLifecyclePolicy", (name, ("lifecyclePolicyText", text)))

    async def _consequences(self, repository: Repository) -> tuple[Consequence, ...]:
        if not self._wanted:
            return (Consequence("note", "No image expires by itself any more: all stay, and cost."),)
        if self._preview is None:
            try:
                self._preview = await self._worked_out()
            except AwsError as failure:
                self._preview = failure.why
        if isinstance(self._preview, str):
            text = f"What it would expire could not be worked out: {self._preview}"
            return (Consequence("danger", text),)
        images = await self.desk.aws.ecr.images(self.repository)
        account = await Usage(self.desk).account()
        gaps = tuple(Consequence("warning", f"Not known whole ({gap}).") for gap in account.gaps)
        expiring = self._preview.expiring
        users = Users(repository.uri, account)
        return (*_consequences(self._preview, images, users), *(gaps if expiring else ()))

    async def _worked_out(self) -> Preview | str:
        """What ECR says that the policy would do now; in words where it does not say so in time."""
        end = self.desk.clock.monotonic() + WITHIN
        started = False
        while self.desk.clock.monotonic() < end:
            started = started or await self._started()
            if started:
                preview = await self.desk.aws.ecr_registry.lifecycle_preview(self.repository)
                started = preview.text == canonical(self.text)  # else somebody else asked for another
                if not started:
                    continue
                if preview.status == "COMPLETE":
                    return preview
                if preview.status != "IN_PROGRESS":
                    return f"the preview ended as {in_words(preview.status)}."
            await asyncio.sleep(self.desk.every)
        return "the preview takes too long."

    async def _started(self) -> bool:
        """Ask for the preview; False while another one of the repository is under way."""
        try:
            await self.desk.aws.ecr_changes.start_lifecycle_preview(self.repository, canonical(self.text))
        except AwsError as failure:
            if failure.code != BUSY:
                raise
            return False
        return True

    async def send(self, plan: Plan) -> str:
        changes = self.desk.aws.ecr_changes
        if not self._wanted:
            return await changes.delete_lifecycle(self.repository)
        return await changes.put_lifecycle(self.repository, self._wanted)

    async def look(self, plan: Plan) -> bool:
        return await self.desk.aws.ecr_registry.lifecycle(self.repository) == self._wanted

    def done(self, plan: Plan) -> str:
        if not self._wanted:
            return "There is no policy any more."
        return "The policy is in place: ECR expires images by it within 24 hours."

    def reverse(self, plan: Plan) -> PutLifecycle:
        """The policy before, or none where there was none."""
        return PutLifecycle(self.desk, self.repository, self.before)


def _told(text: str) -> str:
    return "; ".join(policy_words(text)) or "none"


def _consequences(preview: Preview, images: tuple[Image, ...], users: Users) -> Iterator[Consequence]:
    """What becomes of the images there are now; the tags of those that are used are named."""
    if not preview.expiring:
        yield Consequence("note", f"None of the {counted(len(images), 'image')} there are now would expire.")
        return
    known = {image.digest: image for image in images}
    gone = [known[each.digest] for each in preview.expiring if each.digest in known]
    named = ", ".join(image_subject(image).removeprefix(f"{image.repository}") for image in gone[:SHOWN])
    more = f" and {len(gone) - SHOWN} more" if len(gone) > SHOWN else ""
    number = f"{len(preview.expiring)} of {counted(len(images), 'image')}"
    yield Consequence("warning", f"{number} would expire within 24 hours: {named}{more}.")
    for image in gone:
        for use in users.of(image):
            found = breaks(use)
            yield replace(found, text=f"{image_subject(image)} would expire. {found.text}")
