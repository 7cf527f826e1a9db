"""What other bounds, or suspending and resuming of auto scaling, mean for a service. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError
from ecstui.model.humane import count, counted
from ecstui.operations.plan import Consequence
from ecstui.operations.scale_consequences import TASKS_PER_SERVICE
from ecstui.operations.target_plan import HOW_TO_RESUME, SUSPENDABLE, bounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ecstui.model.ecs import Service
    from ecstui.model.scaling import ScalableTarget, ScheduledAction


def consequences(
    service: Service,
    before: ScalableTarget,
    after: ScalableTarget,
    scheduled: Sequence[ScheduledAction] | AwsError = (),
) -> tuple[Consequence, ...]:
    """All that a person should know before; `scheduled` may be the reason why they could not be read."""
    if before == after:
        return (Consequence("note", "That is how it is already: nothing to change."),)
    return (
        *_clamped(service, before, after),
        *_bounds(before, after),
        *_policies(service, after),
        *_suspension(before, after),
        *_scheduled(after, scheduled),
    )


def _clamped(service: Service, before: ScalableTarget, after: ScalableTarget) -> Iterator[Consequence]:
    now, to = service.desired, after.clamped(service.desired)
    if now == to:
        return
    way, tasks, do = ("lifted", to - now, "start") if to > now else ("dropped", now - to, "stop")
    text = f"The count is {way} into the bounds at once, {count(now)} -> {count(to)}: "
    text += f"{counted(tasks, 'task')} {do}{'s' if tasks == 1 else ''}."
    if bounds(before) == bounds(after):
        text += " Any change of a scalable target does that, a mere suspension too."
    yield Consequence("warning", text)
    if to == 0:
        yield Consequence("danger", f"No task will be left: {service.name} stops working.")


def _bounds(before: ScalableTarget, after: ScalableTarget) -> Iterator[Consequence]:
    if after.minimum == 0 and before.minimum > 0:
        yield Consequence("warning", "With a minimum of 0 scaling in may stop the last task.")
    if after.maximum > TASKS_PER_SERVICE:
        yield Consequence("danger", f"A service has at most {count(TASKS_PER_SERVICE)} tasks by default.")


def _policies(service: Service, after: ScalableTarget) -> Iterator[Consequence]:
    """What the policies can still do."""
    if after.policies_unread:
        yield Consequence("warning", f"Which policies move the count is not known: {after.policies_unread}")
        return
    if not after.policies:
        yield Consequence("note", "It has no policy: only scheduled actions can move its count.")
        return
    names = ", ".join(policy.words for policy in after.policies)
    held = after.clamped(service.desired)
    if after.scale_in_suspended and after.scale_out_suspended:
        yield Consequence("warning", f"No policy can act ({names}): the count stays, whatever the load.")
    elif after.minimum == after.maximum:
        text = f"No policy can act ({names}): the bounds leave {count(after.minimum)} and nothing else."
        yield Consequence("warning", text)
    elif after.scale_out_suspended:
        yield Consequence("warning", f"No policy can add tasks ({names}): more load finds no more tasks.")
    elif after.scale_in_suspended:
        yield Consequence("note", f"No policy can take tasks away ({names}); they may add some.")
    elif held == after.maximum:
        yield Consequence("warning", f"The count is at its maximum then: no policy can add tasks ({names}).")
    else:
        yield Consequence("note", f"Policies may move the count within {bounds(after)} ({names}).")


def _suspension(before: ScalableTarget, after: ScalableTarget) -> Iterator[Consequence]:
    paused: list[str] = []
    resumed: list[str] = []
    kept: list[str] = []
    for field, words, _ in SUSPENDABLE:
        was, will = getattr(before, field), getattr(after, field)
        if was != will:
            (paused if will else resumed).append(words)
        elif will:
            kept.append(words)
    if paused:
        text = (
            f"{_and(paused)}: suspended until somebody resumes it ({HOW_TO_RESUME}); nothing does by itself."
        )
        yield Consequence("warning", text)
    if resumed:
        yield Consequence(
            "note", f"{_and(resumed)}: resumed, and may act from the next alarm or schedule on."
        )
    if kept:
        yield Consequence("note", f"Suspended already, and left so: {', '.join(kept)}.")


def _and(words: Sequence[str]) -> str:
    return " and ".join(words).capitalize()


def _scheduled(
    after: ScalableTarget, scheduled: Sequence[ScheduledAction] | AwsError
) -> Iterator[Consequence]:
    if isinstance(scheduled, AwsError):
        yield Consequence("note", f"Whether scheduled actions set the bounds is not known: {scheduled.why}")
    elif scheduled and not after.scheduled_suspended:
        named = "; ".join(f"{action.name} {action.words}" for action in scheduled)
        yield Consequence("note", f"Scheduled actions set the bounds anew at their time: {named}.")
