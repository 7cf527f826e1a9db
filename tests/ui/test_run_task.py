"""Running a task from the console: the form, the plan, the lines, the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from console_driver import console

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def aws(aws_with: Callable[..., Any]) -> Any:
    return aws_with(speed=5, scenario="calm")


async def runs(aws: Any) -> list[dict[str, Any]]:
    return [call["params"] for call in await aws.control.calls("ecs:RunTask")]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_command_is_run_like_a_service_and_its_lines_are_followed(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size=size) as ui:
        await ui.services.go_to("web")
        await ui.press("N")
        await ui.sees("run a task in production, like web")
        await ui.sees("enter plan")
        await ui.type("sh -c 'exit 3'")
        await ui.press("tab")
        await ui.type("DEPTH=2")
        await ui.press("enter")
        await ui.sees("sh -c 'exit 3'")
        await ui.sees("env DEPTH")
        await ui.sees("enter apply")
        assert await runs(aws) == []
        await ui.press("enter")
        await ui.sees("run of web:")
        await ui.sees("finished: exit code 3")
        await ui.sees("✗ failed")
        await ui.sees("web exited 3")
        (sent,) = await runs(aws)
        assert sent["overrides"]["containerOverrides"] == [
            {
                "name": "web",
                "command": ["sh", "-c", "exit 3"],
                "environment": [{"name": "DEPTH", "value": "2"}],
            }
        ]


async def test_a_form_that_cannot_be_meant_says_why_and_runs_nothing(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("web")
        await ui.press("N")
        await ui.sees("enter plan")
        await ui.type("sh -c 'exit")
        await ui.press("enter")
        await ui.sees("no closing quotation")
        await ui.press("escape")
        await ui.sees_no("run a task in")
        assert await runs(aws) == []


async def test_a_command_line_runs_a_command(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("web")
        await ui.press("3")
        await ui.tasks.says("of production/web")
        await ui.press("colon")
        await ui.type("run echo hello")
        await ui.press("enter")
        await ui.sees("echo hello")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("✓ done")
        assert (await runs(aws))[0]["overrides"]["containerOverrides"][0]["command"] == ["echo", "hello"]


async def test_a_run_that_is_refused_leaves_the_lists_and_says_why(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(160, 40)) as ui:
        await aws.control.faults(
            {"match": "ecs:RunTask", "fault": "error", "code": "AccessDeniedException", "message": "no"}
        )
        await ui.services.go_to("web")
        await ui.press("N")
        await ui.sees("enter plan")
        await ui.press("enter")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("✗ failed")
        await ui.sees("denied")
        assert "[Logs]" not in ui.screen
