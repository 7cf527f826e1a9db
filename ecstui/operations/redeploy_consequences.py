"""What a forced new deployment means for a service. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.aws_words import strategy_name
from ecstui.model.humane import age, count, counted
from ecstui.model.rollout import Rollout, breaker_threshold
from ecstui.operations.image_consequences import of_images
from ecstui.operations.plan import Consequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecs import Service, TaskDefinition
    from ecstui.operations.outlook import Outlook


def consequences(
    service: Service, definition: TaskDefinition | None, outlook: Outlook | None = None
) -> tuple[Consequence, ...]:
    """All that a person should know before; `outlook` is what was read of the images and the past."""
    checked = outlook.images if outlook else ()
    return (
        *_replacing(service),
        *_in_flight(service, outlook),
        *_guard(service),
        *(of_images(checked, outlook.at) if outlook and checked else _images(definition)),
        *_past(outlook),
    )


def _past(outlook: Outlook | None) -> Iterator[Consequence]:
    if outlook is not None and outlook.took is not None:
        yield Consequence("note", f"The last deployment that succeeded took {age(outlook.took)}.")


def _replacing(service: Service) -> Iterator[Consequence]:
    daemon = service.scheduling_strategy == "DAEMON"
    if service.desired == 0:
        yield Consequence("note", "Nothing is desired: no task starts, only the record of a deployment.")
        return
    if service.deployment_strategy != "ROLLING":
        kind = strategy_name(service.deployment_strategy)
        yield Consequence("note", f"A {kind} deployment: new tasks beside the old ones, then traffic shifts.")
        return
    rollout = Rollout(service.desired, service.minimum_healthy_percent, service.maximum_percent, daemon)
    percent = f"minimum {service.minimum_healthy_percent} %, maximum {service.maximum_percent} %"
    if rollout.stuck:
        yield Consequence(
            "danger",
            f"It can never move: with {percent} of {count(service.desired)}, at least {count(rollout.floor)} "
            f"must run and at most {count(rollout.ceiling)} may. Change the percentages or the count first.",
        )
        return
    at_a_time = f"{count(rollout.at_a_time)} at a time" if rollout.batches > 1 else "all at once"
    limits = f"at least {count(rollout.floor)} run, at most {count(rollout.ceiling)}"
    text = f"{counted(service.desired, 'task')} replaced {at_a_time}; {limits} ({percent})."
    if rollout.floor:
        yield Consequence("note", text)
    elif service.running:
        yield Consequence("warning", text)
        yield Consequence("danger", "No task need stay up meanwhile: the service may stop for a while.")
    else:
        yield Consequence("note", f"{text} None runs now: there is nothing to keep up.")


def _in_flight(service: Service, outlook: Outlook | None) -> Iterator[Consequence]:
    primary = service.primary
    if primary is None:
        return
    if primary.rollout_state == "IN_PROGRESS":
        reached = f"{count(primary.running)} of {count(primary.desired)} running"
        text = f"A deployment of {primary.revision} is in flight ({reached}); this one replaces it."
        if outlook is not None and outlook.pauses:
            text = f"{text} It waits at a pause to be continued or rolled back, and would be given up."
        yield Consequence("warning", text)
    elif primary.rollout_state == "FAILED":
        text = (
            f"The last deployment of {primary.revision} failed ({primary.rollout_reason}); this one may too."
        )
        yield Consequence("warning", text)


def _guard(service: Service) -> Iterator[Consequence]:
    breaker = service.circuit_breaker
    if breaker.enabled:
        after = f"by default after {count(breaker_threshold(service.desired))} failed tasks"
        then = "rolls back" if breaker.rollback else "stops, without rolling back"
        yield Consequence("note", f"The circuit breaker ends a failing deployment ({after}) and {then}.")
    elif service.desired:
        yield Consequence(
            "warning", "No circuit breaker: if the new tasks fail, ECS goes on trying for ever."
        )
    if service.alarms:
        yield Consequence("note", f"Alarms watch the deployment: {', '.join(service.alarms)}.")


def _images(definition: TaskDefinition | None) -> Iterator[Consequence]:
    if definition is None:
        return
    tagged = [c.image for c in definition.containers if "@sha256:" not in c.image]
    if not tagged:
        yield Consequence("note", "Its images are named by digest: the very same ones run again.")
        return
    shown = ", ".join(image.rsplit("/", 1)[-1] for image in tagged[:3]) + (" …" if len(tagged) > 3 else "")
    text = f"Tags are looked up anew: {shown}. Where one was pushed again, the new tasks run the new image."
    yield Consequence("note", text)
