"""The timeline on the screen: what was changed here beside what ECS and CloudWatch tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from console_driver import console

from ecstui.ui.screens.timeline import TimelineScreen

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=str)
async def test_a_change_made_here_stands_in_the_timeline_and_is_saved(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with console(aws, tmp_path, size) as ui:
        await ui.services.go_to("inventory")
        await ui.until(lambda: ui.app.session.identity, "who it is")
        await ui.press("plus")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.services.row("inventory", running="/5")
        await ui.press("ctrl+t")
        await ui.sees("timeline of production/inventory")
        await ui.sees("s save Markdown")  # the last of the keys, up to the very edge
        await ui.sees("scale: desired count 4 -> 5")
        await ui.press("tab")
        await ui.until(lambda: "timeline of production/inventory" not in ui.screen, "of the cluster")
        await ui.until(lambda: "catalog" in ui.screen, "others of the cluster")
        await ui.press("s")
        await ui.sees("saved as")
        assert "scale: desired count 4 -> 5" in saved(tmp_path)
        await ui.press("escape")
        await ui.services.row("inventory")


def saved(folder: Path) -> str:
    [path] = folder.glob("timeline-*.md")
    return path.read_text()


async def test_alarms_that_may_not_be_read_leave_the_rest(aws: Any, tmp_path: Path) -> None:
    await aws.control.faults(
        {
            "match": "cloudwatch:DescribeAlarmHistory",
            "fault": "error",
            "code": "AccessDeniedException",
            "n": None,
        }
    )
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("notifications")
        await ui.press("colon")
        await ui.type("timeline 3h")
        await ui.press("enter")
        await ui.sees("timeline of production/notifications")
        await ui.sees("alarms were not read")
        await ui.sees("task")


async def test_alarms_that_turned_are_in_it_where_they_watch_what_it_is_of(aws: Any, tmp_path: Path) -> None:
    await aws.control.advance(3600)
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("colon")
        await ui.type("timeline 1d")
        await ui.press("enter")
        await ui.sees("timeline of production/inventory")
        await ui.sees("since 20")
        screen = ui.app.screen
        assert isinstance(screen, TimelineScreen)
        assert not any("-> ALARM" in str(row.cells[3]) for row in screen.rows.table.rows)
        await ui.press("tab", "tab")
        await ui.sees("timeline of all of")
        await ui.press("slash")
        await ui.type("> ALARM")
        await ui.sees("-> ALARM")
