"""The embedded AWS keeps a service's settings in its revisions, and brings them back with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from operating import CLUSTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws

NAME = "checkout"
CONNECT = {"enabled": True, "namespace": "shop", "services": [{"portName": "http"}]}
SPOT = [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}]


async def revisions(ecs: Any) -> list[dict[str, Any]]:
    """The service's revisions, the newest first."""
    listed = await ecs.list_service_deployments(cluster=CLUSTER, service=NAME)
    arns = [each["targetServiceRevisionArn"] for each in listed["serviceDeployments"]]
    described = (await ecs.describe_service_revisions(serviceRevisionArns=arns))["serviceRevisions"]
    return sorted(described, key=lambda each: arns.index(each["serviceRevisionArn"]))


async def test_an_update_is_in_the_new_revision_and_not_in_the_one_before(
    server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as ecs:
        await ecs.update_service(
            cluster=CLUSTER,
            service=NAME,
            serviceConnectConfiguration=CONNECT,
            capacityProviderStrategy=SPOT,
            loadBalancers=[],
            forceNewDeployment=True,
        )
        new, before = (await revisions(ecs))[:2]
    assert new["serviceConnectConfiguration"] == CONNECT
    assert new["capacityProviderStrategy"] == SPOT
    assert not new["loadBalancers"]
    assert before["launchType"] == "FARGATE"
    assert before["loadBalancers"]
    assert "serviceConnectConfiguration" not in before


async def test_another_strategy_must_be_forced(server: EmbeddedAws, boto_client: Callable[..., Any]) -> None:
    async with boto_client(server, "ecs") as ecs:
        with pytest.raises(ClientError, match="you must force a new deployment"):
            await ecs.update_service(cluster=CLUSTER, service=NAME, capacityProviderStrategy=SPOT)
        (service,) = (await ecs.describe_services(cluster=CLUSTER, services=[NAME]))["services"]
    assert service["launchType"] == "FARGATE"


async def test_a_rollback_by_ecs_brings_the_settings_back(
    server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as ecs:
        await ecs.update_service(
            cluster=CLUSTER,
            service=NAME,
            platformVersion="1.3.0",
            capacityProviderStrategy=SPOT,
            forceNewDeployment=True,
        )
        newest = (await ecs.list_service_deployments(cluster=CLUSTER, service=NAME))["serviceDeployments"][0]
        await ecs.stop_service_deployment(
            serviceDeploymentArn=newest["serviceDeploymentArn"], stopType="ROLLBACK"
        )
        (service,) = (await ecs.describe_services(cluster=CLUSTER, services=[NAME]))["services"]
    assert service["platformVersion"] == "LATEST"
    assert service["launchType"] == "FARGATE"
    assert "capacityProviderStrategy" not in service
