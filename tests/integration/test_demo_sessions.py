"""The embedded AWS opens sessions with containers, and refuses them as AWS does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws

SHELL = {"command": "/bin/sh", "interactive": True}


@pytest.fixture
def calm(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=0, scenario="calm")


async def a_task(ecs: Any, service: str, cluster: str = "production") -> dict[str, Any]:
    arns = (await ecs.list_tasks(cluster=cluster, serviceName=service))["taskArns"]
    return (await ecs.describe_tasks(cluster=cluster, tasks=arns[:1]))["tasks"][0]


async def refusal(call: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as raised:
        await call
    told = raised.value.response["Error"]
    return told["Code"], told["Message"]


async def test_a_task_launched_with_it_says_how_its_agent_is(calm, boto_client) -> None:
    async with boto_client(calm, "ecs") as ecs:
        told = {
            name: (task["enableExecuteCommand"], task["containers"][0].get("managedAgents"))
            for name in ("checkout", "cart", "web")
            for task in [await a_task(ecs, name)]
        }
    assert told["web"] == (False, None)
    assert [agent["lastStatus"] for agent in told["checkout"][1]] == ["RUNNING"]
    assert [agent["lastStatus"] for agent in told["cart"][1]] == ["STOPPED"]
    assert "CannotStartManagedAgentError" in told["cart"][1][0]["reason"]


async def test_a_command_opens_a_session_with_a_token(calm, boto_client) -> None:
    async with boto_client(calm, "ecs") as ecs:
        task = await a_task(ecs, "checkout")
        answer = await ecs.execute_command(cluster="production", task=task["taskArn"], **SHELL)
    assert answer["containerName"] == "checkout"
    assert answer["session"]["sessionId"].startswith("ecs-execute-command-")
    assert answer["session"]["sessionId"] in answer["session"]["streamUrl"]
    assert len(answer["session"]["tokenValue"]) > 200


@pytest.mark.parametrize(
    ("service", "code", "words"),
    [
        ("web", "InvalidParameterException", "was not enabled when the task was run"),
        ("payments", "InvalidParameterException", "agent isn\N{RIGHT SINGLE QUOTATION MARK}t running"),
        ("search", "TargetNotConnectedException", "failed due to an internal error. Try again later."),
    ],
    ids=["not-enabled", "read-only-root", "role-without-ssmmessages"],
)
async def test_a_command_is_refused_as_aws_refuses_it(
    calm, boto_client, service: str, code: str, words: str
) -> None:
    async with boto_client(calm, "ecs") as ecs:
        task = await a_task(ecs, service)
        told = await refusal(ecs.execute_command(cluster="production", task=task["taskArn"], **SHELL))
    assert told[0] == code
    assert words in told[1]


async def test_a_port_is_forwarded_only_to_an_agent_that_is_reached(calm, boto_client) -> None:
    async with boto_client(calm, "ecs") as ecs, boto_client(calm, "ssm") as ssm:
        document = {
            "DocumentName": "AWS-StartPortForwardingSession",
            "Parameters": {"portNumber": ["8080"], "localPortNumber": ["18080"]},
        }
        targets = {}
        for name in ("checkout", "search"):
            task = await a_task(ecs, name)
            ident, runtime = task["taskArn"].rsplit("/", 1)[-1], task["containers"][0]["runtimeId"]
            targets[name] = f"ecs:production_{ident}_{runtime}"
        session = await ssm.start_session(Target=targets["checkout"], **document)
        assert (await refusal(ssm.start_session(Target=targets["search"], **document)))[0] == (
            "TargetNotConnected"
        )
        await ssm.terminate_session(SessionId=session["SessionId"])
        again = await refusal(ssm.terminate_session(SessionId=session["SessionId"]))
        assert again[0] == "DoesNotExistException"


async def test_iam_says_which_role_lacks_what_exec_needs(calm, boto_client) -> None:
    async with boto_client(calm, "iam") as iam:
        told = {}
        for role in ("checkout-task", "search-task"):
            answer = await iam.simulate_principal_policy(
                PolicySourceArn=f"arn:aws:iam::123456789012:role/{role}",
                ActionNames=["ssmmessages:CreateDataChannel"],
            )
            told[role] = answer["EvaluationResults"][0]["EvalDecision"]
    assert told == {"checkout-task": "allowed", "search-task": "implicitDeny"}
