"""Deploy images: register a copy of the revision a service runs, with other images, and deploy that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.arn import family_revision, short
from ecstui.model.errors import EcsTuiError, NotFound
from ecstui.operations.deploy_consequences import Source, nothing_new, of_images
from ecstui.operations.deployment_change import DeploymentChange, deployment_facts
from ecstui.operations.image_choice import chosen_images, with_images
from ecstui.operations.one_call import made_sure
from ecstui.operations.outlook import outlook
from ecstui.operations.plan import Call, Change, Progress
from ecstui.operations.revision_changes import revision_changes
from ecstui.operations.rollback import Rollback

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from ecstui.aws.ecs import Updated
    from ecstui.model.ecs import TaskDefinition
    from ecstui.operations.audit import Record
    from ecstui.operations.desk import Desk
    from ecstui.operations.plan import Plan

_REGISTER = "ecs:RegisterTaskDefinition"
_LOOKED_THROUGH = 4  # newer revisions at most, for one that is the copy already


class DeployImages(DeploymentChange):
    """Deploy `images`, by container ("" where only one can be meant), in a copy of the revision that runs.

    Two calls: the copy is registered once, never again on a guess, for that has no client token; then it is
    made the service's task definition, which means the same when it is sent again.
    """

    verb = "deploy"
    resends = 1

    def __init__(self, desk: Desk, cluster: str, service: str, images: Mapping[str, str]) -> None:
        super().__init__(desk, cluster, service)
        self.images = images
        self._images: dict[str, str] = {}  # whole references, as last planned
        self._newest = 0  # the number of the family's newest revision, as last planned
        self._found = ""  # the ARN of a copy that is registered already, as last planned
        self._made = ""  # the ARN of the copy that this operation has registered

    async def plan(self) -> Plan:
        """Which images change, the revision that brings them, which tasks are replaced, what guards that."""
        service = await self.read_deployable()
        now = await self.desk.aws.ecs.task_definition(service.task_definition)
        self._images = chosen_images(now, self.images)
        after = with_images(now, self._images)
        changes = revision_changes(now, after)
        source = await self._source(now, after) if changes and not self._made else Source(now)
        self._newest = max(now.revision, source.newest.revision if source.newest else 0)
        self._found = source.registered.arn if source.registered else ""
        ahead = await outlook(self.desk, service, after, now)
        plan = self.draw_up(
            service,
            (Change("task definition", service.revision, _to_be(source)), *changes) if changes else (),
            of_images(service, source, after, ahead) if changes else (nothing_new(now),),
            (("taskDefinition", self._found or f"the new revision of {now.family}"),),
            {**deployment_facts(service), **ahead.facts, "revision to be": short(self._found) or "new"},
            starts_deployment=True,
        )
        plan = replace(plan, confirm=service.name) if ahead.doubtful and changes else plan
        return plan if self._found or not changes else replace(plan, call=self._calls(plan))

    async def _source(self, now: TaskDefinition, after: TaskDefinition) -> Source:
        try:
            newest = await self.desk.aws.ecs.task_definition(now.family)
        except NotFound:  # none of the family is active any more
            return Source(now)
        wanted = [container.image for container in after.containers]
        for number in range(newest.revision, max(now.revision, newest.revision - _LOOKED_THROUGH), -1):
            name = f"{now.family}:{number}"
            try:
                found = newest if number == newest.revision else await self.desk.aws.ecs.task_definition(name)
            except NotFound:  # deleted
                continue
            if [container.image for container in found.containers] == wanted and await self._is_copy(
                found.arn, now.arn
            ):
                return Source(now, newest, found)
        return Source(now, newest)

    async def _is_copy(self, revision: str, of: str) -> bool:
        return await self.desk.aws.task_definitions.is_copy(revision, of, self._images)

    def _calls(self, plan: Plan) -> Call:
        images = ((f"image of {name}", image) for name, image in self._images.items())
        return Call(f"{_REGISTER}, {plan.call.operation}", (*plan.call.members, *images))

    async def carry_out(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Register the copy, unless there is one, make sure that there is, and deploy it."""
        if self._found:
            async for progress in super().carry_out(plan, record):
                yield progress
            return
        async for progress in self._register(plan, record):
            yield progress
        if not self._made:
            return
        try:
            await record.note("sending", f"{self._name} is registered, and not used yet.")
            async for progress in super().carry_out(plan, record):
                unsure = progress.ended and not record.taken
                text = f"{self._name} is registered. {progress.text}"
                yield replace(progress, text=text) if unsure else progress
        except (EcsTuiError, OSError) as error:
            record.taken = True  # of the two calls one: there is a revision more
            why = error if isinstance(error, EcsTuiError) else "The audit log cannot be written any more."
            yield Progress("failed", f"{self._name} is registered and not used: {why}", taken=True)

    async def _register(self, plan: Plan, record: Record) -> AsyncGenerator[Progress, None]:
        """Register the copy once; `_made` stays "" where nobody knows whether there is one."""
        of = plan.service.task_definition

        async def register() -> str:
            made = await self.desk.aws.task_definitions.register_copy(of, self._images)
            self._made = made.definition.arn
            return made.request_id

        registering = made_sure(
            self.desk,
            record,
            register,
            lambda: self._find(of),
            again=lambda: self.plan_again(plan),
            making_sure="Reading whether it was registered.",
        )
        async for progress in registering:
            yield progress
        if self._made:
            yield Progress("sent", f"{self._name} is registered; telling the service to use it.")

    async def _find(self, of: str) -> bool:
        """Whether a revision newer than all that were known is the copy."""
        try:
            newest = await self.desk.aws.ecs.task_definition(family_revision(of)[0])
        except NotFound:  # none of the family is active
            return False
        for number in range(newest.revision, self._newest, -1):
            found = await self.desk.aws.ecs.task_definition(f"{newest.family}:{number}")
            if await self._is_copy(found.arn, of):
                self._made = found.arn
                return True
        return False

    async def update(self, plan: Plan) -> Updated:
        return await self.desk.aws.ecs.update_service(
            self.cluster, self.service, task_definition=self._revision
        )

    def target(self, plan: Plan) -> str:
        return self._revision

    def reverse(self, plan: Plan) -> Rollback:
        return Rollback(self.desk, self.cluster, self.service, plan.service.task_definition)

    @property
    def _revision(self) -> str:
        """The ARN of the copy; "" as long as there is none."""
        return self._made or self._found

    @property
    def _name(self) -> str:
        return short(self._revision)

    def goes_on(self, plan: Plan) -> str:
        return super().goes_on(plan) if self.shown is not None else self.unknown(plan)

    def unknown(self, plan: Plan) -> str:
        if self._revision:
            return f"{self._name} is registered; whether {plan.subject} uses it is unknown."
        return "Whether a new revision was registered is unknown."


def _to_be(source: Source) -> str:
    if source.registered is not None:
        return short(source.registered.arn)
    return f"a new revision ({source.expected} expected)" if source.expected else "a new revision"
