"""The embedded ECS shifts traffic: blue/green, linear and canary, their hooks, bake times and ends."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest
from demo_account import Account

from ecstui.demo.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "inventory"
LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/1/2/3"
BEFORE = ["PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT"]
AFTER = ["POST_PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME", "CLEAN_UP"]
PAUSE = {"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}


class Shifting:
    """The calm account, and the newest deployment of one service in it."""

    def __init__(self, strategy: str = "BLUE_GREEN", **configuration: Any) -> None:
        self.account = Account()
        service = self.account.service(NAME)
        self.blue = service["deployments"][0]["taskDefinition"]
        tested = {"testListenerRule": LISTENER, "alternateTargetGroupArn": self.group("green")}
        balancer = {**service["loadBalancers"][0], "advancedConfiguration": tested}
        record = self.account.world.ecs.service_named("production", NAME)
        assert record is not None
        record.load_balancers = [balancer]
        settings = {"strategy": strategy, "bakeTimeInMinutes": 2, **configuration}
        self.account.update(NAME, deploymentConfiguration=settings)
        family, _, revision = self.blue.rpartition(":")
        self.green = f"{family}:{int(revision) - 1}"

    def group(self, name: str) -> str:
        return self.account.world.elbv2.create_group(name, 8080, "vpc-1").arn

    def deploy(self) -> None:
        self.account.update(NAME, taskDefinition=self.green)

    @property
    def record(self) -> dict[str, Any]:
        arns = self.account.call("ListServiceDeployments", cluster="production", service=NAME)
        return self.account.rollout(arns["serviceDeployments"][0]["serviceDeploymentArn"])

    @property
    def arn(self) -> str:
        return str(self.record["serviceDeploymentArn"])

    @property
    def running(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for deployment in self.account.service(NAME)["deployments"]:
            found[deployment["taskDefinition"]] = deployment["runningCount"]
        return found

    def until(self, condition: Callable[[dict[str, Any]], bool], within: float = 3600) -> float:
        return self.account.until(lambda: condition(self.record), within)

    def reach(self, stage: str) -> None:
        self.until(lambda record: record.get("lifecycleStage") == stage)

    def traffic(self) -> tuple[float, float | None]:
        target = self.record["targetServiceRevision"]
        return target["requestedProductionTrafficWeight"], target.get("requestedTestTrafficWeight")

    def walk(self) -> list[tuple[str, float, float | None, dict[str, int]]]:
        """Stage, traffic of the new revision and tasks running, at every change, to the deployment's end."""
        seen = []
        while (record := self.record)["status"] in {"PENDING", "IN_PROGRESS", "ROLLBACK_IN_PROGRESS"}:
            if "lifecycleStage" in record:
                seen.append((record["lifecycleStage"], *self.traffic(), self.running))
            self.account.wait(0.5)
            assert len(seen) < 20_000
        return seen

    def hook(self) -> dict[str, Any]:
        found: dict[str, Any] = self.record["lifecycleHookDetails"][-1]
        return found

    @property
    def awaits(self) -> bool:
        hooks = self.record.get("lifecycleHookDetails", [])
        return any(hook["status"] == "AWAITING_ACTION" for hook in hooks)

    def proceed(self, action: str = "CONTINUE", hook: str = "") -> None:
        self.account.call(
            "ContinueServiceDeployment",
            serviceDeploymentArn=self.arn,
            hookId=hook or self.hook()["hookId"],
            action=action,
        )


def stages(walk: list[Any]) -> list[str]:
    return [stage for stage, _ in groupby(seen[0] for seen in walk)]


def shares(walk: list[Any]) -> list[float]:
    return [share for share, _ in groupby(seen[1] for seen in walk)]


def test_blue_green_passes_every_stage_and_keeps_the_old_tasks_until_clean_up() -> None:
    it = Shifting()
    it.deploy()
    walk = it.walk()
    assert stages(walk) == [*BEFORE, "PRODUCTION_TRAFFIC_SHIFT", *AFTER]
    assert shares(walk) == [0.0, 100.0]
    assert all(running[it.blue] == 4 for stage, _, _, running in walk if stage != "CLEAN_UP")
    assert it.record["status"] == "SUCCESSFUL"
    assert it.running == {it.green: 4}
    assert it.account.steady(NAME)


def test_the_new_tasks_are_all_up_before_any_traffic_goes_to_them() -> None:
    it = Shifting()
    it.deploy()
    walk = it.walk()
    assert all(running.get(it.green, 0) == 0 for stage, _, _, running in walk if stage == "PRE_SCALE_UP")
    assert all(running[it.green] == 4 for _, production, test, running in walk if production or test)
    tested = next(seen for seen in walk if seen[2] == 100.0)
    assert tested[:2] == ("TEST_TRAFFIC_SHIFT", 0.0)


def test_the_bake_time_lasts_as_long_as_it_was_set() -> None:
    it = Shifting(bakeTimeInMinutes=3)
    it.deploy()
    it.reach("BAKE_TIME")
    assert it.until(lambda record: record["lifecycleStage"] == "CLEAN_UP") == pytest.approx(180, abs=1)


