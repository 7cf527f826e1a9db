"""Tags of any ECS resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import invalid
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves

if TYPE_CHECKING:
    from ecstui.demo.world import World

Params = dict[str, Any]


def _tagged(world: World, arn: str) -> Any:
    """The record behind an ARN."""
    kind, _, rest = arn.split(":", 5)[-1].partition("/")
    ecs = world.ecs
    found: Any = None
    match kind:
        case "cluster":
            found = ecs.clusters.get(rest)
        case "service":
            found = ecs.services.get(arn)
        case "task":
            found = ecs.tasks.get(arn)
        case "capacity-provider":
            found = ecs.providers.get(rest)
        case "task-definition":
            family, _, number = rest.partition(":")
            found = ecs.families.get(family, {}).get(int(number)) if number.isdigit() else None
        case "container-instance":
            cluster, _, ident = rest.partition("/")
            found = ecs.clusters[cluster].instances.get(ident) if cluster in ecs.clusters else None
        case _:
            raise invalid("Invalid resource ARN.")
    if found is None:
        raise AwsError("ResourceNotFoundException", "The specified resource was not found.")
    return found


@serves("ecs", "ListTagsForResource")
def list_tags(world: World, params: Params) -> Params:
    return {"tags": list(_tagged(world, params["resourceArn"]).tags)}


@serves("ecs", "TagResource")
def tag_resource(world: World, params: Params) -> Params:
    record = _tagged(world, params["resourceArn"])
    merged = {tag["key"]: tag for tag in [*record.tags, *params["tags"]]}
    if len(merged) > 50:
        raise invalid("The number of tags exceeds the limit of 50.")
    record.tags = list(merged.values())
    return {}


@serves("ecs", "UntagResource")
def untag_resource(world: World, params: Params) -> Params:
    record = _tagged(world, params["resourceArn"])
    record.tags = [tag for tag in record.tags if tag["key"] not in params["tagKeys"]]
    return {}
