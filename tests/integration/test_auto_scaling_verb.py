"""`ecstui autoscaling` as a program against the embedded AWS: what it shows, what it changes, exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from operating import SPEED
from verbs import audited, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedded_aws import EmbeddedAws

REGISTER = "application-autoscaling:RegisterScalableTarget"
OFF = {"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": True}
ON = {"DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": False}


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=SPEED, scenario="calm")


def denied(operation: str) -> dict[str, Any]:
    message = f"User: arn:aws:iam::1:user/eve is not authorized to perform: {operation}"
    fault = {"fault": "error", "code": "AccessDeniedException", "message": message, "n": None}
    return {"match": operation, **fault}


async def registered(server: EmbeddedAws) -> list[dict[str, Any]]:
    """What every RegisterScalableTarget that reached the server changed."""
    named = {"ServiceNamespace", "ResourceId", "ScalableDimension"}
    calls = await server.control.calls(REGISTER)
    return [{k: v for k, v in call["params"].items() if k not in named} for call in calls]


async def test_without_a_change_it_shows_what_moves_the_count_and_what_did(server: EmbeddedAws) -> None:
    ended = run(server, "autoscaling", "production/checkout", "--read-only")
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[0] == "auto scaling of production/checkout"
    assert "bounds        3 to 18 tasks" in lines
    assert "state         ✓ active: nothing is suspended" in lines
    assert "checkout-cpu  CPU at 60 %; rests 60 s after scaling out, 300 s after scaling in" in lines
    assert any(line.startswith("winter-sale   10 to 40, at(") for line in lines)
    assert any(line.endswith("Setting desired count to 6; policy checkout-cpu, too high") for line in lines)
    assert (ended.stderr, await registered(server), audited()) == ("", [], [])


def test_as_json_it_has_the_same(server: EmbeddedAws) -> None:
    told = json.loads(run(server, "autoscaling", "production/checkout", "--output", "json").stdout)
    assert (told["scalable"], told["minimum"], told["maximum"], told["suspended"]) == (True, 3, 18, [])
    assert (told["desired"], told["running"]) == (6, 6)
    assert [(p["name"], p["target"], p["scale_in_cooldown"]) for p in told["policies"]] == [
        ("checkout-cpu", 60.0, 300)
    ]
    assert [(s["name"], s["minimum"], s["maximum"]) for s in told["scheduled_actions"]] == [
        ("winter-sale", 10, 40)
    ]
    assert told["activities"][0]["description"] == "Setting desired count to 6."
    assert "triggered policy checkout-cpu" in told["activities"][0]["cause"]


async def test_who_may_not_read_a_part_is_told_so_and_sees_the_rest(server: EmbeddedAws) -> None:
    await server.control.faults(denied("application-autoscaling:DescribeScalingActivities"))
    ended = run(server, "autoscaling", "production/checkout")
    assert ended.returncode == 0, ended.stderr
    assert "bounds        3 to 18 tasks" in ended.stdout
    assert "eve may not application-autoscaling:DescribeScalingActivities" in ended.stdout
    told = json.loads(run(server, "autoscaling", "production/checkout", "--output", "json").stdout)
    assert (told["activities"], len(told["scheduled_actions"])) == (None, 1)


def test_a_service_that_nothing_scales_says_so(server: EmbeddedAws) -> None:
    ended = run(server, "autoscaling", "production/payments")
    assert ended.returncode == 0, ended.stderr
    assert "It has no scalable target: no auto scaling moves its count." in ended.stdout
    told = json.loads(run(server, "autoscaling", "production/payments", "--output", "json").stdout)
    assert (told["scalable"], told["minimum"], told["suspended"]) == (False, None, None)


async def test_what_a_scale_suspended_is_seen_in_status_and_resumed(server: EmbeddedAws) -> None:
    assert run(server, "scale", "production/web", "22", "--bounds", "suspend", "--yes").returncode == 0
    shown = run(server, "autoscaling", "production/web").stdout
    assert "! SUSPENDED   scaling in, scaling out: until somebody resumes it" in shown
    status = run(server, "status", "production")
    assert [line for line in status.stdout.splitlines() if "suspended" in line] == [
        line for line in status.stdout.splitlines() if "production/web " in line
    ]
    assert "Auto scaling of 1 service is suspended." in status.stderr
    [line] = run(server, "status", "production/web").stdout.splitlines()
    assert line.endswith("auto scaling suspended (in, out)")
    resumed = run(server, "autoscaling", "production/web", "--resume", "--yes", "--output", "json")
    assert resumed.returncode == 0, resumed.stderr
    told = json.loads(resumed.stdout)
    assert (told["plan"]["verb"], told["outcome"]) == ("resume auto scaling", "applied")
    assert "Auto scaling is resumed, with the bounds 4 to 20." in told["text"]
    assert await registered(server) == [{"SuspendedState": OFF}, {"SuspendedState": ON}]
    assert "suspended" not in run(server, "status", "production/web").stdout
    assert [(line["verb"], line["outcome"]) for line in audited()][2:] == [
        ("resume auto scaling", "sending"),
        ("resume auto scaling", "applied"),
    ]


@pytest.mark.parametrize(
    ("options", "sent", "words"),
    [
        (("--suspend",), {"SuspendedState": OFF}, "Auto scaling is suspended (scaling in, scaling out)"),
        (
            ("--suspend", "--only", "in", "--only", "scheduled"),
            {"SuspendedState": {"DynamicScalingInSuspended": True, "ScheduledScalingSuspended": True}},
            "Auto scaling is suspended (scaling in, scheduled scaling)",
        ),
        (("--max", "30"), {"MaxCapacity": 30}, "Auto scaling has the bounds 4 to 30."),
        (
            ("--min", "2", "--max", "6"),
            {"MinCapacity": 2, "MaxCapacity": 6},
            "The desired count is 6.",
        ),
    ],
)
async def test_a_change_is_planned_applied_and_told(
    server: EmbeddedAws, options: tuple[str, ...], sent: dict[str, Any], words: str
) -> None:
    ended = run(server, "autoscaling", "production/web", *options, "--yes")
    assert ended.returncode == 0, ended.stderr
    assert "call: application-autoscaling:RegisterScalableTarget" in ended.stdout
    assert "applied in " in ended.stdout
    assert words in ended.stdout
    assert await registered(server) == [sent]
    assert audited()[-1]["outcome"] == "applied"


async def test_a_dry_run_shows_the_plan_and_does_nothing(server: EmbeddedAws) -> None:
    ended = run(server, "autoscaling", "production/web", "--suspend", "--dry-run", "--read-only")
    assert ended.returncode == 0, ended.stderr
    assert "suspend auto scaling web (cluster production, account " in ended.stdout
    assert "scaling in: active -> suspended" in ended.stdout
    assert (await registered(server), audited()) == ([], [])


def test_what_is_so_already_is_no_failure(server: EmbeddedAws) -> None:
    ended = run(server, "autoscaling", "production/web", "--resume", "--yes")
    assert (ended.returncode, audited()) == (0, [])
    assert "unchanged: There is nothing to change." in ended.stderr


def test_nobody_waits_where_nobody_wants_to(server: EmbeddedAws) -> None:
    ended = run(server, "autoscaling", "production/web", "--max", "25", "--yes", "--no-wait")
    assert ended.returncode == 0, ended.stderr
    assert "left: Auto scaling has taken it. The scalable target of web stays as it was set." in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("production/web", "--suspend"), 3, "give --yes"),
        (("production/web", "--suspend", "--yes", "--read-only"), 3, "read-only"),
        (("production/payments", "--suspend", "--yes"), 3, "no scalable target"),
        (("production/web", "--max", "0", "--min", "0", "--yes"), 3, "give --confirm web"),
        (("production/web", "--suspend", "--resume", "--yes"), 2, "contradict"),
        (("production/web", "--only", "in", "--yes"), 2, "give one of them too"),
        (("production/web", "--min", "21", "--yes"), 2, "above the maximum 20"),
        (("production/wbe",), 2, "did you mean web?"),
        (("production/web", "--endpoint-url", "http://127.0.0.1:1"), 4, "unreachable"),
    ],
)
async def test_what_is_refused_or_wrong_changes_nothing(
    server: EmbeddedAws, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ended = run(server, "autoscaling", *arguments)
    assert ended.returncode == code, ended.stderr
    assert told in ended.stderr
    assert await registered(server) == []


@pytest.mark.parametrize("more", [(), ("--suspend", "--yes")])
async def test_who_may_not_read_the_target_is_told_so_and_ends_with_4(
    server: EmbeddedAws, more: tuple[str, ...]
) -> None:
    await server.control.faults(denied("application-autoscaling:DescribeScalableTargets"))
    ended = run(server, "autoscaling", "production/web", *more)
    assert (ended.returncode, ended.stdout) == (4, "")
    assert "eve may not application-autoscaling:DescribeScalableTargets" in ended.stderr
