"""What a command in a container means, which task is gone into, and how a session is named in the strip."""

from __future__ import annotations

import json
from typing import Any

import pytest
from models import ago, container, task
from plans import plan

from ecstui.commands.session_target import likeliest, wanted_container
from ecstui.model.ecs import ContainerDefinition, LogConfiguration, ManagedAgent
from ecstui.model.errors import UsageError
from ecstui.model.exec_session import Session, SessionLog
from ecstui.model.secret import Secret
from ecstui.operations.container_session import containers_of
from ecstui.operations.execute import consequences, ending, is_shell
from ecstui.operations.plan import Change, Progress
from ecstui.operations.session_plugin import VARIABLE, Plugin, invocation
from ecstui.ui.running import Running
from ecstui.ui.widgets.operations_strip import parts

TOKEN = "AAEAA-the-token"
AWSLOGS = LogConfiguration("awslogs", (("awslogs-group", "/ecs/web"),))


def definition(log: LogConfiguration | None) -> ContainerDefinition:
    return ContainerDefinition("web", "repo/web:1", True, 0, None, None, log)


@pytest.mark.parametrize(
    ("log", "driver", "words"),
    [
        (SessionLog("OVERRIDE", ("the log group /exec",)), AWSLOGS, "logged to the log group /exec."),
        (SessionLog("NONE"), AWSLOGS, "is not logged."),
        (SessionLog(), AWSLOGS, "logged to its own log group /ecs/web."),
        (SessionLog(), LogConfiguration("splunk"), "not logged: the container does not log to awslogs."),
        (SessionLog(), None, "not logged: the container does not log to awslogs."),
        (None, AWSLOGS, "could not be read."),
    ],
)
def test_where_a_session_is_logged(
    log: SessionLog | None, driver: LogConfiguration | None, words: str
) -> None:
    assert words in " ".join(c.text for c in consequences("sh", definition(driver), log))


@pytest.mark.parametrize(
    ("command", "shell"),
    [("/bin/sh", True), ("bash", True), ("powershell.exe", True), ("ls", False), ("/bin/sh -c ls", False)],
)
def test_a_shell_is_told_from_a_command_that_ends_by_itself(command: str, shell: bool) -> None:
    assert is_shell(command) is shell


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "Exit code 0"),
        (-9, "The plugin was killed by SIGKILL"),
        (-99, "The plugin was killed by signal 99"),
    ],
)
def test_how_the_plugin_ended(code: int, words: str) -> None:
    assert ending(code) == words


def test_the_token_is_in_the_plugin_s_environment_and_in_no_argument_or_text() -> None:
    session = Session("s-1", "wss://x/s-1", Secret(TOKEN))
    plugin = Plugin("/usr/bin/session-manager-plugin", "1.2.707.0")
    call = invocation(plugin, session, {"Target": "ecs:a_b_c"}, region="eu-west-1", profile="p", endpoint="e")
    assert call.argv[1:5] == (VARIABLE, "eu-west-1", "StartSession", "p")
    assert json.loads(call.argv[5]) == {"Target": "ecs:a_b_c"}
    assert TOKEN not in f"{call.argv} {call} {session!r}"
    assert json.loads(call.environment()[VARIABLE]) == {
        "SessionId": "s-1",
        "TokenValue": TOKEN,
        "StreamUrl": "wss://x/s-1",
    }


def with_agent(status: str) -> Any:
    return (container(agents=(ManagedAgent("ExecuteCommandAgent", status),)),)


def test_of_a_service_s_tasks_the_one_that_can_be_gone_into_is_taken() -> None:
    stopped = task("1" * 16, last_status="STOPPED", containers=with_agent("RUNNING"))
    deaf = task("2" * 16, containers=with_agent("STOPPED"), created_at=ago(minutes=1))
    old = task("3" * 16, containers=with_agent("RUNNING"), created_at=ago(hours=2))
    new = task("4" * 16, containers=with_agent("RUNNING"), created_at=ago(hours=1))
    sick = task("5" * 16, containers=with_agent("RUNNING"), health="UNHEALTHY", created_at=ago(minutes=2))
    assert likeliest((stopped, deaf, old, new, sick)) is new
    assert likeliest((stopped, deaf)) is deaf
    assert likeliest((stopped,)) is None


def test_a_container_is_never_guessed() -> None:
    pair = task(containers=(container("app"), container("proxy")))
    assert wanted_container(task(), None) == "web"
    assert wanted_container(pair, "proxy") == "proxy"
    with pytest.raises(UsageError, match="which by --container: app, proxy"):
        wanted_container(pair, None)


def test_what_aws_has_put_into_a_task_comes_last_and_is_not_meant() -> None:
    names = ("aws-guardduty-agent-x1", "proxy", "web", "ecs-service-connect-y2")
    crowd = task(containers=tuple(container(name) for name in names))
    assert containers_of(crowd)[:2] == ("web", "proxy")
    guarded = task(containers=(container(names[0]), container("web")))
    assert wanted_container(guarded, None) == "web"


def test_a_session_in_the_strip_fits_80_columns() -> None:
    forward = plan(
        verb="forward",
        kind="container",
        subject="7e94f5ab/accounts",
        changes=(Change("localhost:18000", "closed", "accounts:8000"),),
    )
    told = Progress("converging", "Port 18000 opened -> accounts:8000")
    running: Any = Running(None, forward, told, started_at=100.0)  # type: ignore[arg-type]
    line = "".join(text for text, _ in parts(running, 172.0, whole=True))
    assert line == "~ open  forward 7e94f5ab/accounts  1m  Port 18000 opened -> accounts:8000"
