"""Task definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import definition_of
from ecstui.demo.ecs.wire import definition_form
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import TaskDefinition
    from ecstui.demo.world import World

Params = dict[str, Any]


@serves("ecs", "DescribeTaskDefinition")
def describe_task_definition(world: World, params: Params) -> Params:
    definition = definition_of(world, params["taskDefinition"])
    answer: Params = {"taskDefinition": definition_form(definition)}
    if "TAGS" in params.get("include", []):
        answer["tags"] = definition.tags
    return answer


@serves("ecs", "ListTaskDefinitions")
def list_task_definitions(world: World, params: Params) -> Params:
    status = params.get("status", "ACTIVE")
    families = world.ecs.families
    chosen = [params["familyPrefix"]] if "familyPrefix" in params else sorted(families)
    arns = [d.arn for name in chosen for d in families.get(name, {}).values() if d.status == status]
    if params.get("sort") == "DESC":
        arns.reverse()
    shown, more = page(arns, params, "nextToken", "maxResults", 100, 100)
    return {"taskDefinitionArns": list(shown), **more}


@serves("ecs", "ListTaskDefinitionFamilies")
def list_families(world: World, params: Params) -> Params:
    prefix, status = params.get("familyPrefix", ""), params.get("status", "ALL")
    names = [
        name
        for name, revisions in sorted(world.ecs.families.items())
        if name.startswith(prefix) and _has(revisions, status)
    ]
    shown, more = page(names, params, "nextToken", "maxResults", 100, 100)
    return {"families": list(shown), **more}


def _has(revisions: dict[int, TaskDefinition], status: str) -> bool:
    active = any(definition.status == "ACTIVE" for definition in revisions.values())
    return status == "ALL" or active == (status == "ACTIVE")


@serves("ecs", "RegisterTaskDefinition")
def register_task_definition(world: World, params: Params) -> Params:
    containers = params.get("containerDefinitions", [])
    if not containers:
        raise AwsError("ClientException", "Container list cannot be empty.")
    if "FARGATE" in params.get("requiresCompatibilities", []):
        _check_fargate(params)
    elif not params.get("memory") and not all(
        c.get("memory") or c.get("memoryReservation") for c in containers
    ):
        name = next(c["name"] for c in containers if not (c.get("memory") or c.get("memoryReservation")))
        raise AwsError(
            "ClientException",
            f"Invalid setting for container '{name}'. "
            "At least one of 'memory' or 'memoryReservation' must be specified.",
        )
    body = {name: value for name, value in params.items() if name != "tags"}
    definition = world.ecs.register(body, tags=params.get("tags", []))
    return {"taskDefinition": definition_form(definition), "tags": definition.tags}


def _check_fargate(params: Params) -> None:
    if params.get("networkMode") != "awsvpc":
        raise AwsError("ClientException", "Fargate only supports network mode 'awsvpc'.")
    if not params.get("cpu") or not params.get("memory"):
        raise AwsError("ClientException", "Fargate requires that 'cpu' be defined at the task level.")


@serves("ecs", "DeregisterTaskDefinition")
def deregister_task_definition(world: World, params: Params) -> Params:
    definition = definition_of(world, params["taskDefinition"])
    if definition.status == "ACTIVE":
        definition.status, definition.deregistered_at = "INACTIVE", world.now
    return {"taskDefinition": definition_form(definition)}
