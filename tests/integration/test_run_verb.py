"""`ecstui run` as a program against the embedded AWS: lines on stdout, progress on stderr, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from operating import SPEED
from verbs import ECSTUI, PATIENCE, run

from ecstui.commands.run_task import LAST_LINES

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws

RUN = "ecs:RunTask"


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws], request: pytest.FixtureRequest) -> EmbeddedAws:
    return aws_with(speed=getattr(request, "param", SPEED), scenario="calm")


async def runs(server: EmbeddedAws) -> list[dict[str, Any]]:
    return [call["params"] for call in await server.control.calls(RUN)]


async def test_its_lines_go_to_stdout_and_all_else_to_stderr(server: EmbeddedAws) -> None:
    ended = run(server, "run", "production/web", "--yes", "--env", "DEPTH=2", "--", "sh", "-c", "echo hello")
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert len(lines) == 3, ended.stdout
    assert lines[0].endswith("running: echo hello")
    assert lines[-1].endswith("hello")
    assert "command: the image's own -> sh -c 'echo hello'" in ended.stderr
    assert " is PROVISIONING." in ended.stderr
    assert "applied: web exited 0" in ended.stderr
    (sent,) = await runs(server)
    assert sent["overrides"]["containerOverrides"][0]["command"] == ["sh", "-c", "echo hello"]


def test_another_exit_code_is_1_and_said(server: EmbeddedAws) -> None:
    ended = run(server, "run", "production/web", "--yes", "--output", "json", "--command", "sh -c 'exit 3'")
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 1, ended.stderr
    assert [line["message"] for line in told[:-1]] == ["running: exit 3", "working", "finished: exit code 3"]
    assert (told[-1]["outcome"], told[-1]["exitCode"], len(told[-1]["tasks"])) == ("failed", 3, 1)
    assert "web exited 3" in told[-1]["text"]


async def test_a_cluster_and_a_task_definition_run_without_a_service(server: EmbeddedAws) -> None:
    ended = run(
        server,
        "run",
        "batch",
        *("--task-definition", "nightly-report"),
        *("--subnet", "subnet-1", "--subnet", "subnet-2", "--security-group", "sg-1"),
        *("--yes", "--command", "true", "--count", "2", "--memory", "2048"),
    )
    assert ended.returncode == 0, ended.stderr
    assert "All 2 exited 0." in ended.stderr
    (sent,) = await runs(server)
    assert sent["networkConfiguration"]["awsvpcConfiguration"] == {
        "subnets": ["subnet-1", "subnet-2"],
        "securityGroups": ["sg-1"],
        "assignPublicIp": "DISABLED",
    }
    assert (sent["count"], sent["overrides"]["memory"]) == (2, "2048")


async def test_no_wait_prints_the_arn(server: EmbeddedAws) -> None:
    ended = run(server, "run", "production/web", "--yes", "--no-wait", "--command", "sleep 900")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("arn:aws:ecs:")
    assert "aws ecs stop-task --cluster production --task " in ended.stderr


async def test_a_dry_run_prints_the_plan_and_runs_nothing(server: EmbeddedAws) -> None:
    ended = run(server, "run", "production/web", "--dry-run", "--read-only", "--env", "API_TOKEN=abc123")
    assert ended.returncode == 0, ended.stderr
    assert "tasks: none -> 1 of web:" in ended.stdout
    assert "abc123" not in ended.stdout + ended.stderr
    assert await runs(server) == []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("production/web",), 3, "give --yes"),
        (("production/web", "--yes", "--read-only"), 3, "read-only"),
        (("production/ghost", "--yes"), 2, "no service ghost"),
        (
            ("production", "--task-definition", "ghost", "--yes"),
            2,
            "there is no task definition ghost;",
        ),
        (("production/web", "--yes", "--container", "ghost"), 2, "no container ghost"),
        (("production/web", "--yes", "--env", "DEPTH"), 2, "no variable"),
        (("production/web", "--yes", "--command", "a", "--", "b"), 2, "not both"),
        (("production/web", "--yes", "--security-group", "sg-1"), 2, "go with --subnet"),
        (("production/web", "--yes", "--count", "11"), 2, "--count"),
    ],
)
async def test_what_is_refused_runs_nothing(
    server: EmbeddedAws, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ended = run(server, "run", *arguments)
    assert ended.returncode == code, ended.stderr
    assert told in ended.stderr
    assert await runs(server) == []


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
async def test_a_lost_answer_runs_it_once(server: EmbeddedAws, fault: str) -> None:
    await server.control.faults({"match": RUN, "fault": fault})
    ended = run(server, "run", "production/web", "--yes", "--output", "json", "--command", "true")
    told = json.loads(ended.stdout.splitlines()[-1])
    assert ended.returncode == 0, ended.stderr
    assert (told["exitCode"], len(told["tasks"])) == (0, 1)
    assert "sent again with the same token" in ended.stderr
    first, second = await runs(server)
    assert first == second


async def test_lines_that_may_not_be_read_keep_nothing_else(server: EmbeddedAws) -> None:
    await server.control.faults(
        {"match": "logs:FilterLogEvents", "fault": "error", "code": "AccessDeniedException", "n": None}
    )
    begun = time.monotonic()
    ended = run(server, "run", "production/web", "--yes", "--command", "true")
    assert ended.returncode == 0, ended.stderr
    assert "denied" in ended.stderr
    assert ended.stdout == ""
    assert time.monotonic() - begun < LAST_LINES, "waited for lines that cannot be read"


async def test_denied_is_4(server: EmbeddedAws) -> None:
    await server.control.faults({"match": RUN, "fault": "error", "code": "AccessDeniedException"})
    ended = run(server, "run", "production/web", "--yes", "--command", "true")
    assert ended.returncode == 4, ended.stderr
    assert "denied" in ended.stderr


@pytest.mark.parametrize("arguments", [(), ("--output", "json")])
async def test_ctrl_c_leaves_it_running_and_says_how_to_stop_it(
    server: EmbeddedAws, arguments: tuple[str, ...]
) -> None:
    process = subprocess.Popen(  # noqa: ASYNC220 - a program, to be interrupted
        [*ECSTUI, "run", "production/web", "--yes", "--command", "sleep 9000", *arguments],
        env={**os.environ, **server.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = ""
    while "is RUNNING" not in said:
        said = process.stderr.readline()
        assert said, "it ended early"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert "aws ecs stop-task --cluster production --task " in out + err


async def test_a_timeout_leaves_it_running(server: EmbeddedAws) -> None:
    ended = run(server, "run", "production/web", "--yes", "--command", "sleep 9000", "--timeout", "1")
    assert ended.returncode == 1
    assert "Not ended after 1 second." in ended.stderr
