"""The screen of auto scaling, the other ways of a count, and the header that remembers a suspension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from console_driver import console

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REGISTER = "application-autoscaling:RegisterScalableTarget"
WEB = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/production/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}
DENIED = {
    "fault": "error",
    "code": "AccessDeniedException",
    "message": "User: arn:aws:sts::1:assumed-role/oncall/you is not authorized to perform: {}",
    "n": None,
}


@pytest.fixture
def aws(aws_with: Callable[..., Any]) -> Any:
    return aws_with(scenario="calm")


def denied(operation: str) -> dict[str, Any]:
    """The fault of a permission that is missing."""
    return {**DENIED, "match": operation, "message": DENIED["message"].format(operation)}


async def sent(aws: Any) -> list[dict[str, Any]]:
    """What was registered, without the names."""
    calls = await aws.control.calls(REGISTER)
    return [{k: v for k, v in call["params"].items() if k not in WEB} for call in calls]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=str)
async def test_it_tells_what_moves_a_service_and_what_did(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size=size) as ui:
        await ui.services.go_to("checkout")
        await ui.press("A")
        await ui.sees("auto scaling of checkout")
        await ui.sees("3 to 18 tasks")
        await ui.sees("6, 6/6 running")
        await ui.sees("CPU at 60 %; rests 60 s after scaling out")
        await ui.sees("10 to 40, at(")
        await ui.sees("Setting desired count to 6; policy checkout-cpu, too high")
        await ui.sees("esc back  S scale  M bounds  Z suspend  I in  O out  T timed")
        await ui.press("escape")
        await ui.sees_no("auto scaling of checkout")
    assert await sent(aws) == []


async def test_a_service_that_nothing_scales_says_so_and_offers_nothing(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.services.go_to("payments")
        await ui.press("A")
        await ui.sees("It has no scalable target: no auto scaling moves its count.")
        await ui.sees("esc back  S scale")
        assert "M bounds" not in ui.screen
        await ui.press("M")
        await ui.sees("there is nothing to change.  esc back")
        await ui.press("Z")
        await ui.sees("auto scaling of payments")


async def test_bounds_are_typed_planned_and_set(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.services.go_to("web")
        await ui.press("A")
        await ui.sees("4 to 20 tasks")
        await ui.press("M")
        await ui.sees("minimum and maximum")
        await ui.type("9 q")
        await ui.press("enter")
        await ui.sees("is no pair of bounds")
        await ui.press("ctrl+u")
        await ui.type("2 6")
        await ui.press("enter")
        await ui.sees("desired count 8  ->  6")
        await ui.sees("enter apply")
        assert await sent(aws) == []
        await ui.press("enter")
        await ui.sees("done  auto scaling production/web")
        assert await sent(aws) == [{"MinCapacity": 2, "MaxCapacity": 6}]


async def test_a_hurried_s_and_a_count_scale_as_they_do_everywhere(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.services.go_to("web")
        await ui.press("A")
        await ui.sees("4 to 20 tasks")
        await ui.press("S", "1", "2")
        await ui.sees("desired count 8  ->  12")
        await ui.press("escape")
        await ui.sees("✓ active: nothing is suspended")
        await ui.press("S", "1", "2")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("scale production/web")
        assert ui.app.screen is ui.app.main
    assert await sent(aws) == []
    assert [call["params"]["desiredCount"] for call in await aws.control.calls("ecs:UpdateService")] == [12]


async def test_a_plan_that_is_outdated_when_it_is_confirmed_is_shown_anew(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("web")
        await ui.press("A")
        await ui.sees("4 to 20 tasks")
        await ui.press("M")
        await ui.type("2 25")
        await ui.press("enter")
        await ui.sees("enter apply")
        async with boto_client(aws, "application-autoscaling") as rival:
            await rival.register_scalable_target(**WEB, MaxCapacity=12)
        await ui.press("enter")
        await ui.sees("changed since you looked: bounds 4 to 20 -> 4 to 12")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("done  auto scaling production/web")
    assert (await sent(aws))[1:] == [{"MinCapacity": 2, "MaxCapacity": 25}]


async def test_what_is_still_loading_is_said_to_be_and_not_to_be_missing(aws: Any, tmp_path: Path) -> None:
    await aws.control.faults(
        {"match": "application-autoscaling:*", "fault": "delay", "seconds": 2, "n": None}
    )
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.services.go_to("web")
        await ui.press("A")
        await ui.sees("loading…")
        await ui.press("Z")
        await ui.sees("Auto scaling is still loading.  esc back")
        await ui.sees("4 to 20 tasks")
        await ui.sees("Z suspend")


async def test_escape_leaves_the_typing_first_and_then_the_screen(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("web")
        await ui.press("A")
        await ui.sees("4 to 20 tasks")
        await ui.press("M")
        await ui.sees("enter plan it")
        await ui.press("escape")
        await ui.sees("M bounds")
        await ui.press("escape")
        await ui.sees_no("auto scaling of web")


async def test_what_is_suspended_stays_in_the_header_until_it_is_resumed(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("web")
        await ui.press("A")
        await ui.sees("4 to 20 tasks")
        await ui.press("W")
        await ui.sees("Nothing is suspended.  esc back")
        await ui.press("I")
        await ui.sees("suspend auto scaling of web")
        await ui.sees("active  ->  suspended")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("auto scaling suspended: web (in)")
        await ui.press("A")
        await ui.sees("! SUSPENDED   scaling in: until somebody resumes it")
        await ui.sees("Z suspend  W resume")
        await ui.press("W")
        await ui.sees("resume auto scaling of web")
        await ui.sees("suspended  ->  active")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees_no("auto scaling suspended")
    assert await sent(aws) == [
        {"SuspendedState": {"DynamicScalingInSuspended": True}},
        {"SuspendedState": {"DynamicScalingInSuspended": False}},
    ]


async def test_a_suspension_by_somebody_else_is_in_the_header_at_80_columns(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(aws, "application-autoscaling") as rival:
        await rival.register_scalable_target(**WEB, SuspendedState={"ScheduledScalingSuspended": True})
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.sees("suspended: web (scheduled)")
        await ui.services.row("web")
        assert ui.screen.splitlines()[0].endswith("calls/min")


async def test_who_may_not_read_targets_is_not_told_so_in_the_header(aws: Any, tmp_path: Path) -> None:
    await aws.control.faults(denied("application-autoscaling:DescribeScalableTargets"))
    async with console(aws, tmp_path) as ui:
        await ui.services.row("web")
        await ui.until(lambda: ui.app.session.identity, "the identity")
        assert "suspended" not in ui.screen.splitlines()[0]
        await ui.services.go_to("web")
        await ui.press("A")
        await ui.sees("you may not application-autoscaling:DescribeScalableTargets")


async def test_who_may_not_read_a_part_sees_the_rest(aws: Any, tmp_path: Path) -> None:
    await aws.control.faults(
        denied("application-autoscaling:DescribeScalingActivities"),
        denied("application-autoscaling:DescribeScalingPolicies"),
    )
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("checkout")
        await ui.press("A")
        await ui.sees("3 to 18 tasks")
        await ui.sees("you may not application-autoscaling:DescribeScalingPolicies")
        await ui.sees("you may not application-autoscaling:DescribeScalingActivities")
        await ui.sees("10 to 40, at(")


async def test_a_count_outside_the_bounds_offers_to_move_them_or_to_suspend_scaling(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("web")
        await ui.press("S")
        await ui.type("22")
        await ui.sees("Above auto scaling's bounds (4 to 20)")
        await ui.sees("tab move the bounds too")
        await ui.press("tab")
        await ui.sees("20  ->  22")
        await ui.sees("tab suspend scaling too")
        await ui.press("tab")
        await ui.sees("active  ->  suspended")
        await ui.sees("tab the count alone")
        await ui.press("tab")
        await ui.sees("Above auto scaling's bounds (4 to 20)")
        await ui.press("tab")
        await ui.sees("20  ->  22")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.until(lambda: ui.app.session.running.undoable, "the change taken by AWS")
        assert await sent(aws) == [{"MaxCapacity": 22}]
        await ui.press("U")
        await ui.sees("22  ->  20")
        await ui.sees("22  ->  8")


async def test_a_way_chosen_stays_while_another_count_is_typed(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("web")
        await ui.press("S")
        await ui.type("22")
        await ui.sees("tab move the bounds too")
        await ui.press("tab")
        await ui.sees("20  ->  22")
        await ui.press("plus")
        await ui.sees("20  ->  23")


async def test_a_count_nobody_would_take_back_offers_no_other_way(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("payments")
        await ui.press("S")
        await ui.type("9")
        await ui.sees("enter apply")
        assert "tab" not in ui.screen.splitlines()[-2] + ui.app.screen.keys.text


async def test_the_targets_of_the_account_are_read_once_a_minute(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.row("web")
        await ui.pilot.pause(3)
        calls = await aws.control.calls("application-autoscaling:DescribeScalableTargets")
        assert len([call for call in calls if "ResourceIds" not in call["params"]]) == 1
