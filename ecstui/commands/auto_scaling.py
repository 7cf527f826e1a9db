"""`ecstui autoscaling`: what moves a service's count and what did; other bounds, a suspension or its end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.commands import change
from ecstui.commands.at_a_desk import at_a_desk
from ecstui.commands.auto_scaling_form import auto_scaling_object, auto_scaling_text
from ecstui.commands.service_target import wanted_service
from ecstui.live.log_target import find_service
from ecstui.model.errors import AwsError, UsageError
from ecstui.model.scaling import PAUSED, RESUMED, TargetChange
from ecstui.model.snapshot import Snapshot
from ecstui.operations.auto_scaling import AutoScaling
from ecstui.ui.facts.auto_scaling import ScalingPicture

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import TypeVar

    from ecstui.aws.account import Aws
    from ecstui.commands.change import Asked
    from ecstui.commands.connection import Chosen
    from ecstui.commands.log_stdout import Stdout
    from ecstui.model.ecs import Service
    from ecstui.operations.desk import Desk

    Item = TypeVar("Item")

_SWITCHES = {"in": "scale_in_suspended", "out": "scale_out_suspended", "scheduled": "scheduled_suspended"}
PARTS = tuple(_SWITCHES)
"""What can be suspended alone."""


@dataclass(frozen=True, slots=True)
class Wished:
    """The options of the verb that say what is to change, as given; `only` are some of PARTS."""

    suspend: bool = False
    resume: bool = False
    only: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    def change(self) -> TargetChange:
        """The change that they mean, nothing where they ask for none. UsageError where they contradict."""
        if self.suspend and self.resume:
            raise UsageError("--suspend and --resume contradict each other: give one of them.")
        if self.only and not (self.suspend or self.resume):
            raise UsageError("--only says what --suspend or --resume is about: give one of them too.")
        switches = PAUSED if self.suspend else RESUMED if self.resume else TargetChange()
        if self.only:
            switches = TargetChange(**{_SWITCHES[part]: self.suspend for part in self.only})
        return TargetChange(
            self.minimum,
            self.maximum,
            switches.scale_in_suspended,
            switches.scale_out_suspended,
            switches.scheduled_suspended,
        )


def auto_scaling(connection: Chosen, asked: Asked, wished: Wished) -> int:
    """Change the auto scaling of a service, or show it where nothing is to change; the exit code.

    Raises EcsTuiError as `change` does.
    """
    if wanted := wished.change():
        return change.change(
            connection, asked, lambda desk, of: AutoScaling(desk, of.cluster, of.name, wanted)
        )
    return _show(connection, asked)


def _show(connection: Chosen, asked: Asked) -> int:
    wanted = wanted_service(asked.target)

    async def work(desk: Desk, stdout: Stdout) -> int:
        picture = await _read(desk.aws, await find_service(desk.aws, wanted))
        if asked.output == "json":
            stdout.write(json.dumps(auto_scaling_object(picture), ensure_ascii=False) + "\n")
        else:
            stdout.write(auto_scaling_text(picture, desk.aws.now()))
        return 0

    return at_a_desk(connection, work, dry_run=True, region=wanted.region)


async def _read(aws: Aws, service: Service) -> ScalingPicture:
    """The service with its auto scaling. Raises AwsError where not even the target can be read."""
    at = service.cluster, service.name
    target = await aws.scaling.target(*at)
    if target is None:
        return ScalingPicture(service, Snapshot((), 0.0, complete=True))
    return ScalingPicture(
        service,
        Snapshot((target,), 0.0, complete=True),
        await _snapshot(aws.scaling.activities(*at)),
        await _snapshot(aws.scaling.scheduled_actions(*at)),
    )


async def _snapshot(reading: Awaitable[tuple[Item, ...]]) -> Snapshot[Item]:
    """What was read, or why it could not be: a part that is denied leaves the rest."""
    try:
        return Snapshot(await reading, 0.0, complete=True)
    except AwsError as failure:
        return Snapshot(failure=failure)
