"""What is known of the deployments of one service, from the snapshots; and the feeds that keep it true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.feeds import OneService, ServiceDeployments, ServiceRevisions, TaskDefinitions
from ecstui.operations.revision_changes import revision_changes
from ecstui.ui.facts.deployment import DeploymentPicture

if TYPE_CHECKING:
    from ecstui.live.feeds import Feed
    from ecstui.model.ecs import Service, ServiceDeployment, ServiceRevision, TaskDefinition
    from ecstui.operations.plan import Change
    from ecstui.ui.picture import Picture

REVISIONS_A_CALL = 20


class DeploymentsSeen:
    """`service` is how it was last read, at first as the screen was opened with it."""

    def __init__(self, picture: Picture, service: Service) -> None:
        self._picture = picture
        self._service = service

    @property
    def service(self) -> Service:
        """The service as last read."""
        own: tuple[Service, ...] = self._picture.known(self._own).items
        self._service = next(iter(own), self._service)
        return self._service

    @property
    def _own(self) -> OneService:
        return OneService(self._service.cluster, self._service.name)

    @property
    def records(self) -> tuple[ServiceDeployment, ...]:
        """ECS's records, the newest first."""
        return self._picture.deployments(self._service).items

    @property
    def read(self) -> bool:
        """Whether they have been read."""
        return self._picture.deployments(self._service).complete

    @property
    def failure(self) -> str:
        """Why they could not be read the last time; "" where they could."""
        failure = self._picture.deployments(self._service).failure
        return "" if failure is None else f"{failure.operation} {failure.why} {failure.advice}".strip()

    @property
    def under_way(self) -> bool:
        """Whether a deployment runs that nobody has asked to stop."""
        return any(record.stoppable for record in self.records)

    def pictures(self) -> tuple[DeploymentPicture, ...]:
        """Every deployment, the newest first; without what each changed."""
        revisions = self._revisions()
        return tuple(
            DeploymentPicture(self._service, record, revisions, newest=not place)
            for place, record in enumerate(self.records)
        )

    def picture(self, arn: str | None) -> DeploymentPicture | None:
        """One deployment, by the ARN of its record; the newest where there is none of that ARN."""
        place = self._place(arn)
        if place is None:
            return None
        record, revisions = self.records[place], self._revisions()
        return DeploymentPicture(
            self.service,
            record,
            revisions,
            newest=not place,
            changes=self._changes(record, revisions),
            unknown=self._unknown(record, revisions),
        )

    def _unknown(self, record: ServiceDeployment, revisions: dict[str, ServiceRevision]) -> str:
        """Why it is not known what a deployment changed, where it is not."""
        if not record.source_revisions:
            return "no deployment was before it"
        pair = self._pair(record, revisions)
        wanted: Feed = TaskDefinitions(pair) if pair else ServiceRevisions(self._arns())
        read = self._picture.known(wanted)
        if read.failure is not None:
            return f"not read: {read.failure.operation} {read.failure.word}"
        return "not kept by ECS" if read.complete else "loading…"

    def _place(self, arn: str | None) -> int | None:
        arns = [record.arn for record in self.records]
        return arns.index(arn) if arn in arns else 0 if arns else None

    def feeds(self, arn: str | None) -> frozenset[Feed]:
        """What must be kept true for the list and for the deployment of that ARN."""
        cluster, name = self._service.cluster, self._service.name
        found: set[Feed] = {self._own, ServiceDeployments(cluster, name)}
        if arns := self._arns():
            found.add(ServiceRevisions(arns))
        place = self._place(arn)
        if place is not None and (pair := self._pair(self.records[place], self._revisions())):
            found.add(TaskDefinitions(pair))
        return frozenset(found)

    def _arns(self) -> tuple[str, ...]:
        """The service revisions that the newest records name."""
        named = [
            arn
            for record in self.records
            for arn in (record.target_revision, *record.source_revisions, record.rollback_revision)
            if arn
        ]
        return tuple(dict.fromkeys(named))[:REVISIONS_A_CALL]

    def _revisions(self) -> dict[str, ServiceRevision]:
        arns = self._arns()
        items: tuple[ServiceRevision, ...] = self._picture.known(ServiceRevisions(arns)).items if arns else ()
        return {revision.arn: revision for revision in items}

    def _pair(
        self, record: ServiceDeployment, revisions: dict[str, ServiceRevision]
    ) -> tuple[str, str] | None:
        """The task definitions before and after; None where one of them is not known."""
        source = next(iter(record.source_revisions), "")
        before, after = revisions.get(source), revisions.get(record.target_revision)
        if before is None or after is None or not before.task_definition or not after.task_definition:
            return None
        return before.task_definition, after.task_definition

    def _changes(
        self, record: ServiceDeployment, revisions: dict[str, ServiceRevision]
    ) -> tuple[Change, ...] | None:
        pair = self._pair(record, revisions)
        if pair is None:
            return None
        items: tuple[TaskDefinition, ...] = self._picture.known(TaskDefinitions(pair)).items
        return revision_changes(*items) if len(items) == len(pair) else None
