"""The members that a service revision has of its service, as UpdateService takes them, and in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ecstui.model.aws_words import in_words
from ecstui.model.ecs import ServiceMember
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMES = (
    "networkConfiguration",
    "launchType",
    "capacityProviderStrategy",
    "platformVersion",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
    "gatewayConnectors",
    "monitoring",
    "fargateEphemeralStorage",
)
_WORDS = {
    "networkConfiguration": "",
    "awsvpcConfiguration": "",
    "assignPublicIp": "public IP",
    "capacityProviderStrategy": "capacity provider",
    "loadBalancers": "load balancer",
    "serviceRegistries": "service registry",
    "serviceConnectConfiguration": "Service Connect",
    "services": "service",
    "volumeConfigurations": "volume",
    "managedEBSVolume": "EBS",
    "sizeInGiB": "GiB",
    "vpcLatticeConfigurations": "VPC Lattice",
    "gatewayConnectors": "gateway connector",
}
_TOLD_APART_BY = ("name", "portName", "capacityProvider", "targetGroupArn", "loadBalancerName", "registryArn")


def service_members(raw: Mapping[str, Any]) -> tuple[ServiceMember, ...]:
    """The members of a revision of DescribeServiceRevisions; what is empty or switched off is left out."""
    return tuple(_member(name, raw[name]) for name in NAMES if _is_set(raw.get(name)))


def _is_set(value: Any) -> bool:
    return bool(value) and not (isinstance(value, dict) and value.get("enabled") is False)


def _member(name: str, value: Any) -> ServiceMember:
    ordered = _ordered(value)
    words = {safe(field.strip()): safe(text) for field, text in _fields(_word(name), ordered)}
    return ServiceMember(name, _json(ordered), tuple(words.items()))


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _ordered(value: Any) -> Any:
    """The same with every list in one order: in none of the members it means anything."""
    if isinstance(value, dict):
        return {name: _ordered(held) for name, held in value.items() if held is not None}
    if isinstance(value, list):
        return sorted((_ordered(held) for held in value), key=_json)
    return value


def _fields(field: str, value: Any) -> Iterator[tuple[str, str]]:
    """A line each for what it holds, and for each entry of a list."""
    if isinstance(value, dict):
        for name, held in value.items():
            yield from _fields(f"{field} {_word(name)}", held)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, entry in enumerate(value, start=1):
            by = next((name for name in _TOLD_APART_BY if name in entry), "")
            rest = {name: held for name, held in entry.items() if name != by}
            yield f"{field} {_name(entry[by]) if by else number}", _text(rest)
    else:
        yield field, _text(value)


def _text(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return ", ".join(f"{_word(name)} {_text(held)}".strip() for name, held in value.items()) or "there"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _name(value: str) -> str:
    """The name in an ARN; that of a target group stands before its id."""
    if ":targetgroup/" in value:
        return value.split("/")[1]
    return value.rpartition("/")[2] if value.startswith("arn:") else value


def _word(name: str) -> str:
    return _WORDS[name] if name in _WORDS else in_words(name)
