"""The view of a service's deployments, on the embedded AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from console_driver import Driver, console

from ecstui.ui.screens.deployment import DeploymentScreen

if TYPE_CHECKING:
    from pathlib import Path

SIZES = [(80, 24), (120, 40), (200, 60)]
NAME = "invoice-renderer"


def countdown(ui: Driver) -> str:
    """What the line of the pause says is left."""
    line = next((line for line in ui.screen.splitlines() if " left, until " in line), "")
    return line.strip().removeprefix("pause").strip().partition(" ")[0]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_v_shows_stage_traffic_and_a_pause_counting_down(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size=size) as ui:
        await ui.services.go_to(NAME)
        await ui.press("v")
        await ui.sees(f"Deployments of batch/{NAME}")
        await ui.sees("! paused")
        await ui.sees(f"{NAME}:3, from {NAME}:2")
        await ui.sees("▶post-test")
        await ui.sees("then ECS rolls it back")
        await ui.sees("3 of 3 new running; 3 of 3 old running")
        first = countdown(ui)
        await ui.until(lambda: countdown(ui) not in {first, ""}, f"less than {first} left")
        await ui.sees("C continue")
        await ui.press("escape")
        await ui.sees("Services in all clusters")


async def test_the_whole_of_a_deployment_is_seen_with_what_it_changed_and_its_events(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to(NAME)
        await ui.press("v")
        await ui.sees("fulfilment:invoice-3.1.0  ->  fulfilment:invoice-3.2.0")
        await ui.sees("env PDF_ENGINE: none  ->  weasy-62")
        await ui.sees("has started 3 tasks")
        await ui.press("j")
        await ui.sees("fulfilment:invoice-3.0.1  ->  fulfilment:invoice-3.1.0")
        await ui.press("k")
        await ui.sees("env PDF_ENGINE")


async def test_c_within_continues_it_and_the_view_follows_to_the_next_stages(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path, size=(120, 40)) as ui:
        await ui.services.go_to(NAME)
        await ui.press("v")
        await ui.sees("C continue")
        await ui.press("C")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees(f"continue batch/{NAME}")
        await aws.control.advance(10)
        await ui.sees("▶bake")
        await ui.sees(" left at most, until ")
        await ui.sees(f"100 % {NAME}:3")
        await ui.sees("C cancel")
        await aws.control.advance(600)
        await ui.sees("✓ successful")
        await ui.until(lambda: "C " not in ui.screen.splitlines()[-1], "no C once it is over")


async def test_an_operation_in_the_strip_opens_the_deployments_of_its_service(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("5")
        await ui.until(lambda: "no operation is shown" in ui.status, "why it is off")
        for name in ("inventory", "cart"):
            await ui.services.go_to(name)
            await ui.press("R")
            await ui.sees("enter apply")
            await ui.press("enter")
            await ui.sees(f"redeploy production/{name}")
        await ui.services.go_to("gateway")
        await ui.press("5")
        await ui.sees("Deployments of production/cart")
        await ui.press("5")
        await ui.sees("Deployments of production/inventory")
        await ui.press("tab")
        await ui.sees("Deployments of production/cart")


async def test_read_only_shows_the_deployments_and_takes_c_away(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, read_only=True) as ui:
        await ui.services.go_to(NAME)
        await ui.press("v")
        await ui.sees("then ECS rolls it back")
        assert "C continue" not in ui.screen
        await ui.press("C")
        assert isinstance(ui.app.screen, DeploymentScreen)
    assert await aws.control.calls("ecs:ContinueServiceDeployment") == []


async def test_what_may_not_be_read_is_said_and_heals(aws: Any, tmp_path: Path) -> None:
    await aws.control.faults(
        {"match": "ecs:ListServiceDeployments", "fault": "error", "code": "AccessDeniedException", "n": None}
    )
    async with console(aws, tmp_path, size=(120, 40)) as ui:
        await ui.services.go_to("inventory")
        await ui.press("v")
        await ui.sees("ecs:ListServiceDeployments")
        await aws.control.faults()
        await ui.press("r")
        await ui.sees("✓ successful")


async def test_nothing_else_is_read_while_it_is_open_and_nothing_of_it_once_it_is_closed(
    aws: Any, tmp_path: Path
) -> None:
    def watched() -> set[str]:
        refresher = ui.app.session.refresher
        return {type(feed).__name__ for feed in refresher._watched} if refresher else set()

    others = {"Services", "ServiceDeployments", "SuspendedTargets"}  # one listed waits at a pause
    its_own = {"OneService", "ServiceDeployments", "ServiceRevisions", "TaskDefinitions"}
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.services.go_to("inventory")
        await ui.press("v")
        await ui.sees("✓ successful")
        await ui.until(lambda: watched() == its_own, f"only {its_own}, not {watched()}")
        await ui.press("v")
        await ui.sees("Services in all clusters")
        await ui.until(lambda: watched() == others, f"only the services, not {watched()}")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_tab_goes_to_the_strip_and_enter_opens_the_deployments_of_the_operation_chosen(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size=size) as ui:
        for name in ("accounts", "inventory"):
            await ui.services.go_to(name)
            await ui.press("R")
            await ui.sees("enter apply")
            await ui.press("enter")
            await ui.sees(f"redeploy production/{name}")
        strip = ui.app.main.operations
        for _ in range(6):
            if ui.app.focused is not strip:
                await ui.press("tab")
        await ui.sees("▸~ ")
        await ui.press("enter")
        await ui.sees("Deployments of production/inventory")
        await ui.press("escape")
        await ui.press("down", "enter")
        await ui.sees("Deployments of production/accounts")
        await ui.press("escape")
        await ui.press("escape")
        assert ui.app.focused is not strip


async def test_a_rollback_while_a_deployment_runs_may_stop_that_instead(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("catalog")
        await ui.press("B")
        await ui.sees("roll back catalog to")
        await ui.sees("see what it would change")
        await ui.press("enter")
        await ui.sees("tab roll back the deployment under way")
        await ui.press("tab")
        await ui.sees("rolled back")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("cancel production/catalog")
        assert len(await aws.control.calls("ecs:StopServiceDeployment")) == 1


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_paused_deployment_is_told_in_the_list_though_it_is_not_selected(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size=size) as ui:
        await ui.services.go_to("accounts")
        await ui.sees("! paused")
        await ui.services.go_to(NAME)
        await ui.until(lambda: "or ECS rolls it back" in ui.status, "what becomes of it")