def test_a_canary_shifts_a_little_and_then_the_rest() -> None:
    canary = {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 4}
    it = Shifting("CANARY", canaryConfiguration=canary)
    it.deploy()
    it.until(lambda record: it.traffic()[0] == 10.0 if "lifecycleStage" in record else False)
    source = it.record["sourceServiceRevisions"][0]
    assert source["requestedProductionTrafficWeight"] == 90.0
    assert it.until(lambda _: it.traffic()[0] == 100.0) == pytest.approx(242, abs=2)
    assert stages(it.walk()) == ["PRODUCTION_TRAFFIC_SHIFT", *AFTER]
    assert it.record["status"] == "SUCCESSFUL"


def test_a_linear_deployment_shifts_in_equal_steps() -> None:
    linear = {"stepPercent": 30.0, "stepBakeTimeInMinutes": 1}
    it = Shifting("LINEAR", linearConfiguration=linear)
    it.deploy()
    assert shares(it.walk()) == [0.0, 30.0, 60.0, 90.0, 100.0]
    assert it.record["status"] == "SUCCESSFUL"


def test_it_waits_at_a_pause_until_it_is_told_to_go_on() -> None:
    it = Shifting(lifecycleHooks=[PAUSE])
    it.deploy()
    it.reach("POST_TEST_TRAFFIC_SHIFT")
    it.account.wait(900)
    assert it.record["lifecycleStage"] == "POST_TEST_TRAFFIC_SHIFT"
    hook = it.hook()
    assert (hook["status"], hook["timeoutAction"]) == ("AWAITING_ACTION", "ROLLBACK")
    assert hook["expiresAt"] - it.account.world.now == pytest.approx(86400 - 900, abs=1)
    it.proceed()
    it.reach("BAKE_TIME")
    assert it.hook()["status"] == "SUCCEEDED"


def test_a_pause_before_every_step_of_a_canary_waits_each_time() -> None:
    pause = {**PAUSE, "lifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"]}
    canary = {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 1}
    it = Shifting("CANARY", canaryConfiguration=canary, lifecycleHooks=[pause])
    it.deploy()
    waits = []
    for _ in range(2):
        it.until(lambda _: it.awaits)
        waits.append((it.record["lifecycleStage"], it.traffic()[0]))
        it.proceed()
    it.walk()
    assert waits == [("POST_TEST_TRAFFIC_SHIFT", 0.0), ("PRODUCTION_TRAFFIC_SHIFT", 10.0)]
    assert it.record["status"] == "SUCCESSFUL"


def test_a_pause_rolls_back_when_it_is_told_to() -> None:
    it = Shifting(lifecycleHooks=[PAUSE])
    it.deploy()
    it.reach("POST_TEST_TRAFFIC_SHIFT")
    it.proceed("ROLLBACK")
    walk = it.walk()
    assert stages(walk) == ["TEST_TRAFFIC_SHIFT", "CLEAN_UP"]
    assert it.record["status"] == "ROLLBACK_SUCCESSFUL"
    assert it.running == {it.blue: 4}


@pytest.mark.parametrize(
    ("action", "status"), [("ROLLBACK", "ROLLBACK_SUCCESSFUL"), ("CONTINUE", "SUCCESSFUL")]
)
def test_a_pause_that_nobody_answers_takes_its_timeout_action(action: str, status: str) -> None:
    timeout = {"timeoutInMinutes": 5, "action": action}
    it = Shifting(lifecycleHooks=[{**PAUSE, "timeoutConfiguration": timeout}])
    it.deploy()
    it.reach("POST_TEST_TRAFFIC_SHIFT")
    it.account.wait(301)
    assert it.hook()["status"] == "TIMED_OUT"
    it.walk()
    assert it.record["status"] == status


