"""Looking at services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import batch, cluster_of, missing, short
from ecstui.demo.ecs.wire import service_form
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.ecs.records import Service
    from ecstui.demo.world import World

Params = dict[str, Any]


@serves("ecs", "ListServices")
def list_services(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    arns = [service.arn for service in cluster.services.values() if _matches(world, service, params)]
    shown, more = page(arns, params, "nextToken", "maxResults", 10, 100)
    return {"serviceArns": list(shown), **more}


def _matches(world: World, service: Service, params: Params) -> bool:
    launch = "EC2" if world.ecs.needs_instance(service) else "FARGATE"
    return (
        service.status == "ACTIVE"
        and params.get("launchType", launch) == launch
        and params.get("schedulingStrategy", service.scheduling) == service.scheduling
        and params.get("resourceManagementType", "CUSTOMER") == "CUSTOMER"
    )


@serves("ecs", "DescribeServices")
def describe_services(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    names = batch(params.get("services"), 10, "Services")
    include = params.get("include", [])
    found = {name: cluster.services.get(short(name)) for name in names}
    return {
        "services": [service_form(world, service, include) for service in found.values() if service],
        "failures": [
            missing(world, f"service/{cluster.name}", name)
            for name, service in found.items()
            if service is None
        ],
    }
