"""The embedded ECS lives: tasks rise and fall, deployments roll, breakers trip, services find room or not."""

from __future__ import annotations

from itertools import pairwise
from math import ceil, floor
from typing import Any

import pytest
from demo_account import Account
from hypothesis import given
from hypothesis import strategies as st

from ecstui.demo.ecs.behaviour import Behaviour
from ecstui.demo.ecs.rolling import Counts, bounds, move, threshold
from ecstui.demo.errors import AwsError

RISE = ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"]
FALL = ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"]


@pytest.fixture
def account() -> Account:
    return Account()


def test_scaling_out_walks_every_status_in_order_and_is_done_in_twenty_seconds(account: Account) -> None:
    before = set(account.world.ecs.service_named("production", "cart").tasks)
    account.update("cart", desiredCount=7)
    seen: dict[str, list[str]] = {}

    def look() -> bool:
        for ident, task in account.world.ecs.service_named("production", "cart").tasks.items():
            if ident not in before:
                seen.setdefault(ident, [])
                if task.last_status not in seen[ident]:
                    seen[ident].append(task.last_status)
        return bool(seen) and account.steady("cart") and account.service("cart")["runningCount"] == 7

    assert account.until(look) < 22
    assert list(seen.values()) == [RISE, RISE]
    assert account.service("cart")["pendingCount"] == 0
    assert any("has started 2 tasks: (task " in text for text in account.events("cart")[:6])


def test_scaling_in_drains_deprovisions_and_keeps_the_stopped_task_for_an_hour(account: Account) -> None:
    account.update("cart", desiredCount=4)
    account.wait(0.6)
    arns = account.listed("cart", desiredStatus="STOPPED")
    assert len(arns) == 1
    seen: list[str] = []

    def look() -> bool:
        status = account.call("DescribeTasks", cluster="production", tasks=arns)["tasks"][0]["lastStatus"]
        if status not in seen:
            seen.append(status)
        return status == "STOPPED"

    account.until(look)
    assert seen == FALL
    task = account.call("DescribeTasks", cluster="production", tasks=arns)["tasks"][0]
    assert task["stopCode"] == "ServiceSchedulerInitiated"
    assert task["stoppedReason"].startswith("Scaling activity initiated by (deployment ecs-svc/")
    assert (
        task["createdAt"]
        < task["startedAt"]
        < task["stoppingAt"]
        < task["executionStoppedAt"]
        < task["stoppedAt"]
    )
    account.wait(3590)
    assert account.call("DescribeTasks", cluster="production", tasks=arns)["tasks"]
    account.wait(20)
    failures = account.call("DescribeTasks", cluster="production", tasks=arns)["failures"]
    assert failures == [{"arn": arns[0], "reason": "MISSING"}]


@pytest.mark.parametrize(("minimum", "maximum"), [(100, 200), (50, 100), (50, 150), (75, 125), (0, 100)])
def test_a_rolling_deployment_keeps_within_its_bounds_at_every_moment(
    account: Account, minimum: int, maximum: int
) -> None:
    percent = {"minimumHealthyPercent": minimum, "maximumPercent": maximum}
    account.update("checkout", forceNewDeployment=True, deploymentConfiguration=percent)
    service = account.world.ecs.service_named("production", "checkout")
    primary = service.primary
    least, most = ceil(6 * minimum / 100), floor(6 * maximum / 100)

    def look() -> bool:
        wanted = [task for task in service.tasks.values() if task.wanted]
        assert len(wanted) <= most
        assert sum(task.healthy for task in wanted) >= least
        return account.steady("checkout")

    account.until(look, within=240)
    assert service.primary is primary
    assert {task.deployment for task in service.tasks.values()} == {primary}
    assert account.events("checkout")[0].endswith("has reached a steady state.")


def test_force_new_deployment_makes_a_second_deployment_beside_the_first(account: Account) -> None:
    account.update("cart", forceNewDeployment=True)
    account.wait(8)
    deployments = account.service("cart")["deployments"]
    assert [(d["status"], d["rolloutState"]) for d in deployments] == [
        ("PRIMARY", "IN_PROGRESS"),
        ("ACTIVE", "COMPLETED"),
    ]
    took = account.until(lambda: account.steady("cart"))
    assert took < 60
    listed = account.call("ListServiceDeployments", cluster="production", service="cart")
    rollouts = listed["serviceDeployments"]
    assert rollouts[0]["status"] == "SUCCESSFUL"
    assert rollouts[0]["finishedAt"] > rollouts[0]["startedAt"] >= rollouts[0]["createdAt"]


