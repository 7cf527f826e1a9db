"""Have ECR scan an image for vulnerabilities now, and see what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.aws_words import in_words
from ecstui.model.errors import AwsError
from ecstui.model.health import image_health
from ecstui.model.humane import since
from ecstui.operations.following import followed
from ecstui.operations.plan import Call, Change, Consequence, Plan, Progress
from ecstui.operations.refusals import Refused
from ecstui.operations.registry_change import RegistryChange, image_subject

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from datetime import datetime

    from ecstui.model.ecr import Image
    from ecstui.operations.desk import Desk

SCAN_EVERY = 86_400.0  # seconds within which ECR scans an image once by hand (user guide, service quotas)
RUNS = {"IN_PROGRESS", "PENDING", "QUEUED"}


class StartScan(RegistryChange):
    """Scan the image `digest` by basic scanning."""

    verb = "scan image"

    def __init__(self, desk: Desk, repository: str, digest: str) -> None:
        super().__init__(desk, repository)
        self.digest = digest
        self.before: datetime | None = None  # when the scan before ended

    async def plan(self) -> Plan:
        """When it was scanned last. Refused where ECR takes no such call."""
        if await self._enhanced():
            raise Refused("Amazon Inspector scans this registry by itself (enhanced scanning).")
        repository = await self.desk.aws.ecr_registry.repository(self.repository)
        image = await self.image(self.digest)
        if image.is_index:
            raise Refused("An index holds no packages: the images of its platforms can be scanned.")
        if image.scan_status in RUNS:
            raise Refused("It is being scanned already.")
        self.before = image.scanned_at
        now = self.desk.aws.now()
        last = f"{since(self.before, now)} ago" if self.before else "never"
        return self.draw_up(
            repository,
            image_subject(image),
            kind="image",
            changes=(Change("scanned", last, "now"),),
            consequences=_consequences(image, now),
            call=Call(
                "ecr:StartImageScan", (("repositoryName", self.repository), ("imageDigest", self.digest))
            ),
            facts={"last scan": str(self.before or "never")},
        )

    async def _enhanced(self) -> bool:
        try:
            return (await self.desk.aws.ecr_registry.settings()).enhanced
        except AwsError:
            return False  # ECR refuses it then, in its own words

    async def send(self, plan: Plan) -> str:
        return await self.desk.aws.ecr_changes.start_scan(self.repository, self.digest)

    async def look(self, plan: Plan) -> bool:
        image = await self.image(self.digest)
        return image.scan_status in RUNS or image.scanned_at != self.before

    def follow(self, plan: Plan) -> AsyncGenerator[Progress, None]:
        return followed(self.desk, self.judge)

    async def judge(self) -> Progress:
        """Done once the scan has ended in findings or in none; failed where ECR could not scan it."""
        image = await self.desk.aws.ecr.image(self.repository, digest=self.digest)
        if image is None:
            return Progress("failed", "The image was deleted meanwhile.")
        if image.scan_status in RUNS or image.scanned_at == self.before:
            ended = image.scan_status not in {*RUNS, "COMPLETE", ""}
            status = in_words(image.scan_status)
            if ended:
                return Progress("failed", f"The scan ended as {status}.")
            return Progress("converging", f"The scan: {status or 'not begun'}.")
        health = image_health(image.findings)
        return Progress("done", f"Scanned: {health.why or health.word}.")

    def done(self, plan: Plan) -> str:
        return "Scanned."

    def goes_on(self, plan: Plan) -> str:
        return f"ECR goes on scanning {plan.subject} by itself."


def _consequences(image: Image, now: datetime) -> tuple[Consequence, ...]:
    found = [Consequence("note", "Nothing is changed but the findings that ECR keeps of it.")]
    if image.scanned_at is not None and (now - image.scanned_at).total_seconds() < SCAN_EVERY:
        text = "It was scanned within the last 24 hours: ECR scans an image once a day, and may refuse."
        found.append(Consequence("warning", text))
    return tuple(found)
