"""The console on an account of 1,000 services and 10,000 tasks, in a terminal of 80x24."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console_driver import console

from ecstui.demo.account.made_up import CROWD
from ecstui.live.feeds import Services

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SERVICES, TASKS = 1000, 10_000
CROWDED, SOME = "orders-api-0000", "events-proxy-0949"


async def test_a_thousand_services_are_listed_whole_and_one_of_them_is_found(
    aws_with: Callable[..., Any], tmp_path: Path
) -> None:
    aws = aws_with(services=SERVICES, tasks=TASKS)
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        services = ui.services
        await ui.until(lambda: len(services.names) > 30, "the first services")
        await ui.press("j", "j", "j")
        here, loading = services.here, services.pane.table.held < SERVICES
        assert loading, "the whole list came before the cursor was moved: make the account larger"
        await services.says("in all clusters 1,000 ")
        await ui.until(lambda: services.pane.table.held == SERVICES, "all services")
        assert services.here == here
        assert ui.rows_on_screen >= 16

        def read_at() -> float | None:
            return ui.app.session.snapshot(Services(None)).loaded_at

        first = read_at()
        await ui.press("r")
        await ui.until(lambda: read_at() != first, "another reading", patience=60)
        assert services.here == here
        assert "Detail" in ui.screen.splitlines()[1]

        await ui.press("slash")
        await ui.type(SOME)
        await ui.until(lambda: services.names == [SOME], "one service")
        await ui.press("enter", "escape")
        assert services.here == SOME


async def test_the_tasks_of_a_service_are_whole_where_one_answer_cannot_hold_them(
    aws_with: Callable[..., Any], tmp_path: Path
) -> None:
    aws = aws_with(services=SERVICES, tasks=TASKS)
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.press("colon")
        await ui.type(f"svc {CROWDED}")
        await ui.press("enter")
        await ui.until(lambda: ui.services.here == CROWDED, "the cursor on it")
        await ui.press("enter")
        await ui.tasks.says(f"of production/{CROWDED} {CROWD}")
        assert len(set(ui.tasks.names)) == CROWD
        assert ui.rows_on_screen >= 16