@pytest.mark.parametrize(
    "change",
    [{"desiredCount": 5}, {"healthCheckGracePeriodSeconds": 9}, {"enableExecuteCommand": True}],
)
def test_what_starts_no_deployment_starts_none(account: Account, change: dict[str, Any]) -> None:
    before = account.service("cart")["deployments"][0]["id"]
    after = account.update("cart", **change)["service"]
    assert [d["id"] for d in after["deployments"]] == [before]


def test_the_circuit_breaker_trips_at_its_threshold_and_rolls_back(account: Account) -> None:
    before = account.service("cart")
    arn = account.release("cart", "never-pushed")
    account.update("cart", taskDefinition=arn)
    listed = account.call("ListServiceDeployments", cluster="production", service="cart")
    rollout = listed["serviceDeployments"][0]["serviceDeploymentArn"]

    def described() -> dict[str, Any]:
        found = account.rollout(rollout)
        assert found["deploymentCircuitBreaker"]["failureCount"] <= 3
        return found

    account.until(lambda: described()["deploymentCircuitBreaker"]["status"] == "TRIGGERED")
    primary = account.service("cart")["deployments"][0]
    assert primary["id"] == before["deployments"][0]["id"]
    assert primary["rolloutStateReason"] == (
        f"ECS deployment circuit breaker: rolling back to deploymentId {primary['id']}."
    )
    account.until(lambda: described()["status"] == "ROLLBACK_SUCCESSFUL")
    assert described()["rollback"]["serviceRevisionArn"] == before["currentServiceRevisions"][0]["arn"]
    assert account.service("cart")["taskDefinition"] == before["taskDefinition"]
    account.until(lambda: account.steady("cart"))
    told = "\n".join(account.events("cart"))
    assert "deployment failed: tasks failed to start." in told
    assert f"rolling back to deployment {primary['id']}." in told


def test_a_breaker_without_rollback_leaves_the_deployment_failed_and_starts_no_more(account: Account) -> None:
    breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": False}}
    arn = account.release("cart", "never-pushed")
    account.update("cart", taskDefinition=arn, deploymentConfiguration=breaker)
    account.until(lambda: account.service("cart")["deployments"][0]["rolloutState"] == "FAILED")
    account.wait(30)
    tasks = len(account.stopped("cart"))
    account.wait(600)
    assert len(account.stopped("cart")) == tasks
    assert account.service("cart")["runningCount"] == 5


def test_without_a_breaker_a_failing_service_is_tried_again_ever_more_slowly(account: Account) -> None:
    account.update("pricing", taskDefinition=account.release("pricing", "never-pushed"))
    account.wait(900)
    created = sorted(task["createdAt"] for task in account.stopped("pricing"))
    pauses = [later - earlier for earlier, later in pairwise(created)][-4:]
    assert min(pauses) > 100
    assert account.service("pricing")["deployments"][0]["failedTasks"] >= 5
    assert account.service("pricing")["deployments"][0]["rolloutState"] == "IN_PROGRESS"
    texts = [text for text in account.events("pricing") if "unable to consistently start tasks" in text]
    assert len(texts) == 1


def test_tasks_of_one_deployment_run_the_digest_its_first_task_found(account: Account) -> None:
    account.update("cart", forceNewDeployment=True)
    account.until(lambda: account.steady("cart"))
    service = account.service("cart")
    image = account.world.ecs.service_named("production", "cart").task_definition.containers[0]["image"]
    tag = image.rsplit(":", 1)[1]
    first = account.world.ecr.resolve(image)
    account.world.ecr.push("shop/cart", "else")
    other = account.world.ecr.push("shop/cart", "else")
    account.world.ecr.push("shop/cart", tag, digest=other)
    account.update("cart", desiredCount=6)
    account.until(lambda: account.steady("cart"))
    tasks = account.world.ecs.service_named("production", "cart").tasks.values()
    assert {task.containers[0].digest for task in tasks} == {first}
    revision = service["currentServiceRevisions"][0]["arn"]
    answer = account.call("DescribeServiceRevisions", serviceRevisionArns=[revision])
    described = answer["serviceRevisions"][0]
    assert described["containerImages"][0]["imageDigest"] == first
    account.update("cart", forceNewDeployment=True)
    account.until(lambda: account.steady("cart"))
    tasks = account.world.ecs.service_named("production", "cart").tasks.values()
    assert {task.containers[0].digest for task in tasks} == {other}


