"""Plans rank what weighs, know what changed since, and say in words what a change means."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import PRIMARY, SERVICE, plan

from ecstui.model.ecs import (
    CapacityProviderShare,
    CircuitBreaker,
    ContainerDefinition,
    LoadBalancerTarget,
    Service,
    TaskDefinition,
)
from ecstui.model.errors import Denied
from ecstui.model.placement import Room
from ecstui.model.scaling import Policy, ScalableTarget
from ecstui.operations import redeploy_consequences, scale_consequences
from ecstui.operations.scale import parse_count

if TYPE_CHECKING:
    from ecstui.operations.plan import Consequence

GROUP = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/shop/0a1b"
DEFINITION = TaskDefinition(
    arn="arn:aws:ecs:eu-west-1:1:task-definition/api:7",
    status="ACTIVE",
    cpu="512",
    memory="1024",
    network_mode="awsvpc",
    containers=(ContainerDefinition("api", "host/api:1.4", True, 0, None, None, None),),
)


def service(**changes: Any) -> Service:
    return replace(SERVICE, **changes)


def deploying(**changes: Any) -> Service:
    return service(deployments=(replace(PRIMARY, **changes),))


def weighed(consequences: tuple[Consequence, ...]) -> list[str]:
    return [f"{c.weight}: {c.text}" for c in consequences]


def scaling(
    wanted: int, of: Service = SERVICE, target: ScalableTarget | Denied | None = None
) -> tuple[Consequence, ...]:
    return scale_consequences.consequences(of, wanted, target, DEFINITION)


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (None, "note: The tasks stay pending until container instances have room: 1 vCPU and 2 GB in all."),
        (Room(9, "CPU"), "note: The container instances have room for 9 more at present."),
        (Room(-1, "instances"), "note: The container instances have room at present."),
        (Room(1, "memory"), "warning: Only 1 of 2 tasks fit on the container instances: memory runs out;"),
        (Room(0, "ports"), "warning: No more tasks fit on the container instances: host ports run out;"),
        (Room(0, "instances"), "warning: No container instance takes tasks at present:"),
    ],
)
def test_on_container_instances_it_says_how_many_fit_and_what_runs_out(room: Room | None, said: str) -> None:
    on_ec2 = service(launch_type="EC2")
    told = weighed(scale_consequences.consequences(on_ec2, 6, None, DEFINITION, room=room))
    assert any(line.startswith(said) for line in told), told


def redeploying(of: Service, definition: TaskDefinition | None = None) -> tuple[Consequence, ...]:
    return redeploy_consequences.consequences(of, definition)


def test_the_gravest_consequence_comes_first_and_weighs_the_plan() -> None:
    assert [c.text for c in plan().ranked] == ["d", "w", "n"]
    assert plan().weight == "danger"
    assert plan(consequences=()).weight == "note"


def test_a_plan_names_the_facts_in_which_another_differs() -> None:
    other = plan(facts=(("count", "5"), ("deployment", "1"), ("auto scaling", "none")))
    assert list(map(str, plan().differences(other))) == ["count 4 -> 5", "auto scaling  -> none"]
    assert plan().differences(plan(subject="shown differently")) == ()


@pytest.mark.parametrize(
    ("text", "count"), [("5", 5), (" +3 ", 7), ("-1", 3), ("x2", 8), ("X3", 12), ("0", 0), ("-4", 0)]
)
def test_a_count_may_be_absolute_relative_or_a_multiple(text: str, count: int) -> None:
    assert parse_count(text, 4) == count


@pytest.mark.parametrize("text", ["", "many", "-5", "1.5", "x", "--1", "5 5", "\u0665", "9999999"])
def test_what_is_no_count_is_said_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no count|below 0"):
        parse_count(text, 4)


@given(st.text(max_size=8), st.integers(min_value=0, max_value=5000))
def test_whatever_is_typed_is_a_count_from_0_or_a_value_error(text: str, now: int) -> None:
    with suppress(ValueError):
        assert parse_count(text, now) >= 0


@given(st.integers(min_value=0, max_value=5000), st.integers(min_value=0, max_value=5000))
def test_steps_there_and_back_meet(now: int, step: int) -> None:
    assert parse_count(f"-{step}", parse_count(f"+{step}", now)) == now


@pytest.mark.parametrize(
    ("consequences", "expected"),
    [
        (scaling(7), "note: 3 tasks will be started."),
        (scaling(7), "note: Fargate: adds 1.5 vCPU and 3 GB."),
        (scaling(2), "note: Fargate: frees 1 vCPU and 2 GB."),
        (scaling(2), "warning: 2 tasks will be stopped; ECS chooses which"),
        (scaling(0), "danger: No task will be left: api stops working."),
        (
            scaling(0, service(load_balancers=(LoadBalancerTarget(GROUP, "api", 80),))),
            "danger: Requests to shop fail",
        ),
        (scaling(6000), "danger: A service has at most 5,000 tasks by default."),
        (scaling(4), "note: 4 is what is desired already"),
        (
            scaling(9, target=ScalableTarget(2, 6)),
            "warning: Above auto scaling's bounds (2 to 6). The next scaling in drops it to 6.",
        ),
        (
            scaling(1, target=ScalableTarget(2, 6)),
            "warning: Below auto scaling's bounds (2 to 6). The next scaling out lifts it to 2.",
        ),
        (
            scaling(1, target=ScalableTarget(2, 6, scale_out_suspended=True)),
            "Once scaling out is resumed, it lifts it to 2.",
        ),
        (
            scaling(9, target=ScalableTarget(2, 6, scale_in_suspended=True)),
            "note: Suspended in auto scaling: scaling in.",
        ),
        (
            scaling(5, target=ScalableTarget(2, 6, policies=(Policy("cpu", "CPU at 60 %"),))),
            "note: Auto scaling (CPU at 60 %) may move it again, within 2 to 6.",
        ),
        (scaling(5, target=Denied("nope.")), "warning: Whether auto scaling moves it is not known: nope."),
        (scaling(6, service(launch_type="EC2")), "until container instances have room: 1 vCPU and 2 GB"),
        (scaling(6, service(launch_type="EXTERNAL")), "note: The tasks need room on the external instances"),
        (
            scaling(6, deploying(rollout_state="IN_PROGRESS", running=1)),
            "warning: A deployment of api:7 is in flight (1 of 4 running)",
        ),
        (
            scaling(
                30,
                replace(deploying(rollout_state="IN_PROGRESS"), circuit_breaker=CircuitBreaker(True, True)),
            ),
            "by default at 15.",
        ),
        (scaling(6, deploying(rollout_state="FAILED")), "warning: The deployment of api:7 has failed"),
        (scaling(6, deploying(failed=2)), "warning: 2 tasks of api:7 failed in a row"),
        (scaling(6, service(deployment_controller="EXTERNAL")), "warning: An external controller deploys it"),
        (scaling(6, service(deployment_controller="CODE_DEPLOY")), "note: CodeDeploy deploys it"),
    ],
)
def test_scaling_says_what_it_means(consequences: tuple[Consequence, ...], expected: str) -> None:
    assert expected in "\n".join(weighed(consequences))


@pytest.mark.parametrize(
    ("providers", "fargate"),
    [(("FARGATE", "FARGATE_SPOT"), True), (("FARGATE_SPOT",), True), (("my-asg",), False), ((), False)],
)
def test_fargate_is_known_by_its_capacity_providers_too(providers: tuple[str, ...], fargate: bool) -> None:
    shares = tuple(CapacityProviderShare(name, 1, 0) for name in providers)
    assert scale_consequences.on_fargate(service(launch_type="", capacity_providers=shares)) is fargate


@pytest.mark.parametrize(
    ("consequences", "expected"),
    [
        (redeploying(SERVICE), "note: 4 tasks replaced all at once; at least 4 run, at most 8"),
        (
            redeploying(service(minimum_healthy_percent=50, maximum_percent=100)),
            "note: 4 tasks replaced 2 at a time; at least 2 run, at most 4",
        ),
        (
            redeploying(service(desired=3, maximum_percent=125)),
            "danger: It can never move: with minimum 100 %, maximum 125 % of 3, "
            "at least 3 must run and at most 3 may.",
        ),
        (redeploying(service(minimum_healthy_percent=0)), "danger: No task need stay up meanwhile"),
        (
            redeploying(service(minimum_healthy_percent=0, running=0)),
            "note: 4 tasks replaced all at once; at least 0 run, at most 8 (minimum 0 %, maximum 200 %). "
            "None runs now: there is nothing to keep up.",
        ),
        (redeploying(service(desired=0)), "note: Nothing is desired"),
        (redeploying(service(deployment_strategy="BLUE_GREEN")), "note: A blue/green deployment"),
        (
            redeploying(deploying(rollout_state="IN_PROGRESS", running=2)),
            "warning: A deployment of api:7 is in flight (2 of 4 running); this one replaces it.",
        ),
        (
            redeploying(deploying(rollout_state="FAILED", rollout_reason="too bad")),
            "warning: The last deployment of api:7 failed (too bad)",
        ),
        (redeploying(SERVICE), "warning: No circuit breaker"),
        (redeploying(service(circuit_breaker=CircuitBreaker(True, True))), "3 failed tasks) and rolls back."),
        (redeploying(service(circuit_breaker=CircuitBreaker(True, False))), "stops, without rolling back."),
        (redeploying(service(alarms=("p99",))), "note: Alarms watch the deployment: p99."),
        (redeploying(SERVICE, DEFINITION), "note: Tags are looked up anew: api:1.4."),
        (
            redeploying(
                SERVICE,
                replace(
                    DEFINITION,
                    containers=(replace(DEFINITION.containers[0], image="host/api@sha256:0a"),),
                ),
            ),
            "note: Its images are named by digest: the very same ones run again.",
        ),
    ],
)
def test_redeploying_says_what_it_means(consequences: tuple[Consequence, ...], expected: str) -> None:
    assert expected in "\n".join(weighed(consequences))


@pytest.mark.parametrize(
    ("now", "wanted", "huge"),
    [(4, 40, False), (4, 41, False), (4, 51, True), (20, 200, False), (0, 50, False), (600, 5001, True)],
)
def test_a_count_that_looks_like_a_slip_is_told_from_a_large_one(now: int, wanted: int, huge: bool) -> None:
    assert scale_consequences.is_huge(now, wanted) is huge
