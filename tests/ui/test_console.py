"""The console as a whole, on the embedded AWS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from console_driver import console
from textual.events import Key

if TYPE_CHECKING:
    from pathlib import Path

NARROW = (80, 24)


async def test_first_paint_shows_the_whole_frame_before_any_answer(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        assert "1 Clusters" in ui.screen
        assert "4 Repositories" in ui.screen
        assert "connecting" in ui.screen
        await ui.services.row("fraud-scoring")


async def test_services_show_what_is_failing_first(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.until(lambda: len(ui.services.names) == 25, "25 services")
        marks = [row.cells[0].text[0] for row in ui.services.pane.table.rows]
        assert marks == sorted(marks, key="✗!~?·✓".index)
        assert "✗" in ui.services.title


async def test_a_cluster_narrows_the_services_and_all_clusters_widens_them(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.row("fraud-scoring")
        await ui.clusters.go_to("staging")
        await ui.services.says("in staging")
        await ui.until(lambda: len(ui.services.names) == 5, "5 services of staging")
        await ui.press("g")
        await ui.services.says("in all clusters")
        await ui.until(lambda: len(ui.services.names) == 25, "25 services")


async def test_going_in_and_back_walks_from_cluster_to_detail(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.clusters.go_to("production")
        await ui.services.says("in production")
        await ui.press("enter")
        assert ui.focus == "services"
        await ui.services.go_to("checkout")
        await ui.press("enter")
        await ui.tasks.says("of checkout 6")
        await ui.press("enter")
        assert ui.focus == "detail"
        await ui.sees("Detail task")
        for expected in ("tasks", "services", "clusters", "clusters"):
            await ui.press("escape")
            assert ui.focus == expected


async def test_a_failing_service_tells_why_in_its_detail(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("fraud-scoring")
        await ui.sees("Detail service fraud-scoring")
        await ui.sees("unable to place a task")


async def test_the_filter_narrows_while_typing_and_escape_clears_it(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.row("cart")
        await ui.press("slash")
        await ui.type("cart")
        await ui.until(lambda: set(ui.services.names) == {"cart"}, "carts alone")
        await ui.press("enter")
        await ui.services.says("/cart 2 shown")
        await ui.press("escape")
        await ui.until(lambda: len(ui.services.names) == 25, "25 services")


async def test_unhealthy_only_hides_what_is_well(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.row("accounts")
        await ui.press("u")
        await ui.until(lambda: "accounts" not in ui.services.names, "no healthy services")
        assert "fraud-scoring" in ui.services.names
        assert "unhealthy only" in ui.services.title
        await ui.press("u")
        await ui.services.row("accounts")


async def test_sorting_goes_through_the_columns(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.row("accounts")
        await ui.press("s", "s", "s")
        assert ui.services.pane.table.sort == ("name", False)
        assert ui.services.names == sorted(ui.services.names)


async def test_zoom_gives_a_pane_the_whole_screen_and_gives_it_back(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.row("accounts")
        await ui.press("z")
        await ui.sees_no("1 Clusters")
        await ui.press("z")
        await ui.sees("1 Clusters")


async def test_a_repository_lists_its_images_and_escape_comes_back(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.press("enter")
        await ui.images.says("of shop/web")
        await ui.until(lambda: len(ui.images.pane.table.rows) > 1, "images")
        await ui.press("enter")
        await ui.sees("sha256:")
        await ui.press("escape", "escape")
        assert ui.focus == "repositories"


async def test_a_narrow_terminal_shows_sixteen_rows_of_data(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=NARROW) as ui:
        await ui.sees("▸2 Services 25")
        rows = [line for line in ui.screen.splitlines() if line[1:3] in {"✗ ", "! ", "~ ", "✓ "}]
        assert len(rows) >= 16
        assert "1 Clusters" in ui.screen
        assert "quit" in ui.screen.splitlines()[-1]


async def test_a_narrow_terminal_opens_on_the_worst_service_and_takes_the_first_key(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path, size=NARROW) as ui:
        await ui.until(lambda: len(ui.services.names) == 25, "25 services")
        assert ui.services.here == ui.services.names[0]
        await ui.press("j")
        assert ui.services.here == ui.services.names[1]
        await ui.press("enter")
        assert ui.focus == "tasks"


async def test_the_cursor_stays_on_its_row_while_the_list_is_read_again(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("gateway")
        read = ui.app.session.aws.calls["ecs:DescribeServices"]
        await ui.until(lambda: ui.app.session.aws.calls["ecs:DescribeServices"] > read + 5, "more readings")
        assert ui.services.here == "gateway"


async def test_logs_of_a_service_stream_and_escape_ends_them(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("checkout")
        await ui.press("l")
        await ui.until(lambda: ui.app.main.detail.logs.lines_held > 0, "log lines")
        await ui.sees("following, complete to")
        sources = {line.origin.task for line in ui.app.main.detail.logs.lines_shown}
        assert len(sources) > 1
        await ui.press("escape")
        assert ui.app.main.stream is None
        assert ui.focus == "services"


async def test_events_show_all_of_a_service(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("notifications")
        await ui.press("e")
        await ui.sees("events of notifications")
        await ui.sees("[Events]")


async def test_scaling_shows_a_plan_then_converges_and_is_audited(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("S")
        await ui.sees("nothing would change")
        await ui.press("plus", "plus", "minus")
        await ui.sees("4  ->  5")
        await ui.sees("account       123456789012")
        await ui.press("enter")
        await ui.sees("scale inventory")
        await ui.services.row("inventory", running="/5")
        await aws.control.advance(300)
        await ui.sees("✓ done")
        await ui.services.row("inventory", running="5/5")
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert len(lines) == 2
    updates = await aws.control.calls("ecs:UpdateService")
    assert [call["params"].get("desiredCount") for call in updates] == [5]


async def test_leaving_a_plan_changes_nothing(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("S")
        await ui.type("9")
        await ui.sees("4  ->  9")
        await ui.press("escape")
        await ui.sees_no("What it means")
    assert await aws.control.calls("ecs:UpdateService") == []


async def test_redeploying_asks_first(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("R")
        await ui.sees("enter apply")
        assert await aws.control.calls("ecs:UpdateService") == []
        await ui.press("enter")
        await ui.sees("redeploy inventory")
        await ui.services.row("inventory", rollout="in progress")


async def test_read_only_takes_the_capitals_from_the_footer_and_refuses_them(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path, read_only=True) as ui:
        await ui.services.go_to("inventory")
        assert "scale" not in ui.footer
        assert "redeploy" not in ui.footer
        await ui.press("S")
        await ui.sees("opened read-only: nothing is changed")
        await ui.sees("READ-ONLY")


async def test_a_daemon_says_why_it_cannot_be_scaled(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("log-agent")
        await ui.press("S")
        await ui.sees("DAEMON")
        assert "scale" not in ui.footer


async def test_a_denied_call_shows_in_its_pane_while_others_go_on_and_heals(aws: Any, tmp_path: Path) -> None:
    await aws.control.faults(
        {"match": "ecr:DescribeRepositories", "fault": "error", "code": "AccessDeniedException", "n": None}
    )
    async with console(aws, tmp_path) as ui:
        await ui.repositories.explains("ecr:DescribeRepositories denied")
        await ui.services.row("accounts")
        await aws.control.faults()
        await ui.press("r")
        await ui.repositories.row("shop/web")


async def test_the_command_line_goes_to_a_service_and_says_what_it_does_not_know(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.row("gateway")
        await ui.press("colon")
        await ui.type("svc gate")
        await ui.press("enter")
        assert ui.services.here == "gateway"
        await ui.press("colon")
        await ui.type("nonsense")
        await ui.press("enter")
        await ui.sees("no command :nonsense")


async def test_keys_that_come_in_one_burst_are_obeyed_one_after_the_other(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.until(lambda: len(ui.services.names) == 25, "25 services")
        third = ui.services.names[2]
        for key in "jj":
            ui.app.post_message(Key(key, key))
        ui.app.post_message(Key("S", "S"))
        await ui.sees(f"scale {third}")
        await ui.press("escape")
        for key in ":svc gateway":
            name = {":": "colon", " ": "space"}.get(key, key)
            ui.app.post_message(Key(name, key))
        ui.app.post_message(Key("enter", None))
        await ui.until(lambda: ui.services.here == "gateway", "the cursor on gateway")


async def test_help_is_searched_and_says_why_a_key_is_off(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, read_only=True) as ui:
        await ui.services.row("gateway")
        await ui.press("question_mark")
        await ui.type("redeploy")
        await ui.sees("[service.redeploy] - off now: opened")
        await ui.press("escape")
        await ui.sees_no("off now")


@pytest.mark.parametrize("theme", ["ecstui-light", "ecstui-ansi", "ecstui-contrast"])
async def test_every_theme_can_be_worn(aws: Any, tmp_path: Path, theme: str) -> None:
    async with console(aws, tmp_path, theme=theme) as ui:
        await ui.services.row("gateway")
        await ui.sees("gateway")
