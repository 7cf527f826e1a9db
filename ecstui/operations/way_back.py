"""What UpdateService carries to have a service as an earlier deployment brought it. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecstui.model.text import safe
from ecstui.operations.plan import Change, Consequence
from ecstui.operations.revision_changes import MASKED, NONE, fields, is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.ecs import Service, ServiceMember, ServiceRevision
    from ecstui.operations.plan import Member

_CLASSIC = '"loadBalancerName"'

NOT_TAKEN = {
    "launchType": "UpdateService knows no launch type.",
    "fargateEphemeralStorage": "It is a setting of the cluster.",
}
"""Members that UpdateService does not take, and why."""
TAKEN_AWAY = {
    "capacityProviderStrategy": "[]",
    "loadBalancers": "[]",
    "serviceRegistries": "[]",
    "serviceConnectConfiguration": '{"enabled":false}',
    "volumeConfigurations": "[]",
    "vpcLatticeConfigurations": "[]",
    "gatewayConnectors": "[]",
}
"""What takes a member away that the service had not then."""
NOT_COMPARED = Consequence(
    "warning", "The service revision of now cannot be read: only the task definition is brought back."
)
STARTING = (
    "networkConfiguration",
    "platformVersion",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
)
"""Members that start a deployment by themselves, by the documentation of UpdateService."""


@dataclass(frozen=True, slots=True)
class WayBack:
    """What UpdateService carries beside the task definition to have the service as it then was.

    `members` by name and as JSON; `changes` is what they change, `left` what stays as it is and why.
    """

    members: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    left: tuple[Consequence, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it changes, without saying how."""
        return tuple(change.field for change in self.changes)

    def sent(self, *, task_definition: bool) -> tuple[Member, ...]:
        """The members of the call in words; forced where nothing in it starts a deployment, or ECS wants it.

        Of another capacity provider strategy ECS says "you must force a new deployment".
        """
        names = dict(self.members)
        starts = task_definition or any(name in names for name in STARTING)
        forced = bool(names) and (not starts or "capacityProviderStrategy" in names)
        shown = tuple((name, _shown(value)) for name, value in self.members)
        return (*shown, ("forceNewDeployment", True)) if forced else shown


def way_back(now: ServiceRevision, then: ServiceRevision) -> WayBack:
    """How the members of `now` become those of `then`, but for the task definition."""
    are, were = ({member.name: member for member in revision.members} for revision in (now, then))
    members: list[tuple[str, str]] = []
    changes: list[Change] = []
    left: list[Consequence] = []
    for name in {**are, **were}:
        present, former = are.get(name), were.get(name)
        if (present and present.value) == (former and former.value):
            continue
        lines = _changes(name, present, former)
        value = former.value if former else TAKEN_AWAY.get(name, "")
        why = _kept_by(name, value, present)
        if not why:
            members.append((name, value))
            changes += lines
        elif name == "launchType" and _strategy(are) != _strategy(were):
            changes += lines  # the strategy that is brought decides on it
        else:
            left += (Consequence("warning", _left(change, why)) for change in lines)
    return WayBack(tuple(members), tuple(changes), tuple(left))


def way_back_consequences(service: Service, brought: WayBack) -> Iterator[Consequence]:
    """What bringing these members means, beside that tasks are replaced."""
    members = dict(brought.members)
    if "capacityProviderStrategy" in members:
        text = "Another capacity provider strategy starts no deployment by itself: ECS wants it forced."
        yield Consequence("note", text)
    if members.get("capacityProviderStrategy") == TAKEN_AWAY["capacityProviderStrategy"]:
        yield Consequence("note", "Without a strategy ECS goes back to the service's launch type.")
    version = _shown(members.get("platformVersion", '"LATEST"'))
    if version != "LATEST" and service.platform_version == "LATEST":
        text = f"It pins the platform version to {version}; now it is the latest."
        yield Consequence("warning", text)


def _kept_by(name: str, value: str, present: ServiceMember | None) -> str:
    """Why UpdateService cannot bring a member its former value; "" where it can."""
    if name in NOT_TAKEN:
        return NOT_TAKEN[name]
    if not value:
        return "UpdateService cannot take it away."
    if _CLASSIC in value or (present is not None and _CLASSIC in present.value):
        return "UpdateService changes target groups, and no Classic Load Balancer."
    return ""


def _strategy(members: dict[str, ServiceMember]) -> str:
    strategy = members.get("capacityProviderStrategy")
    return strategy.value if strategy else ""


def _changes(name: str, present: ServiceMember | None, former: ServiceMember | None) -> tuple[Change, ...]:
    """What differs of a member, in words, a line each; one at least."""
    was, will = (dict(member.words) if member else {} for member in (present, former))
    lines = tuple(fields(was, will, hide=True))
    if lines:
        return lines
    field, text = next(iter(will.items()), (name, "there"))
    now = text if present else NONE
    return (Change(field, now, f"{text} (in its details)" if former else NONE),)


def _left(change: Change, why: str) -> str:
    text = f"{change.field}: {change.now}, then {change.after}. That is not brought back: {why}"
    return text[0].upper() + text[1:]


def _shown(value: str) -> str:
    """The JSON of a member for people: of log drivers, options that sound like secrets are masked."""

    def masked(held: dict[str, Any]) -> dict[str, Any]:
        options = held.get("options")
        if isinstance(options, dict):
            hidden = {k: MASKED if is_secret(k, str(v)) else v for k, v in options.items()}
            return {**held, "options": hidden}
        return held

    told = json.loads(value, object_hook=masked)
    text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return safe(text)
