"""Application Auto Scaling of a service: its bounds, what moves its count within them, and what did."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from ecstui.model.humane import count

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Policy:
    """What moves the count: `words` say it whole ("CPU at 60 %").

    `kind` is AWS's policy type; `value` is the target of `metric`, None where the policy tracks none;
    cooldowns are seconds, None where AWS's default holds; `alarms` are the names of its alarms.
    """

    name: str
    words: str
    kind: str = "TargetTrackingScaling"
    metric: str = ""
    value: float | None = None
    scale_in_cooldown: int | None = None
    scale_out_cooldown: int | None = None
    scales_in: bool = True
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScalableTarget:
    """The bounds within which Application Auto Scaling moves a service's desired count.

    `policies_unread` is why its policies could not be read, in words; "" where they could.
    """

    minimum: int
    maximum: int
    scale_in_suspended: bool = False
    scale_out_suspended: bool = False
    scheduled_suspended: bool = False
    policies: tuple[Policy, ...] = ()
    policies_unread: str = ""
    cluster: str = ""
    service: str = ""

    @property
    def suspended(self) -> tuple[str, ...]:
        """What of auto scaling is suspended: "in", "out", "scheduled"."""
        parts = (
            (self.scale_in_suspended, "in"),
            (self.scale_out_suspended, "out"),
            (self.scheduled_suspended, "scheduled"),
        )
        return tuple(name for is_suspended, name in parts if is_suspended)

    def clamped(self, desired: int) -> int:
        """The count that any RegisterScalableTarget leaves where `desired` is the count before it.

        Even one that only suspends: botocore's model of RegisterScalableTarget.
        """
        return min(max(desired, self.minimum), self.maximum)


@dataclass(frozen=True, slots=True)
class TargetChange:
    """What is to be another of a scalable target; what is None stays as it is."""

    minimum: int | None = None
    maximum: int | None = None
    scale_in_suspended: bool | None = None
    scale_out_suspended: bool | None = None
    scheduled_suspended: bool | None = None

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return any(value is not None for value in asdict(self).values())

    def of(self, target: ScalableTarget) -> ScalableTarget:
        """The target as it is after the change."""
        return replace(target, **{name: value for name, value in asdict(self).items() if value is not None})

    def needed(self, target: ScalableTarget) -> TargetChange:
        """The part of it that the target does not have yet."""
        return self._each(lambda name, value: None if value == getattr(target, name) else value)

    def reverse(self, target: ScalableTarget) -> TargetChange:
        """The change that brings back what `target` was before this one."""
        return self._each(lambda name, value: None if value is None else getattr(target, name))

    def _each(self, change: Callable[[str, Any], Any]) -> TargetChange:
        return TargetChange(**{name: change(name, value) for name, value in asdict(self).items()})

    def holds(self, target: ScalableTarget) -> bool:
        """Whether the target shows all of it."""
        return not self.needed(target)


PAUSED = TargetChange(scale_in_suspended=True, scale_out_suspended=True)
"""Dynamic scaling is suspended: no policy acts."""

RESUMED = TargetChange(scale_in_suspended=False, scale_out_suspended=False, scheduled_suspended=False)
"""Nothing is suspended any more."""


def widened(target: ScalableTarget, desired: int) -> TargetChange:
    """The least move of the bounds that lets them hold `desired`."""
    return TargetChange(
        minimum=desired if desired < target.minimum else None,
        maximum=desired if desired > target.maximum else None,
    )


@dataclass(frozen=True, slots=True)
class ScalingActivity:
    """What auto scaling did, or would have done: `why_not` says in words what kept it from it."""

    id: str
    at: datetime
    description: str
    cause: str
    status: str  # Successful, Pending, InProgress, Overridden, Unfulfilled, Failed
    message: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class ScheduledAction:
    """Bounds set at a time: `schedule` as AWS has it ("cron(0 8 * * ? *)") in the time zone `zone`."""

    name: str
    schedule: str
    zone: str = ""
    minimum: int | None = None
    maximum: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def words(self) -> str:
        """What it does and when: "10 to 40, at(2026-12-01T08:00:00) UTC"."""
        match self.minimum, self.maximum:
            case None, None:
                sets = "nothing"
            case None, most:
                sets = f"at most {count(most or 0)}"
            case least, None:
                sets = f"at least {count(least or 0)}"
            case least, most:
                sets = f"{count(least)} to {count(most)}"
        return f"{sets}, {self.schedule} {self.zone or 'UTC'}"


def why_not_scaled(code: str, minimum: int | None, maximum: int | None, current: int | None) -> str:
    """A reason for not scaling in words; an unknown code is kept as it is."""
    words = {
        "AlreadyAtMaxCapacity": f"already at the maximum{_number(maximum)}",
        "AlreadyAtMinCapacity": f"already at the minimum{_number(minimum)}",
        "AlreadyAtDesiredCapacity": f"already at the count it wants{_number(current)}",
        "AutoScalingAnticipatedFlapping": "it would have had to scale back at once (flapping)",
        "TargetServicePutResourceAsUnscalable": "ECS does not let the service be scaled at present",
    }
    return words.get(code, code)


def _number(value: int | None) -> str:
    return "" if value is None else f", {count(value)}"
