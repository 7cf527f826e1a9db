"""Sessions with containers: planned, on record, their token in no list, with a stand-in for the plugin."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, desk_at, lines, said
from stand_in_plugin import environment, install, is_alive, recorded

from ecstui.model.errors import Denied
from ecstui.operations.container_session import Unfit
from ecstui.operations.execute import Execute
from ecstui.operations.forward import Forward
from ecstui.operations.ports import Ports
from ecstui.operations.refusals import NotRecorded, ReadOnly, Refused
from ecstui.operations.terminal_session import on_terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk

PATIENCE = 15.0


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=0, scenario="calm")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "plugin.jsonl"


@pytest.fixture
def act(tmp_path: Path, record: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put the stand-in on the PATH, to do this."""

    def set_up(act: str, version: str = "1.2.707.0") -> None:
        install(tmp_path / "bin", version)
        for name, value in environment(tmp_path / "bin", record, act).items():
            monkeypatch.setenv(name, value)

    return set_up


async def a_task(desk: Desk, service: str) -> str:
    async for tasks in desk.aws.ecs.tasks(CLUSTER, service=service):
        return tasks[0].id
    raise AssertionError(service)


async def shell(desk: Desk, service: str = "checkout", command: str = "/bin/sh") -> Execute:
    return Execute(desk, CLUSTER, await a_task(desk, service), service, command, on_terminal)


def logged(log: Path) -> str:
    return log.read_text()


def free_port() -> int:
    with socket.create_server(("localhost", 0)) as probe:
        return int(probe.getsockname()[1])


async def forward(desk: Desk, ports: Ports | None = None) -> Forward:
    return Forward(
        desk, CLUSTER, await a_task(desk, "checkout"), "checkout", ports or Ports(free_port(), 8080)
    )


