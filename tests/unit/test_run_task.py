"""A run, pure: what is asked for, what its plan shows and hides, and how it ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from models import ago, container, service, task

from ecstui.model.ecs import ContainerDefinition, LogConfiguration, Network, TaskDefinition
from ecstui.model.errors import UsageError
from ecstui.operations.run_task_asked import Asked, parse_command, parse_environment, request_of
from ecstui.operations.run_task_consequences import command_words, consequences
from ecstui.operations.run_task_verdict import ending, exit_code_of, of_run

LOG = LogConfiguration("awslogs", (("awslogs-group", "/web"),))
WEB = ContainerDefinition("web", "registry/web:7", True, 256, 512, None, LOG)
PROXY = ContainerDefinition("proxy", "registry/proxy:1", True, 0, None, None, LOG)
DEFINITION = TaskDefinition(
    "arn:aws:ecs:eu-west-1:1:task-definition/web:7", "ACTIVE", "256", "512", "awsvpc", (WEB,)
)
NETWORK = Network(("subnet-1",), ("sg-1",))
SERVICE = service(network=NETWORK, platform_version="LATEST")


def said(definition: TaskDefinition = DEFINITION, **asked: Any) -> str:
    wish = Asked("prod", **{"service": "web", **asked})
    owner = SERVICE if wish.service else None
    request = request_of(wish, "t", definition, owner)
    return "\n".join(f"{c.weight}: {c.text}" for c in consequences(request, definition, owner))


def stopped(code: int | None, *others: Any, **given: Any) -> Any:
    plain = {
        "last_status": "STOPPED",
        "stop_code": "EssentialContainerExited",
        "stopped_reason": "Essential container in task exited",
        "started_at": ago(seconds=40),
        "stopped_at": ago(seconds=10),
        "containers": (container(exit_code=code), *others),
    }
    return task(**{**plain, **given})


def test_a_service_lends_its_network_launch_type_and_platform() -> None:
    request = request_of(Asked("prod", service="web"), "t", DEFINITION, SERVICE)
    assert (request.network, request.launch_type, request.platform_version) == (NETWORK, "FARGATE", "LATEST")
    own = Network(("subnet-9",))
    assert request_of(Asked("prod", network=own), "t", DEFINITION, SERVICE).network == own
    bridge = replace(DEFINITION, network_mode="bridge")
    assert request_of(Asked("prod", service="web"), "t", bridge, SERVICE).network is None


def test_what_was_registered_for_fargate_alone_runs_there() -> None:
    fargate, both = (replace(DEFINITION, requires=r) for r in (("FARGATE",), ("EC2", "FARGATE")))
    assert request_of(Asked("prod"), "t", fargate, None).launch_type == "FARGATE"
    assert request_of(Asked("prod"), "t", both, None).launch_type == ""


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("./migrate", "a b"), "./migrate 'a b'"),
        (("psql", "--password", "hunter2", "-c", "x"), "psql --password •••• -c x"),
        (("psql", "--password=hunter2"), "psql --password=••••"),
        (("load", "postgres://u:hunter2@db/x"), "load ••••"),
        (("env", "API_TOKEN=hunter2", "run"), "env API_TOKEN=•••• run"),
    ],
)
def test_secrets_in_a_command_are_masked(words: tuple[str, ...], shown: str) -> None:
    assert command_words(words) == shown


def test_what_a_run_means() -> None:
    assert "warning: It runs what web runs" in said()
    assert "It runs what" not in said(command=("true",))
    assert "note: Each takes 0.25 vCPU and 0.5 GB; 4 take 1 vCPU and 2 GB." in said(count=4)
    assert "note: Each takes 1 vCPU and 2 GB." in said(cpu=1024, memory=2048)
    assert "danger: Its network mode is awsvpc, and no subnet is known" in said(service="")
    assert "warning: web has no log driver" in said(replace(DEFINITION, containers=(replace(WEB, log=None),)))
    splunk = replace(WEB, log=LogConfiguration("splunk"))
    assert "go to splunk" in said(replace(DEFINITION, containers=(splunk,)))
    two = replace(DEFINITION, containers=(WEB, PROXY))
    assert "Beside it run proxy; the task ends when web or proxy ends." in said(two)
    helper = replace(PROXY, essential=False)
    assert "warning: proxy is not essential" in said(
        replace(DEFINITION, containers=(WEB, helper)), container="proxy"
    )
    assert "It acts as job." in said(replace(DEFINITION, task_role="arn:aws:iam::1:role/job"))


def test_words_and_variables_are_taken_apart_as_a_shell_does() -> None:
    assert parse_command("sh -c 'exit 3'") == ("sh", "-c", "exit 3")
    assert parse_environment(["A=b=c", "B="]) == (("A", "b=c"), ("B", ""))
    for wrong in ("A", "=b", "A B=c"):
        with pytest.raises(UsageError, match="KEY=VALUE"):
            parse_environment([wrong])
    with pytest.raises(UsageError, match="closing quotation"):
        parse_command("sh -c 'exit")


@pytest.mark.parametrize(
    ("ended", "code", "well", "words"),
    [
        (stopped(0), 0, True, "web exited 0 after 30s"),
        (stopped(3), 3, False, "web exited 3 after 30s"),
        # A sidecar killed at the end of the task is no failure of the run.
        (stopped(0, container("proxy", exit_code=143)), 0, True, "web exited 0 after 30s (proxy exited 143)"),
        (
            stopped(0, stop_code="UserInitiated", stopped_reason="enough"),
            0,
            False,
            "web exited 0 after 30s: it was stopped: enough",
        ),
        (
            stopped(None, stop_code="TaskFailedToStart", stopped_reason="no route", started_at=None),
            None,
            False,
            "web never ran: no route",
        ),
    ],
)
def test_a_run_ends_as_its_own_container_does(ended: Any, code: int | None, well: bool, words: str) -> None:
    found = ending(ended, "web")
    assert (found.code, found.well, found.words) == (code, well, words)


def test_of_several_the_worst_counts() -> None:
    assert exit_code_of([stopped(0), stopped(4)], "web") == 4
    assert exit_code_of([stopped(0), stopped(None)], "web") is None
    assert exit_code_of([stopped(0), stopped(0)], "web") == 0
    assert exit_code_of([], "web") is None
    mixed = of_run([stopped(0), stopped(4), task(last_status="PENDING")], "web", ())
    assert (mixed.phase, mixed.text) == ("converging", "1 PENDING, 1 exited 0, 1 failed.")
    over = of_run([stopped(0), stopped(4)], "web", ())
    assert over.phase == "failed"
    assert over.text.startswith("1 task of 2 failed: ")


def test_what_was_not_placed_makes_a_run_a_failure() -> None:
    progress = of_run([stopped(0)], "web", ("no memory (RESOURCE:MEMORY)",))
    assert progress.phase == "failed"
    assert progress.text == "web exited 0 after 30s. Not placed: no memory (RESOURCE:MEMORY)."
