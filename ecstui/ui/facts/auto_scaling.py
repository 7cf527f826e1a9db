"""What moves a service's count, in sections: its bounds, policies, schedules, and what they did lately."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecstui.live.feeds import Scaling, ScalingActivities, ScheduledActions
from ecstui.model.aws_words import in_words
from ecstui.model.humane import count, reached, since
from ecstui.model.snapshot import Freshness, Snapshot
from ecstui.ui.facts.sections import Fact, Section

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ecstui.live.feeds import Feed
    from ecstui.model.ecs import Service
    from ecstui.model.scaling import Policy, ScalableTarget, ScalingActivity, ScheduledAction

_TRIGGERED = re.compile(r"monitor alarm (\S+) in state ALARM triggered policy (\S+)")
_TRACKING = re.compile(r"TargetTracking-.*-Alarm(High|Low)-[0-9a-f-]{36}")
_STYLES = {"Failed": "broken", "Unfulfilled": "warning", "Overridden": "warning"}
_LOADING = Fact("", "loading…", "dim")
_SUSPENDED = {"in": "scaling in", "out": "scaling out", "scheduled": "scheduled scaling"}


@dataclass(frozen=True, slots=True)
class ScalingPicture:
    """A service and what is known of its auto scaling."""

    service: Service
    targets: Snapshot[ScalableTarget] = field(default_factory=Snapshot)
    activities: Snapshot[ScalingActivity] = field(default_factory=Snapshot)
    scheduled: Snapshot[ScheduledAction] = field(default_factory=Snapshot)

    @staticmethod
    def feeds(cluster: str, service: str) -> tuple[Feed, ...]:
        """The feeds of its snapshots, in their order."""
        return (
            Scaling(cluster, service),
            ScalingActivities(cluster, service),
            ScheduledActions(cluster, service),
        )

    @property
    def target(self) -> ScalableTarget | None:
        """The scalable target, where it is known that there is one."""
        return next(iter(self.targets.items), None)


def auto_scaling_facts(picture: ScalingPicture, now: datetime) -> tuple[Section, ...]:
    """The sections of the screen."""
    target = picture.target
    if target is None:
        return (Section("", tuple(_without_target(picture))),)
    return (
        Section("", (*_failure(picture.targets), *_target(picture.service, target))),
        Section("Policies", tuple(_policies(target))),
        Section("Scheduled actions", tuple(_scheduled(picture.scheduled))),
        Section("Last activities", tuple(_activities(picture.activities, now))),
    )


def _without_target(picture: ScalingPicture) -> Iterable[Fact]:
    if picture.targets.failure is not None:
        yield from _failure(picture.targets)
    elif not picture.targets.complete:
        yield _LOADING
    else:
        yield Fact("", "It has no scalable target: no auto scaling moves its count.", "strong")
        yield Fact("desired now", _counts(picture.service))


def _counts(service: Service) -> str:
    return f"{count(service.desired)}, {reached(service.running, service.desired, service.pending)} running"


def _target(service: Service, target: ScalableTarget) -> Iterable[Fact]:
    yield Fact("bounds", f"{count(target.minimum)} to {count(target.maximum)} tasks", "strong")
    yield Fact("desired now", _counts(service))
    if (held := target.clamped(service.desired)) != service.desired:
        yield Fact("", f"Outside of the bounds: any change made here brings it to {count(held)}.", "warning")
    if target.suspended:
        paused = ", ".join(_SUSPENDED[name] for name in target.suspended)
        yield Fact("! SUSPENDED", f"{paused}: until somebody resumes it", "warning")
    else:
        yield Fact("state", "✓ active: nothing is suspended", "ok")


def _policies(target: ScalableTarget) -> Iterable[Fact]:
    if target.policies_unread:
        yield Fact("not read", target.policies_unread, "warning")
    elif not target.policies:
        yield Fact("", "none", "dim")
    for policy in target.policies:
        yield Fact(policy.name, _policy(policy))


def _policy(policy: Policy) -> str:
    rests = [
        f"{seconds} s after scaling {way}"
        for seconds, way in ((policy.scale_out_cooldown, "out"), (policy.scale_in_cooldown, "in"))
        if seconds is not None
    ]
    told = [policy.words, f"rests {', '.join(rests)}" if rests else ""]
    return "; ".join(filter(None, (*told, "" if policy.scales_in else "never scales in")))


def _scheduled(snapshot: Snapshot[ScheduledAction]) -> Iterable[Fact]:
    yield from _none_known(snapshot, "none")
    for action in snapshot.items:
        yield Fact(action.name, action.words)


def _activities(snapshot: Snapshot[ScalingActivity], now: datetime) -> Iterable[Fact]:
    yield from _none_known(snapshot, "none in the last six weeks")
    for activity in snapshot.items:
        style = _STYLES.get(activity.status, "")
        yield Fact(f"{since(activity.at, now)} ago", activity_words(activity), style)


def activity_words(activity: ScalingActivity) -> str:
    """What it did or left undone, why, and by what."""
    by = cause_words(activity.cause)
    if activity.why_not:
        return f"not scaled: {activity.why_not}; {by}"
    said = activity.description.rstrip(".")
    if activity.status == "Successful":
        return f"{said}; {by}"
    told = f" ({activity.message})" if activity.message else ""
    return f"{in_words(activity.status)}: {said}{told}; {by}"


def cause_words(cause: str) -> str:
    """The cause in few words where it is an alarm's policy, for its alarm has a name of a hundred letters."""
    found = _TRIGGERED.search(cause)
    if found is None:
        return cause
    tracking = _TRACKING.fullmatch(found[1])
    alarm = {"High": "too high", "Low": "low for long"}[tracking[1]] if tracking else f"alarm {found[1]}"
    return f"policy {found[2]}, {alarm}"


def _none_known(snapshot: Snapshot[Any], none: str) -> Iterable[Fact]:
    """Why nothing is listed, where that is so: it failed, it is loading, or there is none."""
    yield from _failure(snapshot)
    if snapshot.freshness is Freshness.LOADING:
        yield _LOADING
    elif snapshot.complete and not snapshot.items:
        yield Fact("", none, "dim")


def _failure(snapshot: Snapshot[Any]) -> Iterable[Fact]:
    if snapshot.failure is not None:
        yield Fact("", str(snapshot.failure), "warning")
