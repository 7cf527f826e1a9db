"""The exec doctor: each prerequisite that is not met is named, with what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from models import container, service, task

from ecstui.model.ecs import ContainerDefinition, ManagedAgent
from ecstui.model.permission import Permission
from ecstui.model.placement import ContainerInstance
from ecstui.model.way_out import Place, WayOut
from ecstui.operations.exec_caller import Caller
from ecstui.operations.exec_doctor import ExecFacts, Unread, examine
from ecstui.operations.session_plugin import Plugin

RUNS = (ManagedAgent("ExecuteCommandAgent", "RUNNING"),)
DEFINITION = ContainerDefinition("web", "repo/web:1", True, 0, None, None, None)
WELL = container(agents=RUNS)
EXECUTE = "ecs:ExecuteCommand"
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
        "way": WayOut(Place("subnet-1", "vpc-1", False), "nat-1", False),
        "region": "eu-west-1",
        "caller": Caller("oncall/you", (EXECUTE,), (Permission(EXECUTE, "arn:task", True),)),
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
        ({"lacking": Unread("you may not iam:X.")}, "unknown", "not checked: you may not iam:X."),
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


def instance(version: str = "1.98.0", *, connected: bool = True) -> ContainerInstance:
    return ContainerInstance("0123", "asg", "ACTIVE", connected, 0, 0, agent_version=version, ec2_id="i-1")


@pytest.mark.parametrize(
    ("version", "weight", "words"),
    [
        ("1.50.1", "warning", "agent of the container instance i-1 is 1.50.1; ECS Exec needs 1.50.2."),
        ("1.9.0", "warning", "aws ecs update-container-agent"),
        ("1.50.2", "fine", "i-1 is 1.50.2."),
        ("2.0", "fine", "i-1 is 2.0."),
        ("", "unknown", "agent of the container instance i-1 is not known"),
    ],
)
def test_the_version_of_the_ecs_agent(version: str, weight: str, words: str) -> None:
    assert words in told(facts(instance=instance(version)), weight)


def test_an_ecs_agent_too_old_blocks_where_no_agent_runs_in_the_container() -> None:
    assert "needs 1.50.2" in told(facts(instance=instance("1.49.0"), container=container()), "blocking")


def test_an_ecs_agent_that_is_not_heard_of_is_a_warning() -> None:
    assert "does not hear from its agent on" in told(facts(instance=instance(connected=False)), "warning")


@pytest.mark.parametrize(
    ("route", "public", "endpoint", "weight", "words"),
    [
        ("nat-1", False, False, "fine", "The route of subnet-1 out to ssmmessages is nat-1."),
        ("tgw-1", False, False, "fine", "tgw-1"),
        ("igw-1", True, False, "fine", "igw-1"),
        ("igw-1", False, False, "warning", "subnet-1 leads to igw-1, where nothing without a public address"),
        ("igw-1", False, True, "fine", "The VPC has an endpoint of ssmmessages."),
        ("", False, True, "fine", "The VPC has an endpoint of ssmmessages."),
        ("", False, False, "warning", "subnet-1 has no route to the internet"),
        ("", True, False, "warning", "or add the interface endpoint com.amazonaws.eu-west-1.ssmmessages"),
    ],
)
def test_the_route_to_systems_manager(
    route: str, public: bool, endpoint: bool, weight: str, words: str
) -> None:
    way = WayOut(Place("subnet-1", "vpc-1", public), route, endpoint)
    assert words in told(facts(way=way), weight)
    assert not told(facts(way=way), "blocking")


def caller(**given: Any) -> Caller:
    permission = Permission(**{"action": EXECUTE, "resource": "arn:task", "allowed": False, **given})
    return Caller("oncall/you", (EXECUTE,), (permission,))


@pytest.mark.parametrize(
    ("who", "weight", "words"),
    [
        (caller(), "warning", "oncall/you is likely not allowed ecs:ExecuteCommand on arn:task"),
        (caller(conditions=("ecs:container-name",)), "unknown", "on arn:task hangs on ecs:container-name"),
        (caller(allowed=True), "fine", "oncall/you is likely allowed ecs:ExecuteCommand."),
        (
            Caller("oncall/you", (EXECUTE,), unchecked="you may not iam:X."),
            "unknown",
            "Whether oncall/you is allowed ecs:ExecuteCommand could not be checked: you may not iam:X.",
        ),
    ],
)
def test_what_the_caller_is_allowed_is_said_as_likely_only(who: Caller, weight: str, words: str) -> None:
    assert words in told(facts(caller=who), weight)
    assert not told(facts(caller=who), "blocking")


@pytest.mark.parametrize("part", ["instance", "way"])
def test_what_could_not_be_read_is_not_known_and_nothing_worse(part: str) -> None:
    found = facts(**{part: Unread("you may not ec2:X.")})
    assert "could not be read: you may not ec2:X." in told(found, "unknown")
    assert not told(found, "warning")
