"""The operations of ECR on the settings of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecstui.demo.paging import page

if TYPE_CHECKING:
    from ecstui.demo.world import World


def get_registry_scanning_configuration(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Who scans, and how often the images of which repositories."""
    del params
    configuration = {"scanType": world.ecr.scan_type, "rules": world.ecr.scan_rules}
    return {"registryId": _registry(world), "scanningConfiguration": configuration}


def describe_registry(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """Where pushed images are copied to."""
    del params
    return {"registryId": _registry(world), "replicationConfiguration": {"rules": world.ecr.replication}}


def describe_pull_through_cache_rules(world: World, params: dict[str, Any]) -> dict[str, Any]:
    """What is filled from other registries."""
    rules = [{"registryId": _registry(world), **rule} for rule in world.ecr.pull_through]
    shown, more = page(
        rules, params, "nextToken", "maxResults", 100, 1000, key=lambda rule: str(rule["ecrRepositoryPrefix"])
    )
    return {"pullThroughCacheRules": list(shown), **more}


def _registry(world: World) -> str:
    return world.ecr.host.partition(".")[0]


HANDLERS = {
    "GetRegistryScanningConfiguration": get_registry_scanning_configuration,
    "DescribeRegistry": describe_registry,
    "DescribePullThroughCacheRules": describe_pull_through_cache_rules,
}
