"""Bounds and suspension of a living service, and a count set with them: once each, and on record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from operating import CLUSTER, applied, lines, said, updates

from ecstui.model.clock import SystemClock
from ecstui.model.errors import Denied, Throttled, Unreachable, UsageError
from ecstui.model.scaling import ScalableTarget, TargetChange
from ecstui.operations.auto_scaling import AutoScaling
from ecstui.operations.refusals import PlanOutdated, Refused
from ecstui.operations.scale import Scale

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk

REGISTER = "application-autoscaling:RegisterScalableTarget"
TARGETS = "application-autoscaling:DescribeScalableTargets"
UPDATE = "ecs:UpdateService"
WEB = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/production/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}
THROTTLED: dict[str, Any] = {"fault": "throttle", "n": None}
DENIED = {"fault": "error", "code": "AccessDeniedException", "message": "User: x is not allowed"}


def of_web(desk: Desk, **change: Any) -> AutoScaling:
    return AutoScaling(desk, CLUSTER, "web", TargetChange(**change))


async def registered(server: EmbeddedAws) -> list[dict[str, Any]]:
    """The parameters of every RegisterScalableTarget that reached the server."""
    return [call["params"] for call in await server.control.calls(REGISTER)]


async def web(desk: Desk) -> ScalableTarget:
    target = await desk.aws.scaling.target_alone(CLUSTER, "web")
    assert target is not None
    return target


async def desired(desk: Desk) -> int:
    return (await desk.aws.ecs.describe_service(CLUSTER, "web")).desired


class HurriedClock(SystemClock):
    """A clock on which minutes pass between two looks."""

    def monotonic(self) -> float:
        return SystemClock.monotonic(self) * 10_000


async def test_bounds_are_set_the_count_clamped_and_both_followed(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    operation = of_web(desk, minimum=2, maximum=6)
    plan = await operation.plan()
    assert [str(change) for change in plan.changes] == [
        "minimum 4 -> 2",
        "maximum 20 -> 6",
        "desired count 8 -> 6",
    ]
    assert "2 tasks stop" in said(plan, "warning")
    steps = await applied(operation, plan)
    assert (steps[0].taken, steps[-1].phase) == (True, "done")
    assert "The desired count is 6" in steps[-1].text
    assert await registered(server) == [{**WEB, "MinCapacity": 2, "MaxCapacity": 6}]
    assert await updates(server) == []
    assert await desired(desk) == 6
    first, last = lines(log)
    assert first["call"]["members"] == {**WEB, "MinCapacity": 2, "MaxCapacity": 6}
    assert (last["outcome"], bool(last["request_id"])) == ("applied", True)


async def test_only_what_changes_is_sent(desk: Desk, server: EmbeddedAws) -> None:
    await applied(of_web(desk, minimum=4, maximum=21, scale_in_suspended=True))
    assert await registered(server) == [
        {**WEB, "MaxCapacity": 21, "SuspendedState": {"DynamicScalingInSuspended": True}}
    ]


async def test_what_is_suspended_says_that_it_stays_so_and_is_resumed(desk: Desk) -> None:
    pausing = of_web(desk, scale_in_suspended=True, scale_out_suspended=True)
    plan = await pausing.plan()
    assert plan.verb == "suspend auto scaling"
    assert "No policy can act (CPU at 60 %)" in said(plan, "warning")
    assert "suspended until somebody resumes it (A, or ecstui autoscaling --resume)" in said(plan, "warning")
    last = (await applied(pausing, plan))[-1]
    assert last.phase == "done"
    assert last.text.startswith("Auto scaling is suspended (scaling in, scaling out)")
    assert (await web(desk)).suspended == ("in", "out")
    back = pausing.reverse(plan)
    assert back is not None
    backwards = await back.plan()
    assert backwards.verb == "resume auto scaling"
    assert "may act from the next alarm" in said(backwards)
    assert (await applied(back))[-1].text.startswith("Auto scaling is resumed")
    assert (await web(desk)).suspended == ()


async def test_what_is_resumed_in_part_says_what_is_still_suspended(desk: Desk) -> None:
    await applied(of_web(desk, scale_in_suspended=True, scale_out_suspended=True))
    last = (await applied(of_web(desk, scale_out_suspended=False)))[-1]
    assert last.text == "Auto scaling is still suspended (scaling in), with the bounds 4 to 20."


async def test_the_reverse_brings_the_former_bounds_back(desk: Desk) -> None:
    operation = of_web(desk, maximum=30, scheduled_suspended=True)
    plan = await operation.plan()
    await applied(operation, plan)
    back = operation.reverse(plan)
    assert back is not None
    await applied(back)
    target = await web(desk)
    assert (target.minimum, target.maximum, target.suspended) == (4, 20, ())


async def test_a_mere_suspension_says_that_it_clamps_a_count_outside(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service="web", desiredCount=24)
    operation = of_web(desk, scale_in_suspended=True)
    plan = await operation.plan()
    assert "24 -> 20" in said(plan, "warning")
    assert "a mere suspension too" in said(plan, "warning")
    assert (await applied(operation, plan))[-1].phase == "done"
    assert await desired(desk) == 20


async def test_bounds_that_leave_no_task_ask_for_the_name(desk: Desk) -> None:
    plan = await of_web(desk, minimum=0, maximum=0).plan()
    assert plan.confirm == "web"
    assert "No task will be left" in said(plan, "danger")


async def test_a_target_changed_by_somebody_else_shows_the_plan_anew(
    desk: Desk, server: EmbeddedAws, log: Path, boto_client: Callable[..., Any]
) -> None:
    operation = of_web(desk, maximum=25)
    plan = await operation.plan()
    async with boto_client(server, "application-autoscaling") as rival:
        await rival.register_scalable_target(**WEB, MinCapacity=1)
    with pytest.raises(PlanOutdated, match="bounds 4 to 20 -> 1 to 20"):
        await applied(operation, plan)
    assert lines(log) == []
    assert len(await registered(server)) == 1


async def test_a_count_that_moves_within_the_bounds_outdates_nothing(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    operation = of_web(desk, maximum=25)
    plan = await operation.plan()
    async with boto_client(server, "ecs") as rival:
        await rival.update_service(cluster=CLUSTER, service="web", desiredCount=9)
    assert (await applied(operation, plan))[-1].phase == "done"


async def test_a_lost_answer_to_an_applied_change_is_read_back_and_not_sent_again(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    await server.control.faults({"match": REGISTER, "fault": "cut_after"})
    steps = await applied(of_web(desk, maximum=25))
    assert "No answer came" in steps[0].text
    assert steps[-1].phase == "done"
    assert len(await registered(server)) == 1
    assert lines(log)[-1]["outcome"] == "applied"


async def test_a_request_lost_on_its_way_is_sent_once_more(
    desk: Desk, server: EmbeddedAws, log: Path
) -> None:
    await server.control.faults({"match": REGISTER, "fault": "cut_before"})
    assert (await applied(of_web(desk, maximum=25)))[-1].phase == "done"
    assert len(await registered(server)) == 2
    assert [line["outcome"] for line in lines(log)] == ["sending", "sending", "applied"]


async def test_a_request_lost_twice_is_said_not_to_be_applied(desk: Desk, server: EmbeddedAws) -> None:
    await server.control.faults({"match": REGISTER, "fault": "cut_before", "n": 2})
    with pytest.raises(Unreachable, match="not applied"):
        await applied(of_web(desk, maximum=25))
    assert (await web(desk)).maximum == 20


async def test_a_lost_request_is_not_repeated_over_somebody_elses_change(
    desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
) -> None:
    await server.control.faults({"match": REGISTER, "fault": "cut_before"})
    operation = of_web(desk, maximum=25)
    steps = operation.apply(await operation.plan())
    assert "No answer came" in (await anext(steps)).text
    async with boto_client(server, "application-autoscaling") as rival:
        await rival.register_scalable_target(**WEB, MaxCapacity=12)
    with pytest.raises(Refused, match="somebody else"):
        await anext(steps)
    assert (await web(desk)).maximum == 12


async def test_what_nobody_could_see_is_told_as_unknown(desk: Desk, server: EmbeddedAws, log: Path) -> None:
    operation = AutoScaling(replace(desk, clock=HurriedClock()), CLUSTER, "web", TargetChange(maximum=25))
    steps = operation.apply(await operation.plan())
    await server.control.faults({"match": REGISTER, "fault": "cut_after"})
    assert (await anext(steps)).phase == "sent"
    await server.control.faults({"match": TARGETS, "fault": "cut_before", "n": None})
    last = [step async for step in steps][-1]
    assert (last.phase, lines(log)[-1]["outcome"]) == ("failed", "unknown")


@pytest.mark.parametrize(("fault", "error"), [(DENIED, Denied), (THROTTLED, Throttled)])
async def test_a_refused_change_is_raised_in_words_and_recorded(
    desk: Desk, server: EmbeddedAws, log: Path, fault: dict[str, Any], error: type[Exception]
) -> None:
    await server.control.faults({"match": REGISTER, **fault})
    with pytest.raises(error):
        await applied(of_web(desk, maximum=25))
    assert (await web(desk)).maximum == 20
    assert lines(log)[-1]["outcome"] == "refused"


async def test_readings_that_are_throttled_are_said_and_heal(desk: Desk, server: EmbeddedAws) -> None:
    operation = of_web(desk, maximum=25)
    steps = operation.apply(await operation.plan())
    assert (await anext(steps)).taken
    await server.control.faults({"match": TARGETS, "fault": "throttle", "n": 2})
    rest = [step async for step in steps]
    assert "Not read for" in rest[0].text
    assert rest[-1].phase == "done"


async def test_who_may_not_read_policies_or_schedules_is_told_so_and_can_change_bounds(
    desk: Desk, server: EmbeddedAws
) -> None:
    await server.control.faults(
        {"match": "application-autoscaling:DescribeScalingPolicies", **DENIED, "n": None},
        {"match": "application-autoscaling:DescribeScheduledActions", **DENIED, "n": None},
    )
    operation = of_web(desk, maximum=25)
    plan = await operation.plan()
    assert "Which policies move the count is not known" in said(plan)
    assert "Whether scheduled actions set the bounds is not known" in said(plan)
    assert (await applied(operation, plan))[-1].phase == "done"


async def test_a_service_that_nothing_scales_is_refused_in_words(desk: Desk) -> None:
    with pytest.raises(Refused, match="no scalable target"):
        await AutoScaling(desk, CLUSTER, "payments", TargetChange(maximum=9)).plan()


async def test_bounds_that_cross_are_refused_before_anything_is_sent(desk: Desk) -> None:
    with pytest.raises(UsageError, match="above"):
        await of_web(desk, minimum=21).plan()


async def test_what_is_so_already_changes_nothing(desk: Desk, server: EmbeddedAws) -> None:
    operation = of_web(desk, minimum=4, scale_in_suspended=False)
    assert (await operation.plan()).empty
    with pytest.raises(Refused, match="nothing to change"):
        await applied(operation)
    assert await registered(server) == []


class TestScale:
    """A count that auto scaling would take back."""

    async def test_outside_of_the_bounds_there_are_three_ways(self, desk: Desk) -> None:
        assert (await Scale(desk, CLUSTER, "web", 25).plan()).ways == (0, 1, 2)
        assert (await Scale(desk, CLUSTER, "web", 9).plan()).ways == (0, 2)
        assert (await Scale(desk, CLUSTER, "payments", 9).plan()).ways == (0,)

    async def test_the_bounds_are_moved_first_and_hold_the_count(
        self, desk: Desk, server: EmbeddedAws, log: Path
    ) -> None:
        operation = Scale(desk, CLUSTER, "web", 22, "move")
        plan = await operation.plan()
        assert [str(change) for change in plan.changes] == ["desired count 8 -> 22", "maximum 20 -> 22"]
        assert [call.operation for call in plan.calls] == [REGISTER, UPDATE]
        steps = await applied(operation, plan)
        assert steps[-1].phase == "done"
        calls = [
            call["operation"]
            for call in await server.control.calls()
            if call["operation"] in {"RegisterScalableTarget", "UpdateService"}
        ]
        assert calls == ["RegisterScalableTarget", "UpdateService"]
        assert ((await web(desk)).maximum, await desired(desk)) == (22, 22)
        first, last = lines(log)
        assert first["further_calls"][0]["members"]["desiredCount"] == 22
        assert (last["outcome"], len(last["request_id"].split())) == ("applied", 2)

    async def test_scaling_is_suspended_first_and_undo_restores_both(
        self, desk: Desk, server: EmbeddedAws
    ) -> None:
        operation = Scale(desk, CLUSTER, "web", 3, "suspend")
        plan = await operation.plan()
        assert "suspended until somebody resumes it" in said(plan, "warning")
        assert (await applied(operation, plan))[-1].phase == "done"
        assert ((await web(desk)).suspended, await desired(desk)) == (("in", "out"), 3)
        back = operation.reverse(plan)
        assert (await applied(back))[-1].phase == "done"
        assert ((await web(desk)).suspended, await desired(desk)) == ((), 8)

    @pytest.mark.parametrize("fault", [DENIED, THROTTLED, {"fault": "cut_before", "n": 2}])
    async def test_a_second_call_that_fails_says_what_was_done_and_what_was_not(
        self, desk: Desk, server: EmbeddedAws, log: Path, fault: dict[str, Any]
    ) -> None:
        await server.control.faults({"match": UPDATE, **fault})
        operation = Scale(desk, CLUSTER, "web", 22, "move")
        plan = await operation.plan()
        last = (await applied(operation, plan))[-1]
        assert (last.phase, last.taken) == ("failed", True)
        assert "Auto scaling has the bounds 4 to 22. But the count was not set" in last.text
        assert ((await web(desk)).maximum, await desired(desk)) == (22, 8)
        assert lines(log)[-1]["outcome"] == "failed"
        await applied(operation.reverse(plan))
        assert ((await web(desk)).maximum, await desired(desk)) == (20, 8)

    async def test_a_first_call_that_fails_leaves_the_count_alone(
        self, desk: Desk, server: EmbeddedAws, log: Path
    ) -> None:
        await server.control.faults({"match": REGISTER, **DENIED})
        with pytest.raises(Denied):
            await applied(Scale(desk, CLUSTER, "web", 22, "move"))
        assert await updates(server) == []
        assert lines(log)[-1]["outcome"] == "refused"

    @pytest.mark.parametrize("match", [REGISTER, UPDATE])
    async def test_a_lost_answer_to_either_call_is_read_back_and_neither_sent_twice(
        self, desk: Desk, server: EmbeddedAws, match: str
    ) -> None:
        await server.control.faults({"match": match, "fault": "cut_after"})
        steps = await applied(Scale(desk, CLUSTER, "web", 22, "move"))
        assert any("No answer came" in step.text for step in steps)
        assert steps[-1].phase == "done"
        assert (len(await registered(server)), len(await updates(server))) == (1, 1)

    async def test_a_second_call_nobody_could_see_is_told_with_what_was_done(
        self, desk: Desk, server: EmbeddedAws, log: Path
    ) -> None:
        operation = Scale(replace(desk, clock=HurriedClock()), CLUSTER, "web", 22, "move")
        plan = await operation.plan()
        await server.control.faults({"match": UPDATE, "fault": "cut_after"})
        steps = operation.apply(plan)
        while "No answer came" not in (await anext(steps)).text:
            pass
        await server.control.faults({"match": "ecs:DescribeServices", "fault": "cut_before", "n": None})
        last = [step async for step in steps][-1]
        assert (last.phase, lines(log)[-1]["outcome"]) == ("failed", "failed")
        assert "4 to 22. Of the count: Whether it was applied is unknown" in last.text

    async def test_a_count_outside_is_said_to_be_clamped_on_its_way(
        self, desk: Desk, server: EmbeddedAws, boto_client: Callable[..., Any]
    ) -> None:
        async with boto_client(server, "ecs") as rival:
            await rival.update_service(cluster=CLUSTER, service="web", desiredCount=24)
        plan = await Scale(desk, CLUSTER, "web", 23, "suspend").plan()
        assert "24 -> 20, then to 23" in said(plan, "warning")

    async def test_bounds_that_cannot_be_read_are_not_moved(self, desk: Desk, server: EmbeddedAws) -> None:
        await server.control.faults({"match": TARGETS, **DENIED, "n": None})
        with pytest.raises(Refused, match="cannot be read"):
            await Scale(desk, CLUSTER, "web", 22, "move").plan()
        assert (await Scale(desk, CLUSTER, "web", 22).plan()).ways == (0,)

    @pytest.mark.parametrize(
        ("way", "words"),
        [
            ("move", "Auto scaling has the bounds 4 to 24. The desired count stays 24."),
            ("suspend", "Auto scaling is suspended (scaling in, scaling out), with the bounds 4 to 30."),
        ],
    )
    async def test_at_the_present_count_it_is_done_once_the_target_is_another(
        self,
        desk: Desk,
        server: EmbeddedAws,
        boto_client: Callable[..., Any],
        log: Path,
        way: Any,
        words: str,
    ) -> None:
        async with boto_client(server, "ecs") as rival:
            await rival.update_service(cluster=CLUSTER, service="web", desiredCount=24)
        if way == "suspend":
            await applied(of_web(desk, maximum=30))
        before = len(await updates(server))
        steps = await applied(Scale(desk, CLUSTER, "web", 24, way))
        assert [(step.phase, step.taken) for step in steps] == [("done", True)]
        assert words in steps[0].text
        assert (len(await updates(server)), lines(log)[-1]["outcome"]) == (before, "applied")

    async def test_a_count_set_after_its_bounds_is_told_with_them(self, desk: Desk) -> None:
        operation = Scale(desk, CLUSTER, "web", 22, "move")
        plan = await operation.plan()
        assert (await applied(operation, plan))[-1].text == (
            "Auto scaling has the bounds 4 to 22. 22 tasks running."
        )
        assert operation.goes_on(plan) == (
            "Auto scaling has the bounds 4 to 22. ECS goes on bringing web to 22 by itself."
        )