def test_a_daemon_runs_once_on_every_instance_and_has_no_desired_count_to_set(account: Account) -> None:
    with pytest.raises(AwsError, match="daemon scheduling strategy does not support a desired count"):
        account.update("log-agent", desiredCount=2)
    account.update("log-agent", forceNewDeployment=True)
    account.until(lambda: account.steady("log-agent"))
    tasks = account.world.ecs.service_named("production", "log-agent").tasks.values()
    instances = account.world.ecs.clusters["production"].instances.values()
    assert sorted(task.instance.id for task in tasks) == sorted(instance.id for instance in instances)


def test_ec2_tasks_take_room_wait_for_it_and_are_placed_when_it_is_free(account: Account) -> None:
    account.update("media-resizer", desiredCount=200)
    account.wait(40)
    service = account.world.ecs.service_named("production", "media-resizer")
    placed = service.running_count
    assert 4 < placed < 200
    for instance in account.world.ecs.clusters["production"].instances.values():
        assert instance.cpu_left == instance.cpu - sum(t.task_definition.cpu for t in instance.tasks.values())
        assert min(instance.cpu_left, instance.memory_left) >= 0
    assert any("was unable to place a task because no" in text for text in account.events("media-resizer"))
    account.update("search", desiredCount=2)
    account.wait(40)
    assert service.running_count > placed


def test_stopping_a_task_by_hand_says_so_and_the_service_replaces_it(account: Account) -> None:
    arn = account.call("ListTasks", cluster="production", serviceName="cart")["taskArns"][0]
    account.call("StopTask", cluster="production", task=arn, reason="looked odd")
    account.until(lambda: account.steady("cart") and bool(account.stopped("cart")))
    task = account.stopped("cart")[0]
    assert (task["stopCode"], task["stoppedReason"]) == ("UserInitiated", "looked odd")
    assert account.service("cart")["runningCount"] == 5


def test_protected_tasks_survive_scaling_in(account: Account) -> None:
    arns = account.call("ListTasks", cluster="production", serviceName="cart")["taskArns"]
    account.call("UpdateTaskProtection", cluster="production", tasks=arns, protectionEnabled=True)
    account.update("cart", desiredCount=2)
    account.wait(60)
    assert account.service("cart")["runningCount"] == 5
    assert "tasks under protection" in account.events("cart")[0]
    account.call("UpdateTaskProtection", cluster="production", tasks=arns, protectionEnabled=False)
    account.wait(90)
    assert account.service("cart")["runningCount"] == 2


def test_a_deleted_service_drains_and_becomes_inactive(account: Account) -> None:
    with pytest.raises(AwsError, match="cannot be stopped while it is scaled above 0"):
        account.call("DeleteService", cluster="production", service="cart")
    account.call("DeleteService", cluster="production", service="cart", force=True)
    assert account.service("cart")["status"] == "DRAINING"
    account.until(lambda: account.service("cart")["status"] == "INACTIVE")
    with pytest.raises(AwsError) as refused:
        account.update("cart", desiredCount=1)
    assert refused.value.code == "ServiceNotActiveException"


def test_a_stopped_deployment_rolls_back(account: Account) -> None:
    before = account.service("checkout")["taskDefinition"]
    account.update("checkout", taskDefinition=account.release("checkout", "2.14.2"))
    account.wait(5)
    arn = account.service("checkout")["currentServiceDeployment"]
    account.call("StopServiceDeployment", serviceDeploymentArn=arn)
    account.until(lambda: account.steady("checkout"))
    assert account.service("checkout")["taskDefinition"] == before
    assert account.rollout(arn)["status"] == "ROLLBACK_SUCCESSFUL"


def test_a_pair_of_percentages_that_allows_no_move_says_it_is_stuck(account: Account) -> None:
    percent = {"minimumHealthyPercent": 100, "maximumPercent": 125}
    account.update("reviews", forceNewDeployment=True, deploymentConfiguration=percent)
    account.wait(60)
    assert "unable to stop or start tasks during a deployment" in account.events("reviews")[0]