def test_a_function_hook_is_called_and_goes_on_by_itself() -> None:
    function = "arn:aws:lambda:eu-west-1:123456789012:function:smoke"
    it = Shifting(lifecycleHooks=[{"hookTargetArn": function, "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]}])
    it.deploy()
    it.reach("TEST_TRAFFIC_SHIFT")
    assert (it.hook()["targetArn"], it.hook()["status"]) == (function, "IN_PROGRESS")
    it.walk()
    assert it.record["status"] == "SUCCESSFUL"


@pytest.mark.parametrize(
    "stage", ["SCALE_UP", "POST_TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "BAKE_TIME"]
)
def test_stopping_it_gives_the_traffic_back_before_the_new_tasks_go(stage: str) -> None:
    it = Shifting()
    it.deploy()
    it.reach(stage)
    it.account.call("StopServiceDeployment", serviceDeploymentArn=it.arn, stopType="ROLLBACK")
    shifted = it.traffic()[0]
    walk = it.walk()
    assert all(running[it.blue] == 4 for *_, running in walk)
    assert shares(walk)[-1] == 0.0
    assert stages(walk)[-1] == "CLEAN_UP"
    if shifted:
        assert stages(walk)[0] == "PRODUCTION_TRAFFIC_SHIFT"
    assert it.record["status"] == "ROLLBACK_SUCCESSFUL"
    assert it.running == {it.blue: 4}


@pytest.mark.parametrize("stage", ["POST_TEST_TRAFFIC_SHIFT", "BAKE_TIME"])
def test_aborting_leaves_traffic_and_tasks_as_they_are(stage: str) -> None:
    it = Shifting(lifecycleHooks=[PAUSE] if stage != "BAKE_TIME" else [])
    it.deploy()
    it.reach(stage)
    before = it.traffic(), it.running
    it.account.call("StopServiceDeployment", serviceDeploymentArn=it.arn, stopType="ABORT")
    it.account.wait(1200)
    assert (it.traffic(), it.running) == before
    assert (it.record["status"], it.record["lifecycleStage"]) == ("STOPPED", stage)


@pytest.mark.parametrize("kind", ["ROLLBACK", "ABORT"])
def test_one_that_is_rolled_back_already_goes_on_rolling_back(kind: str) -> None:
    it = Shifting()
    it.deploy()
    it.reach("BAKE_TIME")
    it.account.call("StopServiceDeployment", serviceDeploymentArn=it.arn, stopType="ROLLBACK")
    it.account.call("StopServiceDeployment", serviceDeploymentArn=it.arn, stopType=kind)
    it.walk()
    assert it.record["status"] == "ROLLBACK_SUCCESSFUL"


def test_the_circuit_breaker_rolls_back_what_never_starts() -> None:
    breaker = {"enable": True, "rollback": True}
    it = Shifting(deploymentCircuitBreaker=breaker)
    it.green = it.account.release(NAME, "never-pushed")
    it.deploy()
    walk = it.walk()
    assert stages(walk) == ["PRE_SCALE_UP", "SCALE_UP", "CLEAN_UP"]
    record = it.record
    assert (record["status"], record["deploymentCircuitBreaker"]["status"]) == (
        "ROLLBACK_SUCCESSFUL",
        "TRIGGERED",
    )
    assert all(running[it.blue] == 4 for *_, running in walk)


def test_a_deleted_service_shifts_nothing_any_more() -> None:
    it = Shifting(lifecycleHooks=[{**PAUSE, "timeoutConfiguration": {"timeoutInMinutes": 1}}])
    it.deploy()
    it.reach("POST_TEST_TRAFFIC_SHIFT")
    it.account.call("DeleteService", cluster="production", service=NAME, force=True)
    it.account.wait(120)
    assert it.account.service(NAME)["status"] == "INACTIVE"
    assert not [event for event in it.account.events(NAME) if "rolling back" in event]


def test_a_deployment_over_one_under_way_first_takes_its_tasks_away() -> None:
    it = Shifting()
    it.deploy()
    it.reach("BAKE_TIME")
    it.account.update(NAME, forceNewDeployment=True)
    walk = it.walk()
    assert stages(walk)[0] == "RECONCILE_SERVICE"
    assert it.record["status"] == "SUCCESSFUL"
    assert it.running == {it.green: 4}


def test_the_colours_take_turns_in_the_two_target_groups() -> None:
    it = Shifting()
    first = it.account.service(NAME)["loadBalancers"][0]

    def registered() -> list[int]:
        arns = first["targetGroupArn"], first["advancedConfiguration"]["alternateTargetGroupArn"]
        groups = it.account.world.elbv2.groups
        return [sum(t.state == "healthy" for t in groups[arn].targets.values()) for arn in arns]

    it.deploy()
    it.reach("BAKE_TIME")
    assert registered() == [4, 4]
    it.walk()
    assert registered() == [0, 4]
    it.account.update(NAME, forceNewDeployment=True)
    it.walk()
    assert registered() == [4, 0]


def test_what_does_not_wait_cannot_be_continued() -> None:
    it = Shifting(lifecycleHooks=[PAUSE])
    it.deploy()
    it.reach("POST_TEST_TRAFFIC_SHIFT")
    hook = it.hook()["hookId"]
    with pytest.raises(AwsError) as other:
        it.proceed(hook="ecs-pause-other")
    it.proceed(hook=hook)
    with pytest.raises(AwsError) as twice:
        it.proceed(hook=hook)
    assert other.value.code == twice.value.code == "InvalidParameterException"
    with pytest.raises(AwsError) as unknown:
        it.account.call("ContinueServiceDeployment", serviceDeploymentArn=f"{it.arn}x", hookId=hook)
    assert unknown.value.code == "ServiceDeploymentNotFoundException"


@pytest.mark.parametrize(
    "configuration",
    [
        {"strategy": "BLUE_GREEN", "lifecycleHooks": [{**PAUSE, "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]}]},
        {"strategy": "BLUE_GREEN", "canaryConfiguration": {"canaryPercent": 5.0}},
        {"strategy": "ROLLING", "lifecycleHooks": [PAUSE]},
    ],
)
def test_settings_that_do_not_go_together_are_refused(configuration: dict[str, Any]) -> None:
    with pytest.raises(AwsError) as refused:
        Account().update(NAME, deploymentConfiguration=configuration)
    assert refused.value.code == "InvalidParameterException"
