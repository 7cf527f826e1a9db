"""Deployments that shift traffic, blue/green, linear, canary: their stages, weights, waits, hooks. Pure.

Sources: `ServiceDeployment` and `DeploymentConfiguration` of the ECS API reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ecstui.model.aws_words import in_words, strategy_name
from ecstui.model.humane import age

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.ecs import ServiceDeployment

ALL = 100.0  # percent

STAGES = (
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
    "BAKE_TIME",
    "CLEAN_UP",
)
"""In their order. The first only comes up where more than one revision ran at the start."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """How a deployment brings the new tasks in; times are in minutes.

    `steps` are the percentages of production traffic that the new tasks get one after the other, the last is
    all; `step_minutes` is how long each but the last is kept. `pauses` are the stages it is to wait at.
    """

    name: str = "ROLLING"
    bake_minutes: int = 0
    steps: tuple[float, ...] = (ALL,)
    step_minutes: int = 0
    pauses: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """In words: "blue/green"."""
        return strategy_name(self.name)

    @property
    def shifts(self) -> bool:
        """Whether it shifts traffic from the old tasks to the new."""
        return self.name != "ROLLING"


def linear_steps(percent: float) -> tuple[float, ...]:
    """The percentages of a linear deployment of such steps."""
    if percent <= 0:
        return (ALL,)
    below = (round(percent * times, 1) for times in range(1, int(ALL / percent) + 1))
    return (*(share for share in below if share < ALL), ALL)


ROLLING = Strategy()


@dataclass(frozen=True, slots=True)
class RevisionShare:
    """The part of a revision in a deployment: tasks, and percent of traffic (None: none is shifted)."""

    arn: str
    requested: int = 0
    running: int = 0
    pending: int = 0
    production: float | None = None
    test: float | None = None


@dataclass(frozen=True, slots=True)
class Hook:
    """One run of a lifecycle hook. `timeout_action` is what ECS does at `expires_at`."""

    id: str
    kind: str  # AWS_LAMBDA or PAUSE
    status: str  # AWAITING_ACTION, IN_PROGRESS, SUCCEEDED, FAILED, TIMED_OUT
    expires_at: datetime | None = None
    timeout_action: str = "ROLLBACK"

    @property
    def waits(self) -> bool:
        """Whether it is a pause that waits for somebody."""
        return self.kind == "PAUSE" and self.status == "AWAITING_ACTION"


def waiting_hook(record: ServiceDeployment) -> Hook | None:
    """The pause that the deployment waits at; None where it does not."""
    if record.status != "IN_PROGRESS":
        return None
    return next((hook for hook in record.hooks if hook.waits), None)


def next_share(record: ServiceDeployment) -> float:
    """The percentage of production traffic that the new revision gets by the next shift."""
    now = production_of(record)
    return next((share for share in record.strategy.steps if share > now), ALL)


def production_of(record: ServiceDeployment) -> float:
    """The percentage of production traffic that the new revision has."""
    return (record.target.production if record.target else None) or 0.0


def next_stage(record: ServiceDeployment) -> str:
    """The stage after the present one, the same while traffic is left to shift; "" after the last."""
    stage = record.lifecycle_stage
    if stage == "PRODUCTION_TRAFFIC_SHIFT" and production_of(record) < ALL:
        return stage
    if stage not in STAGES[:-1]:
        return ""
    return STAGES[STAGES.index(stage) + 1]


def waits_until(record: ServiceDeployment) -> datetime | None:
    """When the bake time it is in ends at the latest; None while it is in none.

    ECS says not when a stage began, but when it last updated the record, which is then or later.
    """
    if record.updated_at is None or record.status != "IN_PROGRESS":
        return None
    if record.lifecycle_stage == "BAKE_TIME":
        return record.updated_at + timedelta(minutes=record.strategy.bake_minutes)
    part = 0 < production_of(record) < ALL
    if record.lifecycle_stage == "PRODUCTION_TRAFFIC_SHIFT" and part and waiting_hook(record) is None:
        return record.updated_at + timedelta(minutes=record.strategy.step_minutes)
    return None


def percent(share: float) -> str:
    """A percentage of traffic: "12.5 %", "100 %"."""
    return f"{share:g} %"


def standing(record: ServiceDeployment, now: datetime) -> str:
    """Where a deployment that shifts traffic stands, in a sentence without its end; "" for a rolling one."""
    if not record.lifecycle_stage:
        return ""
    parts = [f"stage {in_words(record.lifecycle_stage)}"]
    if record.target is not None and record.target.production is not None:
        parts.append(f"{percent(record.target.production)} of the traffic to the new")
    if (hook := waiting_hook(record)) is not None:
        left = age((hook.expires_at - now).total_seconds()) if hook.expires_at else ""
        parts.append(f"waits at a pause{f' for {left} more' if left else ''}")
    elif (until := waits_until(record)) is not None:
        parts.append(f"bakes for {age((until - now).total_seconds())} more at most")
    return ", ".join(parts)
