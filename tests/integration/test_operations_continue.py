"""Deployments that shift traffic: continued, rolled back, cancelled in their stages; never twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, desk_at, lines, said
from shifting import NAME, Shift, pause

from ecstui.model.errors import Denied, Unreachable
from ecstui.model.shifting import production_of, waiting_hook
from ecstui.operations.cancel import Cancel
from ecstui.operations.continue_deployment import Continue
from ecstui.operations.redeploy import Redeploy
from ecstui.operations.refusals import PlanOutdated, ReadOnly, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk

CONTINUE = "ecs:ContinueServiceDeployment"
CANARY = {"canaryConfiguration": {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": 1}}
LINEAR = {"linearConfiguration": {"stepPercent": 50.0, "stepBakeTimeInMinutes": 1}}


@pytest.fixture
def shift(desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]) -> Shift:
    return Shift(desk, server, boto_client)


async def test_a_redeployment_says_that_it_gives_up_one_that_waits(waiting: Shift, desk: Desk) -> None:
    plan = await Redeploy(desk, CLUSTER, NAME).plan()
    assert "It waits at a pause to be continued or rolled back, and would be given up." in said(plan)


@pytest.fixture
async def waiting(shift: Shift) -> Shift:
    """A blue/green deployment that waits after its test traffic."""
    await shift.begin(lifecycleHooks=[pause()])
    await shift.paused()
    return shift


async def test_continuing_goes_on_to_the_end(desk: Desk, waiting: Shift, log: Path) -> None:
    operation = Continue(desk, CLUSTER, NAME)
    plan = await operation.plan()
    record = await waiting.record()
    steps = await applied(operation, plan)
    assert [str(change) for change in plan.changes] == [
        "stage post test traffic shift, waits -> production traffic shift",
        f"traffic 0 % to {waiting.new} -> 100 %",
    ]
    assert f"{waiting.new} gets 100 % of the production traffic, {waiting.old} keeps 0 %." in said(plan)
    assert "they bake for 1m; then 4 old tasks stop." in said(plan)
    assert "Left alone, ECS rolls it back in " in said(plan)
    texts = " ".join(step.text for step in steps)
    assert "Stage bake time, 100 % of the traffic to the new, bakes for " in texts
    assert steps[-1].text == f"Deployed {waiting.new}."
    assert [call["action"] for call in await waiting.calls("ContinueServiceDeployment")] == ["CONTINUE"]
    assert [(line["outcome"], line["resource"]) for line in lines(log)] == [
        ("sending", record.arn),
        ("applied", record.arn),
    ]


async def test_rolling_back_at_a_pause_keeps_the_old_tasks(desk: Desk, waiting: Shift) -> None:
    operation = Continue(desk, CLUSTER, NAME, "ROLLBACK")
    plan = await operation.plan()
    steps = await applied(operation, plan)
    assert f"{waiting.old} keeps all of the production traffic, and {waiting.new} is given up." in said(plan)
    assert (steps[-1].phase, (await waiting.record()).status) == ("done", "ROLLBACK_SUCCESSFUL")
    service = await waiting.service()
    assert (service.revision, service.running) == (waiting.old, service.desired)
    assert await waiting.calls("StopServiceDeployment") == []


@pytest.mark.parametrize(
    ("strategy", "settings", "shares"),
    [
        ("BLUE_GREEN", {}, [0.0, 100.0]),
        ("CANARY", CANARY, [0.0, 10.0, 100.0]),
        ("LINEAR", LINEAR, [0.0, 50.0, 100.0]),
    ],
)
async def test_a_redeployment_is_followed_through_its_stages(
    desk: Desk, shift: Shift, strategy: str, settings: dict[str, Any], shares: list[float]
) -> None:
    await shift.begin("BLUE_GREEN", bakeTimeInMinutes=0)
    await shift.until(lambda record: record.status == "SUCCESSFUL")
    async with shift.boto_client(shift.server, "ecs") as ecs:
        configuration = {"strategy": strategy, "bakeTimeInMinutes": 1, **settings}
        await ecs.update_service(cluster=CLUSTER, service=NAME, deploymentConfiguration=configuration)
    steps = await applied(Redeploy(desk, CLUSTER, NAME))
    assert steps[-1].phase == "done"
    assert not any(step.stuck for step in steps)
    seen = dict.fromkeys(float(step.stage.split()[1]) for step in steps if step.stage)
    assert list(seen) == shares
    record = await shift.record()
    assert (record.status, record.strategy.name) == ("SUCCESSFUL", strategy)


async def test_it_is_done_where_it_waits_again(desk: Desk, shift: Shift) -> None:
    await shift.begin("CANARY", **CANARY, lifecycleHooks=[pause("PRE_PRODUCTION_TRAFFIC_SHIFT")])
    await shift.paused()
    operation = Continue(desk, CLUSTER, NAME)
    plan = await operation.plan()
    steps = await applied(operation, plan)
    assert "It is to pause again before a shift of traffic." in said(plan)
    assert "After 1m it gets the rest." in said(plan)
    assert steps[-1].phase == "done"
    assert "It waits again: stage production traffic shift" in steps[-1].text
    record = await shift.record()
    assert (production_of(record), bool(waiting_hook(record))) == (10.0, True)
    assert (await applied(Continue(desk, CLUSTER, NAME)))[-1].text == f"Deployed {shift.new}."


@pytest.mark.parametrize("fault", ["cut_after", "truncate", "empty_body"])
async def test_a_lost_answer_is_read_and_not_sent_again(
    desk: Desk, waiting: Shift, log: Path, fault: str
) -> None:
    await waiting.server.control.faults({"match": CONTINUE, "fault": fault})
    steps = await applied(Continue(desk, CLUSTER, NAME))
    assert "No answer came" in steps[0].text
    assert steps[-1].phase == "done"
    assert len(await waiting.calls("ContinueServiceDeployment")) == 1
    assert lines(log)[-1]["outcome"] == "applied"


async def test_a_request_lost_on_its_way_is_said_and_never_sent_again(
    desk: Desk, waiting: Shift, log: Path
) -> None:
    await waiting.server.control.faults({"match": CONTINUE, "fault": "cut_before"})
    with pytest.raises(Unreachable, match="not applied"):
        await applied(Continue(desk, CLUSTER, NAME))
    assert waiting_hook(await waiting.record()) is not None
    assert len(await waiting.calls("ContinueServiceDeployment")) == 1
    assert lines(log)[-1]["outcome"] == "refused"


async def test_somebody_else_was_faster(desk: Desk, waiting: Shift) -> None:
    operation = Continue(desk, CLUSTER, NAME)
    plan = await operation.plan()
    assert (await applied(Continue(desk, CLUSTER, NAME, "ROLLBACK")))[-1].phase == "done"
    with pytest.raises(Refused, match="the last one is rollback successful"):
        await applied(operation, plan)
    assert [call["action"] for call in await waiting.calls("ContinueServiceDeployment")] == ["ROLLBACK"]


async def test_another_pause_meanwhile_shows_the_plan_anew(desk: Desk, shift: Shift) -> None:
    hooks = [pause("POST_TEST_TRAFFIC_SHIFT"), pause("PRE_PRODUCTION_TRAFFIC_SHIFT")]
    await shift.begin(lifecycleHooks=hooks)
    first = waiting_hook(await shift.paused())
    operation = Continue(desk, CLUSTER, NAME)
    plan = await operation.plan()
    assert (await applied(Continue(desk, CLUSTER, NAME)))[-1].text.startswith("It waits again")
    with pytest.raises(PlanOutdated, match=f"pause {first.id if first else ''} -> ecs-pause-"):
        await applied(operation, plan)
    assert len(await shift.calls("ContinueServiceDeployment")) == 1


async def test_a_pause_that_ran_out_can_not_be_continued(desk: Desk, shift: Shift) -> None:
    await shift.begin(lifecycleHooks=[pause(minutes=1)])
    await shift.paused()
    operation = Continue(desk, CLUSTER, NAME)
    plan = await operation.plan()
    await shift.until(lambda record: record.status == "ROLLBACK_SUCCESSFUL")
    with pytest.raises(Refused, match="No deployment of inventory is running"):
        await applied(operation, plan)
    assert await shift.calls("ContinueServiceDeployment") == []


async def test_what_is_rolled_back_after_it_was_continued_has_failed(desk: Desk, waiting: Shift) -> None:
    steps = []
    async for step in Continue(desk, CLUSTER, NAME).apply(await Continue(desk, CLUSTER, NAME).plan()):
        steps.append(step)
        if step.stage.startswith("BAKE_TIME") and not await waiting.calls("StopServiceDeployment"):
            async with waiting.boto_client(waiting.server, "ecs") as rival:
                arn = (await waiting.record()).arn
                await rival.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")
    assert any("It is being rolled back." in step.text for step in steps)
    assert (steps[-1].phase, "It was rolled back." in steps[-1].text) == ("failed", True)


async def test_without_a_pause_there_is_nothing_to_continue(desk: Desk, shift: Shift) -> None:
    await shift.begin()
    await shift.reach("BAKE_TIME")
    with pytest.raises(Refused, match=r"does not wait at a pause \(stage bake time\)"):
        await Continue(desk, CLUSTER, NAME).plan()


async def test_denied_is_raised_in_words_and_recorded(desk: Desk, waiting: Shift, log: Path) -> None:
    message = "User: arn:aws:iam::1:user/ann is not authorized to perform: ecs:ContinueServiceDeployment"
    await waiting.server.control.faults(
        {"match": CONTINUE, "fault": "error", "code": "AccessDeniedException", "message": message}
    )
    with pytest.raises(Denied, match="may not ecs:ContinueServiceDeployment"):
        await applied(Continue(desk, CLUSTER, NAME))
    assert lines(log)[-1]["outcome"] == "refused"


async def test_read_only_continues_nothing(
    waiting: Shift, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_at(waiting.server, log, monkeypatch, read_only=True) as desk:
        with pytest.raises(ReadOnly):
            await applied(Continue(desk, CLUSTER, NAME))
    assert await waiting.calls("ContinueServiceDeployment") == []


@pytest.mark.parametrize("stage", ["SCALE_UP", "BAKE_TIME"])
async def test_cancelling_rolls_back_from_any_stage(desk: Desk, shift: Shift, stage: str) -> None:
    await shift.begin(bakeTimeInMinutes=20)
    await shift.reach(stage)
    operation = Cancel(desk, CLUSTER, NAME)
    plan = await operation.plan()
    steps = await applied(operation, plan)
    words = [str(change) for change in plan.changes]
    if stage == "BAKE_TIME":
        assert "stage bake time -> clean up" in words
        assert f"traffic 100 % to {shift.new} -> 0 %" in words
        assert f"Production traffic goes 100 % to {shift.new}, 0 % to the old tasks" in said(plan)
        assert re.search(r"It bakes, for (19|20)m more at most\.", said(plan))
    assert steps[-1].phase == "done"
    assert (await shift.record()).status == "ROLLBACK_SUCCESSFUL"
    assert (await shift.service()).revision == shift.old


@pytest.mark.parametrize("stage", ["POST_TEST_TRAFFIC_SHIFT", "BAKE_TIME"])
async def test_aborting_leaves_the_traffic_as_it_is(desk: Desk, shift: Shift, stage: str) -> None:
    hooks = [pause()] if stage != "BAKE_TIME" else []
    await shift.begin(bakeTimeInMinutes=20, lifecycleHooks=hooks)
    before = await shift.reach(stage)
    operation = Cancel(desk, CLUSTER, NAME, "ABORT")
    plan = await operation.plan()
    steps = await applied(operation, plan)
    assert "traffic stays as it is split now" in said(plan, "danger")
    after = await shift.record()
    assert (steps[-1].phase, after.status) == ("done", "STOPPED")
    assert production_of(after) == production_of(before)


async def test_cancelling_says_what_becomes_of_a_pause_by_itself(desk: Desk, waiting: Shift) -> None:
    plan = await Cancel(desk, CLUSTER, NAME).plan()
    assert "It waits at a pause: left alone, ECS rolls it back in " in said(plan)
    assert waiting.new in said(plan)
