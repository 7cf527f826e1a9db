"""Copying a revision keeps everything but the images; an image is looked up by tag or digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from console_door import console

from ecstui.model.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws

RICH: dict[str, Any] = {
    "family": "rich",
    "taskRoleArn": "arn:aws:iam::1:role/task",
    "executionRoleArn": "arn:aws:iam::1:role/execution",
    "networkMode": "awsvpc",
    "volumes": [
        {"name": "shared", "host": {}},
        {
            "name": "files",
            "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED"},
        },
    ],
    "placementConstraints": [{"type": "memberOf", "expression": "attribute:x == y"}],
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "1024",
    "memory": "2048",
    "pidMode": "task",
    "proxyConfiguration": {
        "type": "APPMESH",
        "containerName": "envoy",
        "properties": [{"name": "ProxyIngressPort", "value": "15000"}],
    },
    "ephemeralStorage": {"sizeInGiB": 50},
    "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    "enableFaultInjection": True,
    "containerDefinitions": [
        {
            "name": "app",
            "image": "registry.example.com/app:1",
            "cpu": 512,
            "essential": True,
            "command": ["serve", "--port", "80"],
            "entryPoint": ["/init"],
            "environment": [{"name": "B", "value": "2"}, {"name": "A", "value": ""}],
            "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::b/x.env"}],
            "secrets": [{"name": "KEY", "valueFrom": "arn:aws:ssm:eu-west-1:1:parameter/key"}],
            "portMappings": [
                {"name": "http", "containerPort": 80, "protocol": "tcp", "appProtocol": "http2"}
            ],
            "dependsOn": [{"containerName": "envoy", "condition": "HEALTHY"}],
            "mountPoints": [{"sourceVolume": "shared", "containerPath": "/shared", "readOnly": True}],
            "linuxParameters": {"initProcessEnabled": True, "capabilities": {"drop": ["ALL"]}},
            "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 4096}],
            "healthCheck": {"command": ["CMD", "true"], "interval": 10},
            "stopTimeout": 30,
            "restartPolicy": {"enabled": True, "ignoredExitCodes": [0]},
            "versionConsistency": "disabled",
            "dockerLabels": {"team": "a"},
            "readonlyRootFilesystem": True,
        },
        {
            "name": "envoy",
            "image": "envoy:1",
            "essential": False,
            "firelensConfiguration": {"type": "fluentbit", "options": {"x": "y"}},
        },
    ],
    "tags": [{"key": "team", "value": "a"}, {"key": "aws:cloudformation:stack-name", "value": "s"}],
}


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(scenario="calm")


async def test_a_copy_keeps_every_member_and_tag_but_the_images_asked_for(
    server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as raw, console(server, monkeypatch) as aws:
        await raw.register_task_definition(**RICH)
        made = await aws.task_definitions.register_copy("rich:1", {"app": "registry.example.com/app:2"})
        sent = (await server.control.calls("ecs:RegisterTaskDefinition"))[-1]["params"]
        before, after = [
            await raw.describe_task_definition(taskDefinition=f"rich:{number}", include=["TAGS"])
            for number in (1, 2)
        ]
    assert made.definition.arn.endswith(":task-definition/rich:2")
    assert made.definition.containers[0].image == "registry.example.com/app:2"
    assert made.request_id
    assert sent.keys() == RICH.keys()  # nothing of the answer alone is sent
    was, now = before["taskDefinition"], after["taskDefinition"]
    was["containerDefinitions"][0]["image"] = "registry.example.com/app:2"
    for of_its_own in ("taskDefinitionArn", "revision", "registeredAt"):
        assert was.pop(of_its_own) != now.pop(of_its_own)
    assert now == was
    assert after["tags"] == [{"key": "team", "value": "a"}]  # AWS refuses its own tags from others


async def test_a_copy_is_told_from_what_differs_in_any_member(
    server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, boto_client: Callable[..., Any]
) -> None:
    images = {"app": "registry.example.com/app:2"}
    async with boto_client(server, "ecs") as raw, console(server, monkeypatch) as aws:
        await raw.register_task_definition(**RICH)
        await aws.task_definitions.register_copy("rich:1", images)
        await raw.register_task_definition(**{**RICH, "pidMode": "host"})
        assert await aws.task_definitions.is_copy("rich:2", "rich:1", images)
        assert not await aws.task_definitions.is_copy("rich:2", "rich:1", {"app": "other"})
        assert not await aws.task_definitions.is_copy("rich:3", "rich:1", {})
        await raw.deregister_task_definition(taskDefinition="rich:2")
        assert not await aws.task_definitions.is_copy("rich:2", "rich:1", images)


async def test_a_copy_is_known_in_another_order_and_with_what_is_off_filled_in(
    server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, boto_client: Callable[..., Any]
) -> None:
    app, envoy = RICH["containerDefinitions"]
    turned = {**app, "environment": app["environment"][::-1], "privileged": False}
    async with boto_client(server, "ecs") as raw, console(server, monkeypatch) as aws:
        await raw.register_task_definition(**RICH)
        await raw.register_task_definition(**{**RICH, "containerDefinitions": [turned, envoy]})
        commanded = {**app, "command": app["command"][::-1]}
        await raw.register_task_definition(**{**RICH, "containerDefinitions": [commanded, envoy]})
        assert await aws.task_definitions.is_copy("rich:2", "rich:1", {})
        assert not await aws.task_definitions.is_copy("rich:3", "rich:1", {})


async def test_a_container_that_is_not_there_registers_nothing(
    server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as raw, console(server, monkeypatch) as aws:
        await raw.register_task_definition(**RICH)
        with pytest.raises(NotFound, match="no container nginx"):
            await aws.task_definitions.register_copy("rich:1", {"nginx": "x"})
    assert len(await server.control.calls("ecs:RegisterTaskDefinition")) == 1


async def test_an_image_is_found_by_tag_and_by_digest_or_is_none(
    server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(server, monkeypatch) as aws:
        newest = (await aws.ecr.images("shop/payments"))[0]
        by_tag = await aws.ecr.image("shop/payments", tag=newest.tags[0])
        assert by_tag is not None
        assert by_tag.digest == newest.digest
        assert await aws.ecr.image("shop/payments", digest=newest.digest) == by_tag
        assert await aws.ecr.image("shop/payments", tag="never-pushed") is None
        with pytest.raises(NotFound):
            await aws.ecr.image("nothing-here", tag="x")
