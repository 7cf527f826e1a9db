"""Container instances and capacity providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import batch, cluster_of, missing, short
from ecstui.demo.ecs.wire import instance_form, provider_form
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.world import World

Params = dict[str, Any]


@serves("ecs", "ListContainerInstances")
def list_container_instances(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    status = params.get("status")
    arns = [i.arn for i in cluster.instances.values() if status in (None, i.status)]
    shown, more = page(arns, params, "nextToken", "maxResults", 100, 100)
    return {"containerInstanceArns": list(shown), **more}


@serves("ecs", "DescribeContainerInstances")
def describe_container_instances(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    names = batch(params.get("containerInstances"), 100, "Container instances")
    found = {name: cluster.instances.get(short(name)) for name in names}
    include = params.get("include", [])
    return {
        "containerInstances": [instance_form(instance, include) for instance in found.values() if instance],
        "failures": [
            missing(world, f"container-instance/{cluster.name}", name)
            for name, instance in found.items()
            if instance is None
        ],
    }


@serves("ecs", "DescribeCapacityProviders")
def describe_capacity_providers(world: World, params: Params) -> Params:
    names = params.get("capacityProviders") or list(world.ecs.providers)
    found = {name: world.ecs.providers.get(short(name)) for name in names}
    include = params.get("include", [])
    forms = [provider_form(provider, include) for provider in found.values() if provider]
    shown, more = page(forms, params, "nextToken", "maxResults", 10, 10, key=lambda form: str(form["name"]))
    return {
        "capacityProviders": list(shown),
        "failures": [
            missing(world, "capacity-provider", n) for n, provider in found.items() if provider is None
        ],
        **more,
    }