async def until(holds: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"never: {what}"
        await asyncio.sleep(0.01)


class TestExec:
    async def test_a_command_runs_and_stands_on_record_with_its_exit_code(
        self, desk: Desk, act, record: Path, log: Path
    ) -> None:
        act("exit 0")
        steps = await applied(await shell(desk, command="ls /tmp"))
        assert steps[-1].phase == "done"
        assert "Exit code 0" in steps[-1].text
        before, after = lines(log)
        assert (before["outcome"], after["outcome"]) == ("sending", "applied")
        assert before["call"]["operation"] == "ecs:ExecuteCommand"
        assert before["call"]["members"]["command"] == "ls /tmp"
        assert before["resource"].endswith(before["call"]["members"]["task"])
        assert "Exit code 0" in after["reason"]
        assert after["request_id"]
        assert after["seconds"] >= 0

    async def test_the_token_stands_in_the_plugin_s_variable_alone(
        self, desk: Desk, act, record: Path, log: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG", "ecstui")
        act("exit 0")
        operation = await shell(desk)
        plan = await operation.plan()
        await applied(operation, plan)
        run = recorded(record)[0]
        token = run["session"]["TokenValue"]
        assert len(token) > 200
        assert run["session"]["SessionId"].startswith("ecs-execute-command-")
        assert run["argv"][1:5] == ["AWS_SSM_START_SESSION_RESPONSE", "eu-west-1", "StartSession", ""]
        assert f"{CLUSTER}_{operation.task}_{operation.task}-" in run["argv"][5]
        assert run["argv"][6] == os.environ["AWS_ENDPOINT_URL"]
        assert token not in " ".join(run["cmdline"])
        assert token not in logged(log) + caplog.text + repr(plan) + repr(operation.__dict__)
        assert token not in str(dict(os.environ))

    async def test_the_plan_says_who_one_is_there_and_who_will_know(self, desk: Desk, act) -> None:
        act("shell")
        told = said(await (await shell(desk)).plan())
        assert "as root in the container" in told
        assert "20 minutes" in told
        assert "logged to the log group /ecs/exec/production" in told
        assert "exit code" not in told
        assert "does not pass on the command's exit code" in said(
            await (await shell(desk, command="ls")).plan()
        )

    @pytest.mark.parametrize(
        ("service", "words"),
        [
            ("web", "launched without enableExecuteCommand"),
            ("cart", "STOPPED (CannotStartManagedAgentError"),
            ("payments", "root file system is read-only"),
        ],
    )
    async def test_the_doctor_refuses_what_cannot_be_and_nothing_is_called(
        self, desk: Desk, server: EmbeddedAws, act, log: Path, service: str, words: str
    ) -> None:
        act("shell")
        operation = await shell(desk, service)
        with pytest.raises(Unfit, match="(?s)" + words.replace("(", r"\(")):
            await operation.plan()
        assert any(finding.weight == "fine" for finding in operation.findings)
        assert await server.control.calls("ecs:ExecuteCommand") == []
        assert lines(log) == []

    async def test_a_role_without_ssmmessages_is_told_before_and_after(self, desk: Desk, act) -> None:
        act("shell")
        operation = await shell(desk, "search")
        plan = await operation.plan()
        assert "does not allow ssmmessages:CreateControlChannel" in said(plan, "warning")
        with pytest.raises(Exception, match="task role lacks ssmmessages"):
            await applied(operation, plan)

    async def test_what_a_role_may_do_is_not_checked_where_that_is_denied(
        self, desk: Desk, server: EmbeddedAws, act
    ) -> None:
        act("shell")
        denied = {"fault": "error", "code": "AccessDenied", "message": "no", "status": 403}
        await server.control.faults({"match": "iam:SimulatePrincipalPolicy", **denied})
        assert "ssmmessages is not checked: no" in said(await (await shell(desk)).plan(), "note")

    async def test_a_denied_command_names_the_action_and_is_on_record(
        self, desk: Desk, server: EmbeddedAws, act, log: Path
    ) -> None:
        act("shell")
        message = (
            "User: arn:aws:iam::1:user/me is not authorized to perform: ecs:ExecuteCommand on resource: x"
        )
        denied = {"fault": "error", "code": "AccessDeniedException", "message": message}
        await server.control.faults({"match": "ecs:ExecuteCommand", **denied})
        with pytest.raises(Denied, match="Ask for ecs:ExecuteCommand"):
            await applied(await shell(desk))
        assert [line["outcome"] for line in lines(log)] == ["sending", "refused"]

    async def test_a_plugin_that_is_absent_or_too_old_is_told_with_how_to_get_it(
        self, desk: Desk, act, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        act("shell", version="1.2.497.0")
        with pytest.raises(Unfit, match=r"1\.2\.497\.0 is too old.*Install it: brew"):
            await (await shell(desk)).plan()
        monkeypatch.setenv("PATH", str(tmp_path / "empty"))
        with pytest.raises(Unfit, match=r"not on the PATH.*Install it: brew"):
            await (await shell(desk)).plan()

    async def test_a_plugin_that_is_killed_is_a_failure_in_words_and_its_session_is_ended(
        self, desk: Desk, act, log: Path, server: EmbeddedAws
    ) -> None:
        act("exit 0")

        async def killed(_call: object) -> int:
            return -signal.SIGKILL

        operation = await shell(desk)
        operation._on_terminal = killed
        steps = await applied(operation)
        assert (steps[-1].phase, "killed by SIGKILL" in steps[-1].text) == ("failed", True)
        assert lines(log)[-1]["outcome"] == "failed"
        assert server.world.sessions.open == {}  # nobody else would have closed it

    async def test_a_session_whose_plugin_has_vanished_is_ended(
        self, desk: Desk, act, server: EmbeddedAws, tmp_path: Path
    ) -> None:
        act("shell")

        async def vanished(call: Any) -> int:
            (tmp_path / "bin" / "session-manager-plugin").unlink()
            return await on_terminal(call)

        operation = await shell(desk)
        operation._on_terminal = vanished
        steps = await applied(operation)
        assert "could not be started: No such file" in steps[-1].text
        assert server.world.sessions.open == {}

    async def test_an_answer_that_is_lost_is_unknown_and_never_sent_again(
        self, desk: Desk, act, server: EmbeddedAws, log: Path
    ) -> None:
        act("shell")
        await server.control.faults({"match": "ecs:ExecuteCommand", "fault": "cut_after"})
        steps = await applied(await shell(desk))
        assert "No answer came" in steps[-1].text
        assert lines(log)[-1]["outcome"] == "unknown"
        assert len(await server.control.calls("ecs:ExecuteCommand")) == 1

    async def test_read_only_refuses(
        self, server: EmbeddedAws, log: Path, act, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        act("shell")
        async with desk_at(server, log, monkeypatch, read_only=True) as desk:
            with pytest.raises(ReadOnly):
                await applied(await shell(desk))

    async def test_without_a_record_there_is_no_session(
        self, desk: Desk, act, server: EmbeddedAws, log: Path
    ) -> None:
        act("shell")
        await asyncio.to_thread(log.mkdir)
        with pytest.raises(NotRecorded):
            await applied(await shell(desk))
        assert await server.control.calls("ecs:ExecuteCommand") == []


class TestForward:
    async def test_a_port_leads_to_the_container_until_it_is_stopped(
        self, desk: Desk, act, record: Path, log: Path
    ) -> None:
        act("forward")
        operation = await forward(desk)
        told: list[str] = []
        async with aclosing(operation.apply(await operation.plan())) as steps:
            async for step in steps:
                told.append(step.text)
                if " opened -> " in step.text:
                    reader, writer = await asyncio.open_connection("localhost", operation.ports.local)
                    assert await reader.read() == b"hello from the container"
                    writer.close()
                if step.text.startswith("Connection accepted"):
                    operation.stop()
        assert told[1] == (f"Port {operation.ports.local} opened -> checkout:8080")
        assert "is closed again" in told[-1]
        assert [line["outcome"] for line in lines(log)] == ["sending", "applied"]
        run = recorded(record)[0]
        assert run["session"]["TokenValue"] not in " ".join(run["cmdline"]) + logged(log)
        assert '"AWS-StartPortForwardingSession"' in run["argv"][5]
        assert run["group"] != os.getpgrp()
        assert not is_alive(run["pid"])

    async def test_a_host_behind_the_container_has_its_own_document(
        self, desk: Desk, act, server: EmbeddedAws
    ) -> None:
        act("fail")
        ports = Ports(free_port(), 5432, "db.internal")
        await applied(await forward(desk, ports))
        call = (await server.control.calls("ssm:StartSession"))[0]["params"]
        assert call["DocumentName"] == "AWS-StartPortForwardingSessionToRemoteHost"
        assert call["Parameters"]["host"] == ["db.internal"]

    async def test_a_plugin_that_cannot_connect_is_a_failure_and_its_session_is_ended(
        self, desk: Desk, act, server: EmbeddedAws
    ) -> None:
        act("fail")  # and exits with 0, as the plugin does
        steps = await applied(await forward(desk))
        assert steps[-1].phase == "failed"
        assert "Not opened" in steps[-1].text
        assert "no such host" in steps[-1].text
        assert server.world.sessions.open == {}

    async def test_a_taken_port_is_refused_before_anything_is_called(
        self, desk: Desk, act, server: EmbeddedAws
    ) -> None:
        act("forward")
        with socket.create_server(("localhost", 0)) as taken:
            operation = await forward(desk, Ports(taken.getsockname()[1], 8080))
            with pytest.raises(Refused, match="is taken"):
                await operation.plan()
        assert await server.control.calls("ssm:StartSession") == []

    async def test_whoever_stops_following_leaves_no_plugin_behind(
        self, desk: Desk, act, record: Path, log: Path
    ) -> None:
        act("forward")
        operation = await forward(desk)

        async def follow() -> None:
            await applied(operation)

        task = asyncio.create_task(follow())
        await until(lambda: recorded(record), "the plugin starts")
        pid = recorded(record)[0]["pid"]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: not is_alive(pid), "the plugin ends")
        assert lines(log)[-1]["outcome"] == "left"

    async def test_a_stubborn_plugin_is_made_to_end(self, desk: Desk, act, record: Path) -> None:
        act("stubborn")
        operation = await forward(desk)
        told: list[str] = []
        async with aclosing(operation.apply(await operation.plan())) as steps:
            async for step in steps:
                told.append(step.text)
                if " opened -> " in step.text:
                    operation.stop()
        assert "is closed again" in told[-1]
        assert not is_alive(recorded(record)[0]["pid"])
