"""The exec doctor: each prerequisite that is not met is named, with what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from models import container, service, task

from ecstui.model.ecs import ContainerDefinition, ManagedAgent
from ecstui.operations.exec_doctor import ExecFacts, examine
from ecstui.operations.session_plugin import Plugin

RUNS = (ManagedAgent("ExecuteCommandAgent", "RUNNING"),)
DEFINITION = ContainerDefinition("web", "repo/web:1", True, 0, None, None, None)
WELL = container(agents=RUNS)
PLUGIN = Plugin("/usr/bin/session-manager-plugin", "1.2.707.0")


def facts(*, of_task: dict[str, Any] | None = None, **given: Any) -> ExecFacts:
    """A container that a session can be opened with, but for what is given."""
    about = task(
        **{"enable_execute_command": True, "platform_version": "1.4.0", "platform_family": "Linux"}
        | (of_task or {})
    )
    plain = {
        "container": WELL,
        "definition": DEFINITION,
        "task_role": "arn:aws:iam::1:role/web-task",
        "service": service(enable_execute_command=True),
        "plugin": PLUGIN,
        "lacking": (),
    }
    return ExecFacts(about, **{**plain, **given})


def told(found: ExecFacts, weight: str) -> str:
    return "\n".join(str(finding) for finding in examine(found) if finding.weight == weight)


def test_all_is_fine_where_every_prerequisite_is_met() -> None:
    assert {finding.weight for finding in examine(facts())} == {"fine"}


NOT_ENABLED = {"enable_execute_command": False}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"of_task": {"last_status": "STOPPED"}}, "The task is STOPPED."),
        ({"of_task": {"desired_status": "STOPPED"}}, "is to stop"),
        ({"container": replace(WELL, last_status="STOPPED", reason="OOM")}, "container web is STOPPED (OOM)"),
        ({"of_task": NOT_ENABLED}, "web has it by now: redeploy it (R)"),
        ({"of_task": NOT_ENABLED, "service": service()}, "--service web --enable-execute-command"),
        ({"of_task": NOT_ENABLED, "service": None}, "Run it anew with --enable-execute-command"),
        ({"container": container()}, "no ExecuteCommandAgent"),
        (
            {"container": container(agents=(ManagedAgent("ExecuteCommandAgent", "STOPPED", "it died"),))},
            "STOPPED (it died). ECS does not start it again",
        ),
        (
            {"container": container(agents=(ManagedAgent("ExecuteCommandAgent", "PENDING"),))},
            "PENDING. It needs some seconds",
        ),
        (
            {"container": container(), "definition": replace(DEFINITION, read_only_root=True)},
            "Take readonlyRootFilesystem out",
        ),
        ({"of_task": {"platform_version": "1.3.0"}}, "platform 1.3.0; ECS Exec needs 1.4.0"),
        ({"task_role": "", "lacking": None}, "names no task role"),
        ({"plugin": Plugin()}, "not on the PATH. Install it: brew install"),
        ({"plugin": Plugin("/x", "1.2.497.0")}, "too old: up to 1.2.497.0 it wants the session's token"),
        ({"plugin": Plugin("/x", "oops")}, "does not say its version (oops)"),
    ],
)
def test_what_keeps_a_session_from_being_opened(given: dict[str, Any], words: str) -> None:
    assert words in told(facts(**given), "blocking")


@pytest.mark.parametrize(
    ("given", "weight", "words"),
    [
        ({"definition": replace(DEFINITION, read_only_root=True)}, "warning", "is read-only"),
        ({"of_task": {"platform_family": "Windows_Server_2022_Core"}}, "warning", "powershell.exe"),
        ({"lacking": ("ssmmessages:OpenDataChannel",)}, "warning", "not allow ssmmessages:OpenDataChannel"),
        ({"lacking": None, "unchecked": "you may not iam:X."}, "unknown", "not checked: you may not iam:X."),
        ({"definition": None}, "unknown", "is not known"),
        ({"task_role": "", "lacking": None, "of_task": {"launch_type": "EC2"}}, "warning", "no task role"),
    ],
)
def test_what_may_go_wrong_all_the_same(given: dict[str, Any], weight: str, words: str) -> None:
    found = facts(**given)
    assert words in told(found, weight)
    assert not told(found, "blocking")


def test_the_gravest_stands_first() -> None:
    found = examine(facts(plugin=Plugin(), lacking=("ssmmessages:OpenDataChannel",)))
    assert [finding.weight for finding in found[:3]] == ["blocking", "warning", "fine"]


def test_an_agent_that_cannot_be_is_not_said_twice() -> None:
    assert "ExecuteCommandAgent" not in told(facts(of_task=NOT_ENABLED, container=container()), "blocking")


@pytest.mark.parametrize(
    ("version", "usable"),
    [("1.2.497.0", False), ("1.2.497", False), ("1.2.498.0", True), ("1.10", True), ("1.2.497.1", True)],
)
def test_the_plugin_s_versions_compare_as_numbers(version: str, usable: bool) -> None:
    assert (Plugin("/x", version).trouble == "") is usable
