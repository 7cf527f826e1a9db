"""Plans with another way: K stops with a reason or protects, R deploys anew or replaces one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console_driver import console

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_reason_is_typed_over_the_own_one(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(120, 40)) as ui:
        await ui.services.go_to("inventory")
        await ui.tasks.says("of production/inventory 4")
        await ui.press("3", "K")
        await ui.sees("Stopped ")
        await ui.sees("enter apply")
        await ui.press("ctrl+u")
        await ui.type("leaks+quickly")
        await ui.press("enter")
        await ui.sees("stop task production/")
        (call,) = await aws.control.calls("ecs:StopTask")
        assert call["params"]["reason"] == "leaks+quickly"


async def test_tab_protects_in_place_of_stopping(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(120, 40)) as ui:
        await ui.services.go_to("inventory")
        await ui.tasks.says("of production/inventory 4")
        await ui.press("3", "K")
        await ui.sees("tab protect it for 2 h")
        await ui.press("tab")
        await ui.sees("none  ->  for 2h")
        await ui.sees("tab clear its protection")
        await ui.sees_no("reason")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("protect task production/")
        (call,) = await aws.control.calls("ecs:UpdateTaskProtection")
        assert call["params"]["expiresInMinutes"] == 120
        assert await aws.control.calls("ecs:StopTask") == []


async def test_tab_replaces_one_by_one_in_place_of_a_redeployment(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(120, 40)) as ui:
        await ui.services.go_to("inventory")
        await ui.press("R")
        await ui.sees("tab replace one by one")
        await ui.press("tab")
        await ui.sees("4 new, one by one")
        await ui.sees("tab force a new deployment")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("replace production/inventory")
        await ui.sees("0 of 4 replaced.")
        assert len(await aws.control.calls("ecs:StopTask")) == 1
        assert await aws.control.calls("ecs:UpdateService") == []