@given(
    desired=st.integers(0, 60),
    minimum=st.integers(0, 100),
    extra=st.integers(0, 100),
    new=st.integers(0, 60),
    old=st.integers(1, 60),
    data=st.data(),
)
def test_no_move_ever_leaves_the_bounds(
    desired: int, minimum: int, extra: int, new: int, old: int, data: st.DataObject
) -> None:
    healthy = data.draw(st.integers(0, new)), data.draw(st.integers(0, old))
    least, most = bounds(desired, minimum, 100 + extra)
    have = Counts(new, healthy[0], old, healthy[1])
    made = move(desired, least, most, have)
    stopped_healthy = max(0, made.stop_old - (old - healthy[1]))
    assert made.stop_new or sum(healthy) - stopped_healthy >= min(least, sum(healthy))
    assert made.start == 0 or new + old + made.start <= most
    assert 0 <= made.stop_old <= old


def test_the_breaker_threshold_is_half_the_desired_count_from_3_to_200() -> None:
    assert [threshold(n) for n in (0, 1, 6, 7, 50, 1000)] == [3, 3, 3, 4, 25, 200]


def test_a_task_that_fails_its_container_health_check_says_so(account: Account) -> None:
    account.world.ecr.push("shop/checkout", "sick")
    account.world.ecs.repertoire.teach("shop/checkout:sick", Behaviour(answers=False))
    account.update("checkout", taskDefinition=account.release("checkout", "sick"))
    account.until(lambda: any(task["lastStatus"] == "STOPPED" for task in account.stopped("checkout")))
    failed = [task for task in account.stopped("checkout") if task["healthStatus"] == "UNHEALTHY"]
    assert len(failed) >= 3  # then the circuit breaker stops those that have not failed yet
    assert {task["stoppedReason"] for task in failed} == {"Task failed container health checks"}
    assert {task["stopCode"] for task in failed} == {"ServiceSchedulerInitiated"}


def test_a_task_run_by_hand_ends_by_itself_with_its_exit_code(account: Account) -> None:
    network = {"awsvpcConfiguration": {"subnets": ["subnet-0a1f4c7d92e35b860"]}}
    asked = {"cluster": "batch", "launchType": "FARGATE", "networkConfiguration": network}
    started = account.call("RunTask", taskDefinition="nightly-report:2", count=2, **asked)["tasks"]
    assert [task["lastStatus"] for task in started] == ["PROVISIONING"] * 2
    account.wait(200)
    arns = [task["taskArn"] for task in started]
    tasks = account.call("DescribeTasks", cluster="batch", tasks=arns)["tasks"]
    assert [task["lastStatus"] for task in tasks] == ["STOPPED"] * 2
    assert [task["containers"][0]["exitCode"] for task in tasks] == [0, 0]
    assert {task["stopCode"] for task in tasks} == {"EssentialContainerExited"}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["./migrate", "--all"], 0),
        (["exit", "3"], 3),
        (["sh", "-c", "sleep 9; exit 3"], 3),
        (["false"], 1),
    ],
)
def test_a_command_of_its_own_says_a_few_lines_and_exits(
    account: Account, command: list[str], code: int
) -> None:
    web = account.service("web")
    override = {"containerOverrides": [{"name": "web", "command": command}]}
    task = account.call(
        "RunTask",
        cluster="production",
        taskDefinition=web["taskDefinition"],
        launchType="FARGATE",
        networkConfiguration=web["networkConfiguration"],
        overrides=override,
    )["tasks"][0]

    def again() -> dict[str, Any]:
        found: dict[str, Any] = account.call("DescribeTasks", cluster="production", tasks=[task["taskArn"]])[
            "tasks"
        ][0]
        return found

    account.until(lambda: again()["lastStatus"] == "STOPPED", within=60)
    main = next(c for c in again()["containers"] if c["name"] == "web")
    stream = f"ecs/web/{task['taskArn'].rpartition('/')[2]}"
    lines = [
        event.message for event in account.world.logs.groups["/ecs/production/web"].streams[stream].stored
    ]
    assert (main["exitCode"], again()["stopCode"]) == (code, "EssentialContainerExited")
    assert lines[0].startswith("running: ")
    assert lines[-1] == f"finished: exit code {code}"


def test_an_override_of_a_container_that_is_not_there_is_refused(account: Account) -> None:
    web = account.service("web")
    with pytest.raises(AwsError, match="ghost is not a container in the TaskDefinition"):
        account.call(
            "RunTask",
            cluster="production",
            taskDefinition=web["taskDefinition"],
            networkConfiguration=web["networkConfiguration"],
            overrides={"containerOverrides": [{"name": "ghost"}]},
        )
