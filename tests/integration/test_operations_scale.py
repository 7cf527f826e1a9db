"""Scaling a living service: to its end, through faults, rivals and refusals; once each, and on record."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, SPEED, applied, desk_at, lines, said, updates

from ecstui.model.clock import SystemClock
from ecstui.model.errors import Denied, NotFound, Throttled, Unreachable
from ecstui.operations.refusals import PlanOutdated, ReadOnly, Refused
from ecstui.operations.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk

UPDATE = "ecs:UpdateService"


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws], request: pytest.FixtureRequest) -> EmbeddedAws:
    return aws_with(speed=getattr(request, "param", SPEED), scenario="calm")


in_slow_motion = pytest.mark.parametrize("server", [1], indirect=True, ids=["slow"])


async def count_of(desk: Desk, name: str) -> tuple[int, int]:
    service = await desk.aws.ecs.describe_service(CLUSTER, name)
    return service.desired, service.running


@pytest.mark.parametrize(("wanted", "way"), [(6, "started"), (2, "stopped")])
async def test_it_converges_on_the_count_wanted(desk: Desk, log: Path, wanted: int, way: str) -> None:
    operation = Scale(desk, CLUSTER, "payments", wanted)
    plan = await operation.plan()
    steps = await applied(operation, plan)
    assert (plan.changes[0].now, plan.changes[0].after) == ("4", str(wanted))
    assert f"2 tasks will be {way}" in said(plan)
    assert [steps[0].phase, steps[-1].phase] == ["sent", "done"]
    assert any(step.phase == "converging" for step in steps)
    assert await count_of(desk, "payments") == (wanted, wanted)
    assert [line["outcome"] for line in lines(log)] == ["sending", "applied"]


async def test_leaving_no_task_asks_for_the_name(desk: Desk) -> None:
    assert (await Scale(desk, CLUSTER, "payments", 0).plan()).confirm == "payments"
    assert (await Scale(desk, CLUSTER, "payments", 1).plan()).confirm == ""


async def test_nothing_but_the_count_is_sent(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    await applied(Scale(desk, CLUSTER, "payments", 5))
    sent = {"cluster": CLUSTER, "service": "payments", "desiredCount": 5}
    assert await updates(server) == [sent]
    assert lines(log)[0]["call"] == {"operation": UPDATE, "members": sent}


async def test_a_lost_answer_to_an_applied_change_is_not_sent_again(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    await server.control.faults({"match": UPDATE, "fault": "cut_after"})
    steps = await applied(Scale(desk, CLUSTER, "payments", 5))
    assert "No answer came" in steps[0].text
    assert steps[-1].phase == "done"
    assert len(await updates(server)) == 1
    assert lines(log)[-1]["outcome"] == "applied"


async def test_an_unreadable_answer_counts_as_lost(desk: Desk, server: EmbeddedAws) -> None:
    await server.control.faults({"match": UPDATE, "fault": "empty_body"})
    steps = await applied(Scale(desk, CLUSTER, "payments", 5))
    assert steps[-1].phase == "done"
    assert len(await updates(server)) == 1


async def test_a_request_lost_on_its_way_is_sent_once_more(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    await server.control.faults({"match": UPDATE, "fault": "cut_before"})
    steps = await applied(Scale(desk, CLUSTER, "payments", 5))
    assert steps[-1].phase == "done"
    assert len(await updates(server)) == 2
    assert [line["outcome"] for line in lines(log)] == ["sending", "sending", "applied"]


async def test_a_request_lost_twice_is_said_not_to_be_applied(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    await server.control.faults({"match": UPDATE, "fault": "cut_before", "n": 2})
    with pytest.raises(Unreachable, match="not applied"):
        await applied(Scale(desk, CLUSTER, "payments", 5))
    assert await count_of(desk, "payments") == (4, 4)
    assert lines(log)[-1]["outcome"] == "refused"


async def test_a_lost_request_is_not_repeated_over_somebody_elses_change(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    await server.control.faults({"match": UPDATE, "fault": "cut_before"})
    operation = Scale(desk, CLUSTER, "payments", 5)
    steps = operation.apply(await operation.plan())
    assert "No answer came" in (await anext(steps)).text
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service="payments", desiredCount=7)
    with pytest.raises(Refused, match="somebody else"):
        await anext(steps)
    assert (await count_of(desk, "payments"))[0] == 7


async def test_a_change_by_somebody_else_shows_the_plan_anew(
    desk: Desk, server: EmbeddedAws, log: Path, boto_client: Callable[..., Any]
) -> None:
    operation = Scale(desk, CLUSTER, "payments", 5)
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service="payments", desiredCount=3)
    with pytest.raises(PlanOutdated, match="desired count") as outdated:
        await applied(operation, plan)
    assert outdated.value.plan.changes[0].now == "3"
    assert len(await updates(server)) == 1
    assert lines(log) == []


@in_slow_motion
async def test_a_count_moved_on_meanwhile_is_told_as_failed(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = Scale(desk, CLUSTER, "payments", 6)
    steps = operation.apply(await operation.plan())
    assert (await anext(steps)).phase == "sent"
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service="payments", desiredCount=3)
    last = [step async for step in steps][-1]
    assert last.phase == "failed"
    assert "moved on to 3, by another change made here, somebody else or auto scaling." in last.text


async def test_readings_that_fail_are_said_and_heal(desk: Desk, server: EmbeddedAws) -> None:
    operation = Scale(desk, CLUSTER, "payments", 6)
    steps = operation.apply(await operation.plan())
    assert (await anext(steps)).phase == "sent"
    await server.control.faults(
        {"match": "ecs:DescribeServices", "fault": "cut_before", "n": 2},
        {"match": "ecs:DescribeServices", "fault": "throttle", "n": 1},
    )
    rest = [step async for step in steps]
    assert any("Not read for" in step.text for step in rest)
    assert rest[-1].phase == "done"


class HurriedClock(SystemClock):
    """A clock on which minutes pass between two looks."""

    def monotonic(self) -> float:
        return SystemClock.monotonic(self) * 10_000


async def test_what_nobody_could_see_is_told_as_unknown(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    operation = Scale(replace(desk, clock=HurriedClock()), CLUSTER, "payments", 6)
    steps = operation.apply(await operation.plan())
    await server.control.faults({"match": UPDATE, "fault": "cut_after"})
    assert (await anext(steps)).phase == "sent"
    await server.control.faults({"match": "ecs:DescribeServices", "fault": "cut_before", "n": None})
    last = [step async for step in steps][-1]
    assert (last.phase, lines(log)[-1]["outcome"]) == ("failed", "unknown")
    assert "unknown" in last.text


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"fault": "error", "code": "AccessDeniedException", "message": "User: x is not allowed"}, Denied),
        ({"fault": "throttle", "n": None}, Throttled),
    ],
)
async def test_a_refused_change_is_raised_in_words_and_recorded(
    desk: Desk, server: EmbeddedAws, log: Path, fault: dict[str, Any], error: type[Exception]
) -> None:
    await server.control.faults({"match": UPDATE, **fault})
    with pytest.raises(error):
        await applied(Scale(desk, CLUSTER, "payments", 6))
    assert await count_of(desk, "payments") == (4, 4)
    last = lines(log)[-1]
    assert (last["outcome"], bool(last["reason"]), bool(last["request_id"])) == ("refused", True, True)


async def test_a_throttled_change_is_sent_again_until_it_is_taken(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    await server.control.faults({"match": UPDATE, "fault": "throttle", "n": 2})
    steps = await applied(Scale(desk, CLUSTER, "payments", 6))
    assert [step.text.partition(";")[0] for step in steps[:2]] == [
        "AWS throttles the call and has not taken it"
    ] * 2
    assert steps[-1].phase == "done"
    assert len(await updates(server)) == 3
    assert [line["outcome"] for line in lines(log)] == ["sending", "sending", "sending", "applied"]


async def test_a_throttled_change_is_not_sent_again_over_somebody_elses(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any], log: Path
) -> None:
    operation = Scale(desk, CLUSTER, "payments", 6)
    steps = operation.apply(await operation.plan())
    await server.control.faults({"match": UPDATE, "fault": "throttle", "n": 1})
    assert "throttles" in (await anext(steps)).text
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service="payments", desiredCount=3)
    with pytest.raises(PlanOutdated):
        await anext(steps)
    assert (await count_of(desk, "payments"))[0] == 3
    assert lines(log)[-1]["outcome"] == "refused"


async def test_read_only_changes_nothing(
    server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_at(server, log, monkeypatch, read_only=True) as desk:
        with pytest.raises(ReadOnly) as refused:
            await applied(Scale(desk, CLUSTER, "payments", 6))
    assert refused.value.exit_code == 3
    assert (await updates(server), lines(log)) == ([], [])


@in_slow_motion
async def test_leaving_stops_following_only_and_is_recorded(desk: Desk, log: Path) -> None:
    operation = Scale(desk, CLUSTER, "payments", 6)
    plan = await operation.plan()
    seen = asyncio.Event()

    async def follow() -> None:
        async for _ in operation.apply(plan):
            seen.set()

    following = asyncio.create_task(follow())
    await seen.wait()
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    last = lines(log)[-1]
    assert (last["outcome"], last["reason"]) == ("left", operation.goes_on(plan))
    assert (await count_of(desk, "payments"))[0] == 6


async def test_a_daemon_cannot_be_scaled(desk: Desk) -> None:
    with pytest.raises(Refused, match="one task on each container instance"):
        await Scale(desk, CLUSTER, "log-agent", 3).plan()


async def test_a_service_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await Scale(desk, CLUSTER, "nobody", 3).plan()


async def test_the_count_that_is_changes_nothing(desk: Desk, server: EmbeddedAws) -> None:
    operation = Scale(desk, CLUSTER, "payments", 4)
    plan = await operation.plan()
    assert plan.empty
    with pytest.raises(Refused, match="nothing to change"):
        await applied(operation, plan)
    assert await updates(server) == []


async def test_on_container_instances_the_plan_says_what_fits_and_what_runs_out(desk: Desk) -> None:
    services = [s async for some in desk.aws.ecs.services(CLUSTER) for s in some]
    on_ec2 = next(
        s for s in services if s.scheduling_strategy == "REPLICA" and not s.runs_on.startswith("FARGATE")
    )
    few = await Scale(desk, CLUSTER, on_ec2.name, on_ec2.desired + 1).plan()
    many = await Scale(desk, CLUSTER, on_ec2.name, on_ec2.desired + 4000).plan()
    assert "The container instances have room for" in said(few, "note")
    assert " runs out; the rest stays pending" in said(many, "warning")


async def test_who_may_not_read_container_instances_is_told_the_need_alone(
    desk: Desk, server: EmbeddedAws
) -> None:
    services = [s async for some in desk.aws.ecs.services(CLUSTER) for s in some]
    on_ec2 = next(
        s for s in services if s.scheduling_strategy == "REPLICA" and not s.runs_on.startswith("FARGATE")
    )
    denied = {"fault": "error", "code": "AccessDeniedException", "n": None}
    await server.control.faults({"match": "ecs:ListContainerInstances", **denied})
    plan = await Scale(desk, CLUSTER, on_ec2.name, on_ec2.desired + 1).plan()
    assert "stay pending until container instances have room" in said(plan, "note")
