"""The account the embedded AWS opens with: believable, failing in five ways, the same for a seed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from ecstui.demo.account import fill
from ecstui.demo.boot import load_operations
from ecstui.demo.operations import HANDLERS
from ecstui.demo.settings import Settings
from ecstui.demo.world import World

NOON = 1_800_000_000.0


def opened(**settings: Any) -> World:
    load_operations()
    world = World(NOON, Settings(start=NOON, **settings))
    fill(world)
    return world


@pytest.fixture(scope="module")
def incident() -> World:
    return opened()


def ask(world: World, operation: str, api: str = "ecs", /, **params: Any) -> dict[str, Any]:
    answer: dict[str, Any] = HANDLERS[api, operation](world, params)
    return answer


def service(world: World, name: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(world, "DescribeServices", cluster="production", services=[name])["services"][
        0
    ]
    return found


def last_stopped(world: World, name: str) -> dict[str, Any]:
    arns = ask(world, "ListTasks", cluster="production", serviceName=name, desiredStatus="STOPPED")[
        "taskArns"
    ]
    tasks = ask(world, "DescribeTasks", cluster="production", tasks=arns)["tasks"]
    done = [task for task in tasks if task["lastStatus"] == "STOPPED"]
    newest: dict[str, Any] = max(done, key=lambda task: task["stoppedAt"])
    return newest


def told(world: World, name: str) -> str:
    return "\n".join(event["message"] for event in service(world, name)["events"])


def test_it_is_a_shop_of_three_clusters_25_services_and_about_a_hundred_tasks(incident: World) -> None:
    assert set(incident.ecs.clusters) == {"production", "staging", "batch"}
    assert len(incident.ecs.services) == 25
    assert 80 <= sum(len(cluster.tasks) for cluster in incident.ecs.clusters.values()) <= 120
    assert len(incident.ecr.repositories) == 12
    assert all(len(revisions) > 1 for revisions in incident.ecs.families.values())
    for name in incident.ecs.clusters["production"].services:
        moments = [event["createdAt"] for event in service(incident, name)["events"]]
        assert moments == sorted(moments, reverse=True)
        assert moments[0] <= NOON


def test_an_image_that_is_not_there_cannot_be_pulled(incident: World) -> None:
    task = last_stopped(incident, "pricing")
    assert task["stopCode"] == "TaskFailedToStart"
    assert task["stoppedReason"].startswith("CannotPullContainerError: ")
    assert task["stoppedReason"].endswith("shop/pricing:3.8.1: not found")
    assert "startedAt" not in task
    assert "exitCode" not in task["containers"][0]
    assert service(incident, "pricing")["deployments"][0]["failedTasks"] > 3
    assert "unable to consistently start tasks successfully" in told(incident, "pricing")


def test_a_leak_is_killed_at_137_again_and_again(incident: World) -> None:
    task = last_stopped(incident, "recommendations")
    assert task["stopCode"] == "EssentialContainerExited"
    assert task["stoppedReason"] == "Essential container in task exited"
    container = task["containers"][0]
    assert container["exitCode"] == 137
    assert container["reason"] == "OutOfMemoryError: Container killed due to memory usage"
    assert task["executionStoppedAt"] - task["startedAt"] > 150
    assert service(incident, "recommendations")["deployments"][0]["rolloutState"] == "COMPLETED"


def test_failing_health_checks_end_a_task_and_show_at_the_load_balancer() -> None:
    world = opened()
    task = last_stopped(world, "shipping")
    group = service(world, "shipping")["loadBalancers"][0]["targetGroupArn"]
    assert task["stopCode"] == "ServiceSchedulerInitiated"
    assert task["stoppedReason"] == f"Task failed ELB health checks in (target-group {group})"
    assert "due to (reason Health checks failed with these codes: [503])" in told(world, "shipping")
    assert "Amazon ECS replaced 1 tasks due to an unhealthy status." in told(world, "shipping")

    def states() -> set[tuple[str, str | None]]:
        answer = ask(world, "DescribeTargetHealth", "elbv2", TargetGroupArn=group)
        healths = [one["TargetHealth"] for one in answer["TargetHealthDescriptions"]]
        return {(health["State"], health.get("Reason")) for health in healths}

    seen = set()
    for _ in range(140):
        seen |= states()
        world.timers.advance(world.now + 1)
    assert seen == {
        ("healthy", None),
        ("initial", "Elb.InitialHealthChecking"),
        ("unhealthy", "Target.ResponseCodeMismatch"),
        ("draining", "Target.DeregistrationInProgress"),
    }


def test_a_crash_after_the_first_lines_exits_1(incident: World) -> None:
    task = last_stopped(incident, "notifications")
    assert task["stopCode"] == "EssentialContainerExited"
    assert task["containers"][0]["exitCode"] == 1
    assert task["executionStoppedAt"] - task["startedAt"] < 8
    assert service(incident, "notifications")["runningCount"] <= 1


def test_a_task_too_big_for_every_instance_is_not_placed(incident: World) -> None:
    found = service(incident, "fraud-scoring")
    assert (found["desiredCount"], found["runningCount"], found["pendingCount"]) == (2, 1, 0)
    assert "has insufficient memory available" in told(incident, "fraud-scoring")


def test_one_service_is_mid_deployment_and_one_was_rolled_back(incident: World) -> None:
    assert len(service(incident, "catalog")["deployments"]) == 2
    listed = ask(incident, "ListServiceDeployments", cluster="production", service="reviews")
    assert listed["serviceDeployments"][0]["status"] == "ROLLBACK_SUCCESSFUL"
    arn = listed["serviceDeployments"][0]["serviceDeploymentArn"]
    breaker = ask(incident, "DescribeServiceDeployments", serviceDeploymentArns=[arn])["serviceDeployments"][
        0
    ]
    assert breaker["deploymentCircuitBreaker"] == {"status": "TRIGGERED", "failureCount": 3, "threshold": 3}


def test_the_calm_account_is_healthy_everywhere() -> None:
    world = opened(scenario="calm")
    world.timers.advance(NOON + 120)
    for one in world.ecs.services.values():
        assert (one.running_count, one.pending_count) == (one.desired_count, 0), one.name
        assert [d.rollout_state for d in one.deployments] == ["COMPLETED"], one.name


def test_a_seed_gives_the_same_account_and_the_same_life() -> None:
    def answers(seed: int, steps: int) -> str:
        world = opened(seed=seed)
        for _ in range(steps):
            world.timers.advance(world.now + 300 / steps)
        names = list(world.ecs.clusters["production"].services)[:10]
        return json.dumps(ask(world, "DescribeServices", cluster="production", services=names))

    assert answers(7, 1) == answers(7, 60)
    assert answers(7, 1) != answers(8, 1)


def test_a_thousand_services_are_all_listed_over_pages_of_any_size() -> None:
    began = time.perf_counter()
    world = opened(services=1000, tasks=10_000)
    assert time.perf_counter() - began < 10  # it takes well under one; a loose bound against a blunder
    assert len(world.ecs.tasks) == 10_000
    found: list[str] = []
    for cluster in world.ecs.clusters:
        params: dict[str, Any] = {"cluster": cluster, "maxResults": 73}
        while True:
            answer = ask(world, "ListServices", **params)
            assert len(answer["serviceArns"]) <= 73
            found += answer["serviceArns"]
            if "nextToken" not in answer:
                break
            params["nextToken"] = answer["nextToken"]
    assert sorted(found) == sorted(world.ecs.services)
    assert len(ask(world, "ListServices", cluster="production")["serviceArns"]) == 10


def test_a_service_that_backs_off_acts_within_a_second_once_it_is_given_a_good_revision() -> None:
    world = opened()
    ask(world, "UpdateService", cluster="production", service="pricing", taskDefinition="pricing:2")
    world.timers.advance(world.now + 1)
    assert service(world, "pricing")["deployments"][0]["pendingCount"] == 4
    world.timers.advance(world.now + 60)
    deployments = service(world, "pricing")["deployments"]
    assert [(d["status"], d["rolloutState"]) for d in deployments] == [("PRIMARY", "COMPLETED")]


def test_a_leaking_service_with_more_memory_is_killed_no_more() -> None:
    world = opened()
    definition = ask(world, "DescribeTaskDefinition", taskDefinition="recommendations")["taskDefinition"]
    kept = ("family", "networkMode", "cpu", "memory", "requiresCompatibilities")
    container = {**definition["containerDefinitions"][0], "memory": 1024}
    body = {name: definition[name] for name in kept} | {"containerDefinitions": [container]}
    ask(world, "RegisterTaskDefinition", **body)
    ask(
        world,
        "UpdateService",
        cluster="production",
        service="recommendations",
        taskDefinition="recommendations",
    )
    world.timers.advance(world.now + 1200)
    assert last_stopped(world, "recommendations")["stoppedAt"] < world.now - 900


def test_what_waits_for_room_is_placed_on_a_new_container_instance() -> None:
    world = opened()
    cluster = world.ecs.clusters["production"]
    world.ecs.create_instance(
        cluster,
        "m6i.2xlarge",
        ec2_id="i-0123456789abcdef0",
        availability_zone="eu-west-1a",
        cpu=8192,
        memory=31800,
        private_ip="10.20.16.99",
        registered_at=world.now,
        capacity_provider="shop-ec2",
    )
    world.timers.advance(world.now + 60)
    found = service(world, "fraud-scoring")
    assert (found["runningCount"], found["deployments"][0]["rolloutState"]) == (2, "COMPLETED")
    assert service(world, "log-agent")["runningCount"] == 7
