"""The facts of the detail area and how they are set in lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import NOW, ago, cluster, container, deployment, event, image, service, task
from rich.cells import cell_len

from ecstui.model.ecs import CircuitBreaker, LoadBalancerTarget, ServiceDeployment
from ecstui.model.elb import TargetHealth
from ecstui.model.errors import Denied
from ecstui.model.health import service_health
from ecstui.model.humane import clock_time
from ecstui.model.scaling import Policy, ScalableTarget
from ecstui.model.snapshot import Snapshot
from ecstui.ui.facts.cluster import cluster_facts
from ecstui.ui.facts.registry import image_sections
from ecstui.ui.facts.sections import Fact, Section, lines, wrap
from ecstui.ui.facts.service import ServicePicture, event_facts, service_facts
from ecstui.ui.facts.task import task_facts

GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-tg/0123"


def text(sections: tuple[Section, ...], width: int = 200) -> str:
    return "\n".join("".join(part for part, _ in line.parts) for line in lines(sections, width))


def test_a_service_begins_with_what_is_wrong_and_why_tasks_stopped() -> None:
    dead = task(
        last_status="STOPPED",
        stopped_at=ago(minutes=3),
        stop_code="TaskFailedToStart",
        stopped_reason="CannotPullContainerError: not found",
    )
    broken = service(running=0, events=(event("(service web) was unable to place a task.", minutes=1),))
    said = text(service_facts(ServicePicture(broken, tasks=Snapshot((dead, dead))), NOW)).splitlines()
    assert said[0] == "✗ failing"
    assert said[1].split(maxsplit=1) == ["Why", "unable to place a task."]
    assert "2 tasks, the last 3m ago: not started: CannotPullContainerError: not found" in said[2]


def test_deployments_tell_counts_failures_and_the_breaker() -> None:
    rolling = deployment(rollout_state="IN_PROGRESS", running=1, failed=4, rollout_reason="tasks fail")
    record = ServiceDeployment(
        "arn", "IN_PROGRESS", "", NOW, NOW, None, "rev",
        breaker_status="MONITORING", breaker_failures=4, breaker_threshold=10,
    )  # fmt: skip
    subject = service(deployments=(rolling,), circuit_breaker=CircuitBreaker(True, True))
    said = text(service_facts(ServicePicture(subject, deployments=Snapshot((record,))), NOW))
    assert "web:7, 1/2 running, 4 failed, in progress, begun 2d ago" in said
    assert "tasks fail" in said
    assert "on, rolls back; 4 of 10 failures, watching" in said


def test_a_deployment_that_shifts_traffic_tells_its_stage_until_it_is_over() -> None:
    record = ServiceDeployment(
        "d", "IN_PROGRESS", "", ago(minutes=9), None, None, "r", lifecycle_stage="SCALE_UP"
    )
    said = text(service_facts(ServicePicture(service(), deployments=Snapshot((record,))), NOW))
    assert "stage         scale up" in said
    over = replace(record, status="SUCCESSFUL", finished_at=ago(minutes=1))
    assert "stage " not in text(service_facts(ServicePicture(service(), deployments=Snapshot((over,))), NOW))


def test_what_found_no_room_is_not_said_to_be_failed_tasks() -> None:
    unplaced = event("(service web) was unable to place a task because ...", minutes=9)
    waiting = deployment(rollout_state="IN_PROGRESS", running=0, failed=88)
    subject = service(running=0, deployments=(waiting,), events=(unplaced,))
    said = text(service_facts(ServicePicture(subject), NOW))
    assert "88 could not be placed: no task was created" in said
    assert "88 failed" not in said


def test_events_of_one_kind_in_a_row_are_one_line_with_their_number_and_span() -> None:
    starts = [event(f"(service web) has started 1 tasks: (task {n}).", minutes=n) for n in range(1, 15)]
    other = event("(service web) has reached a steady state.", minutes=20)
    facts = event_facts((*starts, other, starts[0]), NOW)
    assert len(facts) == 3
    span = f"{clock_time(ago(minutes=14))} to {clock_time(ago(minutes=1))}"
    assert facts[0].text == f"(service web) has started 1 tasks: (task …). 14 times, {span}"
    assert facts[1].text == other.message
    assert facts[2].text == starts[0].message


def test_target_health_is_counted_and_the_unhealthy_named() -> None:
    targets = Snapshot(
        (
            TargetHealth("10.0.0.1", 80, "a", "healthy"),
            TargetHealth("10.0.0.2", 80, "a", "unhealthy", "R", "503"),
        )
    )
    balanced = service(load_balancers=(LoadBalancerTarget(GROUP, "web", 8080),))
    said = text(service_facts(ServicePicture(balanced, targets={GROUP: targets}), NOW))
    assert "web-tg -> web:8080" in said
    assert "1 healthy, 1 unhealthy" in said
    assert "10.0.0.2:80: ✗ unhealthy 503" in said or "10.0.0.2:80   ✗ unhealthy 503" in said


def test_auto_scaling_tells_its_bounds_and_what_is_suspended() -> None:
    target = ScalableTarget(2, 10, scale_in_suspended=True, policies=(Policy("cpu", "CPU at 60 %"),))
    said = text(service_facts(ServicePicture(service(), scaling=Snapshot((target,))), NOW))
    assert "2 to 10 tasks" in said
    assert "CPU at 60 %" in said
    assert "suspended     in" in said


def test_auto_scaling_that_is_loading_is_said_to_be() -> None:
    said = text(service_facts(ServicePicture(service()), NOW))
    assert "Auto scaling\nloading…" in said
    assert "loading" not in text(
        service_facts(ServicePicture(service(), scaling=Snapshot((), 0.0, True)), NOW)
    )


def test_a_denied_part_is_said_in_its_section_and_the_rest_stays() -> None:
    denied = Snapshot(failure=Denied("no policy allows it.", operation="application-autoscaling:Describe"))
    said = text(service_facts(ServicePicture(service(), scaling=denied), NOW))
    assert "denied" in said
    assert "no policy allows it." in said
    assert "Deployments" in said


def test_a_task_tells_every_container_whole() -> None:
    digest = "sha256:" + "ab" * 32
    dead = container("worker-with-a-long-name", exit_code=137, reason="OutOfMemoryError", image_digest=digest)
    said = text(task_facts(task(containers=(dead,)), NOW), width=100)
    assert "worker-with-a-long-name: exit 137" in said
    assert "OutOfMemoryError" in said
    assert digest in said


def test_what_a_task_killed_for_its_memory_was_allowed_stands_beside_it() -> None:
    killed = container(exit_code=137, reason="OutOfMemoryError", last_status="STOPPED", cpu="0", memory="384")
    dead = task(last_status="STOPPED", stopped_at=ago(minutes=1), containers=(killed,))
    words = "limits        task 256 CPU units, 512 MiB; web 384 MiB at most"
    assert words in text(task_facts(dead, NOW))
    assert words in text(service_facts(ServicePicture(service(), tasks=Snapshot((dead,))), NOW))
    assert "limits" not in text(task_facts(task(), NOW))


def test_a_task_that_never_started_says_that_it_has_no_logs() -> None:
    unpulled = task(last_status="STOPPED", started_at=None, stop_code="TaskFailedToStart")
    words = "no logs: its container never started"
    assert words in text(task_facts(unpulled, NOW))
    assert words not in text(task_facts(task(), NOW))


def test_a_cluster_names_its_services_in_trouble() -> None:
    ill = service("api", running=0, events=(event("(service api) was unable to place a task.", minutes=1),))
    judged = tuple((s, service_health(s, NOW)) for s in (ill, service()))
    said = text(cluster_facts(cluster(), judged))
    assert "✗ 1 broken" in said
    assert "api           failing, 0/2: unable to place a task." in said


def test_what_is_behind_an_images_uses_loads_before_it_is_said_to_be_missing() -> None:
    gaps = ("2 task definitions not read",)
    assert "loading: 2 task definitions not read yet" in text(
        image_sections(image("1.0"), (), gaps, None, NOW, loading=True)
    )
    assert "not known whole: 2 task definitions not read" in text(
        image_sections(image("1.0"), (), gaps, None, NOW)
    )


def test_empty_sections_are_left_out() -> None:
    assert lines((Section("Nothing", ()),), 80) == ()


def test_a_long_value_is_wrapped_beside_its_label() -> None:
    said = text((Section("", (Fact("Why", "one two three four five six seven eight nine"),)),), width=40)
    assert said.splitlines() == [
        "Why           one two three four five",
        "              six seven eight nine",
    ]


URL = "https://s3.amazonaws.com/session-manager-downloads/plugin/latest/"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            f"Install it from {URL} (linux_64bit).",
            ["Doctor        Install it from", URL, "              (linux_64bit)."],
        ),
        (URL, ["Doctor", URL]),
    ],
)
def test_a_url_is_not_broken_as_long_as_the_screen_is_wide_enough(value: str, said: list[str]) -> None:
    assert text((Section("", (Fact("Doctor", value),)),), width=73).splitlines() == said


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=200))
def test_a_fact_with_long_words_loses_nothing_and_keeps_to_the_width(value: str) -> None:
    said = lines((Section("", (Fact("", "x"), Fact("Why", value))),), 60)[1:]
    told = ["".join(part for part, _ in line.parts) for line in said]
    assert all(cell_len(line) <= 60 for line in told)
    assert "".join("".join(told).split()).removeprefix("Why") == "".join(value.split())


@pytest.mark.parametrize("width", [1, 7, 30])
@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=120))
def test_wrapping_loses_nothing_and_keeps_to_the_width(width: int, value: str) -> None:
    wrapped = wrap(value, width)
    assert "".join("".join(wrapped).split()) == "".join(value.split())
    assert all(cell_len(line) <= max(width, 2) for line in wrapped)
