"""What the exec doctor reads of AWS: the caller's policies, the instance's agent, the way to AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER

from ecstui.operations.exec_doctor import examine
from ecstui.operations.exec_reading import read_facts
from ecstui.operations.execute import SHELL, Execute
from ecstui.operations.forward import Forward
from ecstui.operations.ports import Ports
from ecstui.operations.session_plugin import Plugin
from ecstui.operations.terminal_session import on_terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws

    from ecstui.operations.container_session import ContainerSession
    from ecstui.operations.desk import Desk

PLUGIN = Plugin("/usr/bin/session-manager-plugin", "1.2.707.0")
NO_WAY = dict.fromkeys(
    ("subnet-0a1f4c7d92e35b860", "subnet-0b2e5d8ca3f46c971", "subnet-0c3d6e9bb4057da82"), ""
)
DENIED = {"fault": "error", "code": "AccessDenied", "message": "no", "status": 403, "n": None}


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=0, scenario="calm")


def execute(desk: Desk) -> ContainerSession:
    return Execute(desk, CLUSTER, "", "", SHELL, on_terminal)


def forward(desk: Desk) -> ContainerSession:
    return Forward(desk, CLUSTER, "", "", Ports(0, 5432, "db.internal"))


async def told(
    desk: Desk, weight: str, service: str = "checkout", make: Callable[[Desk], ContainerSession] = execute
) -> str:
    """What is found of this weight for a task of the service."""
    task, *_ = [task async for some in desk.aws.ecs.tasks(CLUSTER, service=service) for task in some]
    facts = await read_facts(desk, task, task.containers[0], PLUGIN, make(desk).needs(task))
    return "\n".join(str(finding) for finding in examine(facts) if finding.weight == weight)


async def test_where_all_is_well_all_of_it_was_read(desk: Desk) -> None:
    fine = await told(desk, "fine")
    assert "oncall/you is likely allowed ecs:ExecuteCommand." in fine
    assert "out to ssmmessages is nat-" in fine
    assert await told(desk, "unknown") == await told(desk, "warning") == ""


async def test_a_caller_who_lacks_the_action_is_told_before_aws_denies_it(
    desk: Desk, server: EmbeddedAws
) -> None:
    server.world.iam.take_away("oncall", ["ecs:ExecuteCommand"])
    warning = await told(desk, "warning")
    assert "oncall/you is likely not allowed ecs:ExecuteCommand on arn:aws:ecs:eu-west-1:" in warning
    assert "Ask whoever keeps them for ecs:ExecuteCommand." in warning
    assert await told(desk, "warning", make=forward) == ""


async def test_forwarding_needs_the_task_and_the_document(desk: Desk, server: EmbeddedAws) -> None:
    server.world.iam.take_away("oncall", ["ssm:StartSession"])
    warning = await told(desk, "warning", make=forward)
    assert "ssm:StartSession on arn:aws:ecs:eu-west-1:123456789012:task/production/" in warning
    document = "arn:aws:ssm:eu-west-1::document/AWS-StartPortForwardingSessionToRemoteHost"
    assert f"ssm:StartSession on {document}" in warning


async def test_a_role_with_a_path_is_looked_up_by_its_name(desk: Desk, server: EmbeddedAws) -> None:
    server.world.iam.paths["oncall"] = "/aws-reserved/sso.amazonaws.com/"
    server.world.iam.take_away("oncall", ["ecs:ExecuteCommand"])
    assert "likely not allowed ecs:ExecuteCommand" in await told(desk, "warning")
    await server.control.faults({**DENIED, "match": "iam:GetRole"})
    assert "oncall/you is allowed ecs:ExecuteCommand could not be checked: no" in await told(desk, "unknown")


@pytest.mark.parametrize(
    ("match", "words"),
    [
        ("iam:SimulatePrincipalPolicy", "is allowed ecs:ExecuteCommand could not be checked: no"),
        ("sts:GetCallerIdentity", "the caller is allowed ecs:ExecuteCommand could not be checked: no"),
        ("ec2:DescribeNetworkInterfaces", "a route to ssmmessages could not be read: no"),
        ("ec2:DescribeRouteTables", "a route to ssmmessages could not be read: no"),
        ("ec2:DescribeVpcEndpoints", "a route to ssmmessages could not be read: no"),
    ],
)
async def test_what_is_denied_is_not_known_and_keeps_nobody_from_a_session(
    desk: Desk, server: EmbeddedAws, match: str, words: str
) -> None:
    await server.control.faults({**DENIED, "match": match})
    assert words in await told(desk, "unknown")
    assert await told(desk, "blocking") == await told(desk, "warning") == ""


async def test_a_service_that_does_not_answer_holds_nobody_up(
    desk: Desk, server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.operations.exec_reading._WITHIN", 1.0)
    await told(desk, "fine")  # its clients are made
    await server.control.faults({"match": "ec2:*", "fault": "delay", "seconds": 60, "n": None})
    assert "ssmmessages could not be read: AWS does not answer." in await told(desk, "unknown")


async def test_a_subnet_without_a_way_out_is_a_warning_and_an_endpoint_mends_it(
    desk: Desk, server: EmbeddedAws
) -> None:
    server.world.ec2.default_routes = NO_WAY
    assert "has no route to the internet, and its VPC no endpoint" in await told(desk, "warning")
    server.world.ec2.endpoints.append("ssmmessages")
    assert "The VPC has an endpoint of ssmmessages." in await told(desk, "fine")


async def test_a_subnet_of_the_main_route_table_has_no_way_out_there(desk: Desk, server: EmbeddedAws) -> None:
    server.world.ec2.default_routes = {"subnet-other": "nat-1"}
    assert "has no route to the internet" in await told(desk, "warning")


async def test_behind_an_internet_gateway_a_public_address_is_needed(desk: Desk, server: EmbeddedAws) -> None:
    server.world.ec2.default_routes = dict.fromkeys(NO_WAY, "igw-1")
    assert "leads to igw-1, where nothing without a public address" in await told(desk, "warning")
    for task in server.world.ecs.tasks.values():
        task.settings = {**task.settings, "networkConfiguration": PUBLIC}
    assert "out to ssmmessages is igw-1" in await told(desk, "fine")


PUBLIC: dict[str, Any] = {"awsvpcConfiguration": {"assignPublicIp": "ENABLED"}}


async def test_on_ec2_the_agent_and_the_way_of_the_instance_are_read(desk: Desk, server: EmbeddedAws) -> None:
    fine = await told(desk, "fine", "search")
    assert "The ECS agent of the container instance i-" in fine
    assert "out to ssmmessages is nat-" in fine
    for instance in server.world.ecs.clusters[CLUSTER].instances.values():
        instance.agent_version, instance.agent_connected = "1.50.1", False
    server.world.ec2.default_routes = NO_WAY
    warning = await told(desk, "warning", "search")
    assert "is 1.50.1; ECS Exec needs 1.50.2" in warning
    assert "ECS does not hear from its agent" in warning
    assert "has no route to the internet" in warning


async def test_an_instance_that_may_not_be_read_leaves_its_agent_not_known(
    desk: Desk, server: EmbeddedAws
) -> None:
    await server.control.faults({**DENIED, "match": "ecs:DescribeContainerInstances"})
    assert "The version of the ECS agent could not be read: no" in await told(desk, "unknown", "search")
