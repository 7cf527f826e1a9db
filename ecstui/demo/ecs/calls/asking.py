"""What requests have in common: names or ARNs, batches, failures, and refusals in AWS's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.demo.ecs.records import Cluster, Service, TaskDefinition
    from ecstui.demo.world import World


def invalid(message: str) -> AwsError:
    """InvalidParameterException."""
    return AwsError("InvalidParameterException", message)


def short(name: str) -> str:
    """The last part of an ARN, or the name itself."""
    return name.rsplit("/", 1)[-1]


def cluster_of(world: World, params: dict[str, Any]) -> Cluster:
    """The cluster a request names ("default" where it names none); ClusterNotFoundException."""
    cluster = world.ecs.clusters.get(short(params.get("cluster", "default")))
    if cluster is None or cluster.status != "ACTIVE":
        raise AwsError("ClusterNotFoundException", "Cluster not found.")
    return cluster


def service_of(world: World, params: dict[str, Any], name: str) -> Service:
    """The service called `name` (or its ARN) of the request's cluster; ServiceNotFoundException."""
    service = cluster_of(world, params).services.get(short(name))
    if service is None:
        raise AwsError("ServiceNotFoundException", "Service not found.")
    return service


def active(service: Service) -> Service:
    """The service, if it can be changed; ServiceNotActiveException."""
    if service.status != "ACTIVE":
        raise AwsError("ServiceNotActiveException", "Service was not ACTIVE.")
    return service


def definition_of(world: World, reference: str, *, usable: bool = False) -> TaskDefinition:
    """The task definition behind family, family:revision or an ARN; `usable` refuses inactive ones."""
    family, _, number = short(reference).partition(":")
    found = world.ecs.latest(family)
    if number:
        found = world.ecs.families.get(family, {}).get(int(number)) if number.isdigit() else None
    if found is None:
        if usable:
            raise AwsError("ClientException", "TaskDefinition not found.")
        raise AwsError("ClientException", "Unable to describe task definition.")
    if usable and found.status != "ACTIVE":
        raise AwsError("ClientException", "TaskDefinition is inactive")
    return found


def batch(names: Sequence[str] | None, most: int, what: str) -> Sequence[str]:
    """The names of a request, at most `most` and at least one."""
    if not names:
        raise invalid(f"{what} cannot be empty.")
    if len(names) > most:
        raise invalid(f"{what} can have at most {most} items.")
    return names


def missing(world: World, kind: str, name: str) -> dict[str, str]:
    """An entry of failures[]."""
    return {
        "arn": name if name.startswith("arn:") else world.arn("ecs", f"{kind}/{name}"),
        "reason": "MISSING",
    }


def count_of(params: dict[str, Any], name: str, default: int, least: int, most: int) -> int:
    """A whole number of the request within its bounds."""
    value = int(params.get(name, default))
    if not least <= value <= most:
        raise invalid(f"{name} must be between {least} and {most}.")
    return value
