"""The auto scaling of a service for eyes without the screen: as lines, and as what becomes JSON. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.ui.facts.auto_scaling import auto_scaling_facts
from ecstui.ui.facts.sections import lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ecstui.model.scaling import Policy, ScalingActivity, ScheduledAction
    from ecstui.model.snapshot import Snapshot
    from ecstui.ui.facts.auto_scaling import ScalingPicture

_WIDE = 1_000_000  # cells: a line is as long as it is, for what reads it next


def auto_scaling_text(picture: ScalingPicture, now: datetime) -> str:
    """The lines of the console's screen, under the service's name."""
    service = picture.service
    told = (
        "".join(text for text, _ in line.parts) for line in lines(auto_scaling_facts(picture, now), _WIDE)
    )
    return "".join(f"{line}\n" for line in (f"auto scaling of {service.cluster}/{service.name}", *told))


def auto_scaling_object(picture: ScalingPicture) -> dict[str, Any]:
    """The same as JSON has it; null where there is no scalable target, or a part could not be read."""
    service, target = picture.service, picture.target
    return {
        "cluster": service.cluster,
        "service": service.name,
        "arn": service.arn,
        "desired": service.desired,
        "running": service.running,
        "scalable": target is not None,
        "minimum": target.minimum if target else None,
        "maximum": target.maximum if target else None,
        "suspended": list(target.suspended) if target else None,
        "policies": [_policy(p) for p in target.policies] if target and not target.policies_unread else None,
        "scheduled_actions": _all(picture.scheduled, _scheduled),
        "activities": _all(picture.activities, _activity),
    }


def _all(snapshot: Snapshot[Any], form: Callable[[Any], dict[str, Any]]) -> list[dict[str, Any]] | None:
    return [form(item) for item in snapshot.items] if snapshot.complete else None


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "type": policy.kind,
        "words": policy.words,
        "metric": policy.metric or None,
        "target": policy.value,
        "scale_in_cooldown": policy.scale_in_cooldown,
        "scale_out_cooldown": policy.scale_out_cooldown,
        "scales_in": policy.scales_in,
        "alarms": list(policy.alarms),
    }


def _scheduled(action: ScheduledAction) -> dict[str, Any]:
    return {
        "name": action.name,
        "schedule": action.schedule,
        "timezone": action.zone or None,
        "minimum": action.minimum,
        "maximum": action.maximum,
        "starts": action.starts_at.isoformat() if action.starts_at else None,
        "ends": action.ends_at.isoformat() if action.ends_at else None,
    }


def _activity(activity: ScalingActivity) -> dict[str, Any]:
    return {
        "id": activity.id,
        "time": activity.at.isoformat(),
        "status": activity.status,
        "description": activity.description,
        "cause": activity.cause,
        "message": activity.message or None,
        "why_not_scaled": activity.why_not or None,
    }
