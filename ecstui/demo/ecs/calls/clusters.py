"""Clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.ecs.calls.asking import cluster_of, invalid, missing, short
from ecstui.demo.ecs.wire import cluster_form
from ecstui.demo.errors import AwsError
from ecstui.demo.operations import serves
from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.world import World

Params = dict[str, Any]


@serves("ecs", "ListClusters")
def list_clusters(world: World, params: Params) -> Params:
    arns = [cluster.arn for cluster in world.ecs.clusters.values() if cluster.status == "ACTIVE"]
    shown, more = page(arns, params, "nextToken", "maxResults", 100, 100)
    return {"clusterArns": list(shown), **more}


@serves("ecs", "DescribeClusters")
def describe_clusters(world: World, params: Params) -> Params:
    names = params.get("clusters") or ["default"]
    if len(names) > 100:
        raise invalid("Clusters can have at most 100 items.")
    found = {name: world.ecs.clusters.get(short(name)) for name in names}
    include = params.get("include", [])
    return {
        "clusters": [cluster_form(world, cluster, include) for cluster in found.values() if cluster],
        "failures": [missing(world, "cluster", name) for name, cluster in found.items() if cluster is None],
    }


@serves("ecs", "CreateCluster")
def create_cluster(world: World, params: Params) -> Params:
    name = params.get("clusterName", "default")
    cluster = world.ecs.clusters.get(name)
    if cluster is None or cluster.status != "ACTIVE":
        cluster = world.ecs.create_cluster(
            name,
            capacity_providers=params.get("capacityProviders", []),
            default_strategy=params.get("defaultCapacityProviderStrategy", []),
            settings=params.get("settings", [{"name": "containerInsights", "value": "disabled"}]),
            tags=params.get("tags", []),
        )
    return {"cluster": cluster_form(world, cluster, ["TAGS", "SETTINGS"])}


@serves("ecs", "DeleteCluster")
def delete_cluster(world: World, params: Params) -> Params:
    cluster = cluster_of(world, params)
    if any(service.status == "ACTIVE" for service in cluster.services.values()):
        raise AwsError(
            "ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."
        )
    if cluster.instances:
        raise AwsError(
            "ClusterContainsContainerInstancesException",
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        )
    if cluster.tasks:
        raise AwsError(
            "ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."
        )
    cluster.status = "INACTIVE"
    return {"cluster": cluster_form(world, cluster, [])}
