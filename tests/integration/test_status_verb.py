"""`ecstui status` as a program: the console's judgement of every service, and an exit code for a check."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from verbs import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws


@pytest.fixture
def incident(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=0)


def test_what_is_broken_is_named_first_with_why_and_ends_with_1(incident: EmbeddedAws) -> None:
    ended = run(incident, "status")
    assert ended.returncode == 1, ended.stderr
    lines = ended.stdout.splitlines()
    marks = [line[0] for line in lines]
    assert marks == sorted(marks, key="✗!~?·✓".index)
    assert any("production/notifications" in line and "failing" in line for line in lines)
    told = json.loads(run(incident, "status", "--output", "json").stdout)
    level_marks = {"broken": "✗", "warning": "!", "working": "~", "unknown": "?", "idle": "·", "ok": "✓"}
    assert marks == [level_marks[one["level"]] for one in told["services"]]
    assert told["unhealthy"] == marks.count("✗") + marks.count("!")
    assert {"✗", "!"} < set(marks)
    first = told["services"][0]
    assert (first["healthy"], first["level"]) == (False, "broken")
    assert first["why"]


def test_why_is_what_ended_the_tasks_as_the_console_tells_it(incident: EmbeddedAws) -> None:
    told = json.loads(run(incident, "status", "production", "--output", "json").stdout)
    assert told["gaps"] == []
    why = {one["service"]: one["why"] for one in told["services"]}
    assert why["notifications"] == "exit 1 (essential container)"
    assert why["pricing"].startswith("CannotPullContainerError: shop/pricing:3.8.1: not found; ")
    assert why["recommendations"].endswith("out of memory (exit 137)")
    alone = run(incident, "status", "production/notifications")
    assert alone.stdout.rstrip().endswith("failing  exit 1 (essential container)")


async def test_what_cannot_be_read_of_why_is_said_and_the_rest_is_judged(incident: EmbeddedAws) -> None:
    message = "User: arn:aws:iam::1:user/eve is not authorized to perform: ecs:ListTasks"
    fault = {"fault": "error", "code": "AccessDeniedException", "message": message, "n": None}
    await incident.control.faults({**fault, "match": "ecs:ListTasks"})
    ended = run(incident, "status", "production")
    assert ended.returncode == 1
    assert "tasks keep failing to start" in ended.stdout
    gaps = [line for line in ended.stderr.splitlines() if "why is not known whole: ecs:ListTasks" in line]
    assert len(gaps) == 1
    assert "eve may not ecs:ListTasks" in gaps[0]
    told = json.loads(run(incident, "status", "production", "--output", "json").stdout)
    assert told["gaps"] == [gaps[0].partition("whole: ")[2]]


async def test_nobody_looks_into_services_that_are_well(incident: EmbeddedAws) -> None:
    told = json.loads(run(incident, "status", "staging", "--output", "json").stdout)
    assert told["unhealthy"] == 0
    assert await incident.control.calls("ecs:ListTasks") == []


def test_a_deployment_that_waits_for_somebody_is_not_well(incident: EmbeddedAws) -> None:
    ended = run(incident, "status", "batch/invoice-renderer", "--output", "json")
    assert ended.returncode == 1, ended.stderr
    [one] = json.loads(ended.stdout)["services"]
    assert (one["health"], one["healthy"]) == ("paused", False)
    assert one["why"].startswith("waits to be continued, or ECS rolls it back in ")


def test_one_service_that_is_well_ends_with_0_and_one_that_is_not_with_1(incident: EmbeddedAws) -> None:
    services = json.loads(run(incident, "status", "production", "--output", "json").stdout)["services"]
    assert {one["cluster"] for one in services} == {"production"}
    for one in (services[0], services[-1]):
        ended = run(incident, "status", f"production/{one['service']}")
        assert ended.returncode == (0 if one["healthy"] else 1)
        assert len(ended.stdout.splitlines()) == 1
    assert services[-1]["healthy"]


async def test_what_is_suspended_is_said_and_is_no_trouble(
    incident: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(incident, "application-autoscaling") as scaling:
        await scaling.register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId="service/production/web",
            ScalableDimension="ecs:service:DesiredCount",
            SuspendedState={"DynamicScalingInSuspended": True},
        )
    for target in ("production", "production/web"):
        told = json.loads(run(incident, "status", target, "--output", "json").stdout)["services"]
        paused = {one["service"]: one["auto_scaling_suspended"] for one in told}
        assert {name: parts for name, parts in paused.items() if parts != []} == {"web": ["in"]}
    ended = run(incident, "status", "production/web")
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.rstrip().endswith("healthy  auto scaling suspended (in)")
    assert "Auto scaling of 1 service is suspended." in ended.stderr


async def test_who_may_not_read_auto_scaling_gets_the_rest(incident: EmbeddedAws) -> None:
    fault = {"fault": "error", "code": "AccessDeniedException", "message": "User: x is not allowed"}
    match = "application-autoscaling:DescribeScalableTargets"
    await incident.control.faults({"match": match, **fault, "n": None})
    ended = run(incident, "status", "production/web")
    assert ended.returncode == 0, ended.stderr
    assert "Whether auto scaling is suspended is not known." in ended.stderr
    [one] = json.loads(run(incident, "status", "production/web", "--output", "json").stdout)["services"]
    assert one["auto_scaling_suspended"] is None


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("prodction", "did you mean production?"),
        ("production/chekout", "did you mean checkout?"),
        ("a/b/c", "no service"),
    ],
)
def test_what_is_not_there_ends_with_2(incident: EmbeddedAws, target: str, told: str) -> None:
    ended = run(incident, "status", target)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert told in ended.stderr


async def test_a_service_that_was_deleted_is_not_said_to_be_well(
    incident: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(incident, "ecs") as ecs:
        described = await ecs.describe_services(cluster="batch", services=["order-export"])
        like = described["services"][0]
        await ecs.create_service(
            cluster="batch",
            serviceName="gone",
            desiredCount=0,
            taskDefinition=like["taskDefinition"],
            networkConfiguration=like["networkConfiguration"],
        )
        await ecs.delete_service(cluster="batch", service="gone", force=True)
        await incident.control.advance(600)
    ended = run(incident, "status", "batch/gone")
    assert (ended.returncode, ended.stdout) == (2, ""), ended.stderr


async def test_denied_ends_with_4_and_one_line(incident: EmbeddedAws) -> None:
    message = "User: arn:aws:iam::1:user/eve is not authorized to perform: ecs:ListServices"
    fault = {
        "match": "ecs:ListServices",
        "fault": "error",
        "code": "AccessDeniedException",
        "message": message,
    }
    await incident.control.faults({**fault, "n": None})
    ended = run(incident, "status")
    assert (ended.returncode, ended.stdout) == (4, "")
    assert len(ended.stderr.splitlines()) == 1
    assert "denied" in ended.stderr
