"""Sessions through the gateways against the embedded AWS, and their secret, which nothing shows."""

from __future__ import annotations

import logging
import pickle
from typing import TYPE_CHECKING

import pytest

from ecstui.model.errors import Denied, Rejected
from ecstui.model.exec_session import Session
from ecstui.model.secret import Secret
from tests.console_door import console

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Task
    from tests.embedded_aws import EmbeddedAws


@pytest.fixture
def calm(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=0, scenario="calm")


@pytest.fixture
async def door(calm: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Aws]:
    async with console(calm, monkeypatch) as door:
        yield door


async def a_task(door: Aws, service: str) -> Task:
    async for tasks in door.ecs.tasks("production", service=service):
        return tasks[0]
    raise AssertionError(service)


async def test_a_session_s_token_stands_in_no_text_and_no_log(
    door: Aws, calm: EmbeddedAws, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "ecstui")
    task = await a_task(door, "checkout")
    session = await door.ecs_exec.execute_command("production", task.id, "checkout", "/bin/sh")
    token = session.token.reveal()
    assert len(token) > 200
    assert session.request_id
    assert token not in f"{session} {session!r} {session.token} {session.token!r} {caplog.text}"
    with pytest.raises(TypeError):
        pickle.dumps(session.token)


async def test_a_task_says_what_a_doctor_asks(door: Aws) -> None:
    task = await a_task(door, "payments")
    assert task.enable_execute_command
    assert (task.platform_version, task.platform_family) == ("1.4.0", "Linux")
    agent = task.containers[0].exec_agent
    assert agent is not None
    assert agent.last_status == "STOPPED"
    assert "CannotStartManagedAgentError" in agent.reason
    definition = await door.ecs.task_definition(task.task_definition)
    assert definition.containers[0].read_only_root
    assert (await a_task(door, "web")).containers[0].exec_agent is None


async def test_where_sessions_are_logged_and_what_a_role_lacks(door: Aws) -> None:
    production = await door.ecs_exec.session_log("production")
    assert (production.mode, production.places) == ("OVERRIDE", ("the log group /ecs/exec/production",))
    assert (await door.ecs_exec.session_log("staging")).mode == "DEFAULT"
    wanted = ("ssmmessages:CreateDataChannel", "ecs:ListClusters")
    assert await door.iam.lacking("arn:aws:iam::1:role/search-task", wanted) == wanted[:1]


async def test_a_port_s_session_is_opened_and_ended(door: Aws, calm: EmbeddedAws) -> None:
    task = await a_task(door, "checkout")
    target = f"ecs:production_{task.id}_{task.containers[0].runtime_id}"
    ports = {"portNumber": ["8080"], "localPortNumber": ["18080"]}
    session = await door.ssm.start_session(target, "AWS-StartPortForwardingSession", ports)
    assert isinstance(session, Session)
    assert isinstance(session.token, Secret)
    assert session.id in calm.world.sessions.open
    await door.ssm.terminate_session(session.id)
    assert session.id not in calm.world.sessions.open
    assert await door.ssm.endpoint() == calm.endpoint_url


async def test_an_agent_that_is_not_reached_says_what_may_be_the_cause(door: Aws) -> None:
    task = await a_task(door, "search")
    with pytest.raises(Rejected, match="the task role lacks ssmmessages"):
        await door.ecs_exec.execute_command("production", task.id, "search", "/bin/sh")


async def test_a_denied_session_names_the_action(door: Aws, calm: EmbeddedAws) -> None:
    task = await a_task(door, "checkout")
    words = (
        "User: arn:aws:sts::1:assumed-role/oncall/you is not authorized to perform: ecs:ExecuteCommand on "
        f"resource: {task.arn}"
    )
    denied = {"fault": "error", "code": "AccessDeniedException", "message": words}
    await calm.control.faults({"match": "ecs:ExecuteCommand", **denied})
    with pytest.raises(Denied, match="Ask for ecs:ExecuteCommand"):
        await door.ecs_exec.execute_command("production", task.id, "checkout", "/bin/sh")
