"""One RegisterScalableTarget, alone or before another call: sent, and read whether it was applied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ecstui.operations.refusals import Refused
from ecstui.operations.target_plan import bounds, suspended

if TYPE_CHECKING:
    from ecstui.model.scaling import ScalableTarget, TargetChange
    from ecstui.operations.desk import Desk


@dataclass(frozen=True, slots=True)
class Registration:
    """The change of the scalable target of a service; `before` is the target as the plan has it.

    AWS applies it twice as once: botocore's model of RegisterScalableTarget changes what is given, no more.
    """

    desk: Desk
    cluster: str
    service: str
    before: ScalableTarget
    change: TargetChange

    @property
    def after(self) -> ScalableTarget:
        """The target once it is applied."""
        return self.change.of(self.before)

    @property
    def words(self) -> str:
        """What holds once it is applied; what is suspended comes first, for a narrow screen cuts the rest."""
        held, before = f"the bounds {bounds(self.after)}", suspended(self.before)
        if paused := suspended(self.after):
            still = "still " if set(paused) <= set(before) else ""
            return f"Auto scaling is {still}suspended ({', '.join(paused)}), with {held}."
        if before:
            return f"Auto scaling is resumed, with {held}."
        return f"Auto scaling has {held}."

    async def send(self) -> str:
        """Make the call; the request's id. Raises AwsError."""
        return await self.desk.aws.scaling.register(self.cluster, self.service, self.change)

    async def look(self) -> bool:
        """Whether a reading shows it. Raises AwsError; Refused where the target is another one by now."""
        target = await self.read()
        if target is None:
            raise Refused("It was not applied: the scalable target is gone.")
        if self.change.holds(target):
            return True
        if settings(target) != settings(self.before):
            raise Refused("It was not applied, and somebody else has changed the scalable target since.")
        return False

    async def read(self) -> ScalableTarget | None:
        """The target as it is; None if there is none any more. Raises AwsError."""
        return await self.desk.aws.scaling.target_alone(self.cluster, self.service)


def settings(target: ScalableTarget) -> ScalableTarget:
    """What of a target RegisterScalableTarget can change."""
    return replace(target, policies=(), policies_unread="")
