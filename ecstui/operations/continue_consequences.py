"""What answering a pause of a deployment means. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.humane import age, clock_time, count, counted
from ecstui.model.shifting import (
    ALL,
    next_share,
    next_stage,
    percent,
    production_of,
)
from ecstui.operations.cancel_consequences import name_of, new_and_old
from ecstui.operations.plan import Consequence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ecstui.aws.ecs import HookAction
    from ecstui.model.ecs import Service, ServiceDeployment
    from ecstui.model.shifting import Hook
    from ecstui.operations.cancel_consequences import Halt

_GOES_BACK = "ROLLBACK"
_BEFORE_SHIFT = {"POST_TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"}


def after(record: ServiceDeployment, action: HookAction) -> tuple[str, float]:
    """The stage that follows the pause, and the percentage of production traffic that is then the new's."""
    now = production_of(record)
    if action == _GOES_BACK:
        return ("PRODUCTION_TRAFFIC_SHIFT" if now else "CLEAN_UP"), 0.0
    stage = next_stage(record)
    return stage, next_share(record) if stage == "PRODUCTION_TRAFFIC_SHIFT" else now


def consequences(
    service: Service, halt: Halt, hook: Hook, now: datetime, action: HookAction
) -> tuple[Consequence, ...]:
    """All that a person should know before."""
    said = _rolled_back(service, halt) if action == _GOES_BACK else _continued(service, halt)
    return (*said, *_running(service, halt, action), *_expiry(hook, now))


def _continued(service: Service, halt: Halt) -> Iterator[Consequence]:
    record, new = halt.record, name_of(halt.target)
    stage, share = after(record, "CONTINUE")
    old = name_of(halt.back) if halt.back else "the old tasks"
    if record.lifecycle_stage in _BEFORE_SHIFT:
        text = f"{new} gets {percent(share)} of the production traffic, {old} keeps {percent(ALL - share)}."
        yield Consequence("warning", text)
        yield from _afterwards(service, record, share)
    elif stage:
        text = f"The production traffic stays: {percent(share)} to {new}, {percent(ALL - share)} to {old}."
        yield Consequence("note", text)
    if record.lifecycle_stage in _BEFORE_SHIFT and _pauses_again(record, share):
        yield Consequence("note", "It is to pause again before a shift of traffic.")


def _pauses_again(record: ServiceDeployment, share: float) -> bool:
    before = "PRE_PRODUCTION_TRAFFIC_SHIFT" in record.strategy.pauses
    return before and (share < ALL or "POST_TEST_TRAFFIC_SHIFT" in record.strategy.pauses)


def _afterwards(service: Service, record: ServiceDeployment, share: float) -> Iterator[Consequence]:
    strategy = record.strategy
    if share < ALL:
        more = "the rest" if strategy.name == "CANARY" else "the next step"
        yield Consequence("note", f"After {age(60.0 * strategy.step_minutes)} it gets {more}.")
    _, old = new_and_old(service)
    bake = f"they bake for {age(60.0 * strategy.bake_minutes)}; then " if strategy.bake_minutes else ""
    text = f"Once all traffic has gone over, {bake}{counted(old, 'old task')} stop."
    yield Consequence("note", text)


def _rolled_back(service: Service, halt: Halt) -> Iterator[Consequence]:
    new, old = name_of(halt.target), name_of(halt.back) if halt.back else "the revision before"
    share = production_of(halt.record)
    back = f"gets back {percent(share)} and has all" if share else "keeps all"
    yield Consequence("warning", f"{old} {back} of the production traffic, and {new} is given up.")
    running, _ = new_and_old(service)
    yield Consequence("note", f"{counted(running, 'task')} of {new} stop.")


def _running(service: Service, halt: Halt, action: HookAction) -> Iterator[Consequence]:
    target = halt.record.target
    new, old = new_and_old(service)
    if action == _GOES_BACK and old < service.desired:
        text = f"Only {count(old)} of {counted(service.desired, 'old task')} run: the rest must start anew."
        yield Consequence("warning", text)
    if action != _GOES_BACK and target is not None and new < target.requested:
        text = f"Only {count(new)} of {counted(target.requested, 'new task')} run now."
        yield Consequence("danger", text)


def _expiry(hook: Hook, now: datetime) -> Iterator[Consequence]:
    if hook.expires_at is None:
        return
    what = "rolls it back" if hook.timeout_action == _GOES_BACK else "lets it go on"
    left = age((hook.expires_at - now).total_seconds())
    yield Consequence("note", f"Left alone, ECS {what} in {left}, at {clock_time(hook.expires_at)}.")
