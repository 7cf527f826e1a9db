"""The console as a whole, on the embedded AWS."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from console_driver import Driver, console
from textual.events import Key

if TYPE_CHECKING:
    from collections.abc import Callable
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


@pytest.mark.parametrize("size", [NARROW, (120, 40), (160, 48)], ids=str)
async def test_services_of_one_name_are_told_apart_by_their_cluster(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size=size) as ui:
        await ui.services.says("all clusters 25")
        carts = [line for line in ui.screen.splitlines() if " cart " in line]
        assert ["production" in line for line in carts] == [True, False]
        assert ["staging" in line for line in carts] == [False, True]
        await ui.press("colon")
        await ui.type("cluster staging")
        await ui.press("enter")
        await ui.services.says("in staging 5")
        await ui.until(lambda: "Cluster " not in ui.services.header, "no column of clusters")


async def test_tasks_say_the_cluster_of_their_service_where_all_are_listed(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("cart")
        await ui.tasks.says("of production/cart 5")
        await ui.press("j")
        await ui.tasks.says("of staging/cart 1")


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
        assert ui.rows_on_screen >= 16
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
        await ui.sees("scale production/inventory")
        await ui.services.row("inventory", running="/5")
        await aws.control.advance(300)
        await ui.sees("✓ done")
        await ui.services.row("inventory", running="5/5")
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert len(lines) == 2
    updates = await aws.control.calls("ecs:UpdateService")
    assert [call["params"].get("desiredCount") for call in updates] == [5]


async def rival_scales(aws: Any, boto_client: Callable[..., Any], count: int) -> None:
    """Somebody else sets the count of inventory, which is 4."""
    async with boto_client(aws, "ecs") as rival:
        await rival.update_service(cluster="production", service="inventory", desiredCount=count)


async def counts_sent(aws: Any) -> list[int]:
    return [call["params"]["desiredCount"] for call in await aws.control.calls("ecs:UpdateService")]


async def test_a_plan_overtaken_by_somebody_else_is_shown_anew_and_asks_again(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("plus")
        await ui.sees("4  ->  5")
        await ui.sees("enter apply")
        await rival_scales(aws, boto_client, 7)
        await ui.press("enter")
        await ui.sees("changed since you looked: desired count 4 -> 7")
        await ui.sees("7  ->  5")
        assert await counts_sent(aws) == [7]
        assert "✗ failed" not in ui.screen
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.services.row("inventory", running="/5")
        assert await counts_sent(aws) == [7, 5]


@pytest.mark.parametrize("size", [NARROW, (160, 48)], ids=str)
async def test_in_a_protected_context_the_services_name_is_typed_before_anything_is_changed(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    options = {"context": "production", "color": "red", "protected": True}
    async with console(aws, tmp_path, size, **options) as ui:
        await ui.sees("PROTECTED")
        assert "production" in ui.screen.splitlines()[0]
        await ui.services.go_to("inventory")
        await ui.press("R")
        await ui.sees("type inventory to apply it")
        await ui.press("enter")
        await ui.type("inventor")
        await ui.press("enter")
        assert await aws.control.calls("ecs:UpdateService") == []
        await ui.type("y")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("redeploy production/inventory")
        assert len(await aws.control.called("ecs:UpdateService")) == 1


async def test_an_overtaken_plan_that_has_nothing_left_to_do_cannot_be_applied(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("plus")
        await ui.sees("enter apply")
        await rival_scales(aws, boto_client, 5)
        await ui.press("enter")
        await ui.sees("changed since you looked: desired count 4 -> 5")
        await ui.sees("nothing would change")
        await ui.press("plus")
        await ui.sees("5  ->  6")
        await ui.sees("changed since you looked: desired count 4 -> 5")
        await ui.press("escape")
        await ui.sees_no("changed since")
        assert await counts_sent(aws) == [5]


async def test_a_redeployment_overtaken_by_another_asks_again(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("R")
        await ui.sees("enter apply")
        async with boto_client(aws, "ecs") as rival:
            await rival.update_service(cluster="production", service="inventory", forceNewDeployment=True)
        await ui.press("enter")
        await ui.sees("changed since you looked: deployment ecs-svc/")
        await ui.sees("is in flight")
        assert len(await aws.control.calls("ecs:UpdateService")) == 1


async def test_a_second_enter_does_not_apply_a_plan_nobody_has_read(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.ui.screens.plan.UNREAD", 600.0)
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("plus")
        await ui.sees("enter apply")
        await rival_scales(aws, boto_client, 7)
        await ui.press("enter")
        await ui.sees("7  ->  5")
        await ui.press("enter", "enter")
        await ui.sees("changed since you looked")
        assert "enter apply" not in ui.screen
        assert await counts_sent(aws) == [7]


async def test_an_overtaken_plan_takes_no_keys_from_a_line_being_typed(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("plus")
        await ui.sees("enter apply")
        await rival_scales(aws, boto_client, 7)
        await aws.control.faults(
            {"match": "application-autoscaling:DescribeScalableTargets", "fault": "delay", "seconds": 6}
        )
        await ui.press("enter")
        await ui.press("slash")
        await ui.sees("Meanwhile changed: desired count 4 -> 7. Nothing was done.")
        assert "changed since you looked" not in ui.screen
        assert await counts_sent(aws) == [7]


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
        await ui.sees("redeploy production/inventory")
        await ui.services.row("inventory", rollout="in progress")


async def test_rolling_back_lists_earlier_revisions_and_plans_what_changes(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("B")
        await ui.sees("inventory:1")
        await ui.press("enter")
        await ui.sees("task definition: inventory:2  ->  inventory:1")
        await ui.sees("enter apply")
        assert await aws.control.calls("ecs:UpdateService") == []
        await ui.press("enter")
        await ui.sees("roll back production/inventory")
        (sent,) = await aws.control.called("ecs:UpdateService")
        assert sent["params"]["taskDefinition"].endswith("task-definition/inventory:1")


async def test_a_plan_longer_than_the_screen_keeps_its_keys_in_sight_and_scrolls(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path, size=(80, 18)) as ui:
        await ui.services.go_to("fraud-scoring")
        await ui.press("B")
        await ui.sees("fraud-scoring:2")
        await ui.press("enter")
        await ui.sees("enter apply")
        await ui.sees("↓ more")
        assert "Commands, health checks and volumes" not in ui.screen
        await ui.press("pagedown", "pagedown")
        await ui.sees("Commands, health checks and volumes")
        assert "enter apply" in ui.screen


async def test_undo_plans_the_reverse_of_the_newest_change(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("U")
        await ui.sees("nothing was changed since the console was opened")
        await ui.press("plus")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("scale production/inventory")
        await ui.until(lambda: ui.app.session.running.undoable, "the change taken by AWS")
        await ui.services.go_to("gateway")
        await ui.press("U")
        await ui.sees("undo: scale inventory")
        await ui.sees("5  ->  4")
        await ui.press("enter")
        await ui.until(lambda: ui.app.session.running.newest.plan.changes[0].after == "4", "the undoing")
        assert await counts_sent(aws) == [5, 4]


async def test_a_redeployment_is_named_as_what_cannot_be_undone(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("R")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.until(lambda: ui.app.session.running.newest, "the deployment taken by AWS")
        await ui.press("U")
        await ui.sees("redeploy production/inventory, cannot be undone")
        await ui.press("ctrl+o")
        await ui.sees("changes since the console was opened")
        await ui.sees("redeploy production/inventory")


async def test_leaving_the_earlier_revisions_plans_nothing(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("B")
        await ui.sees("inventory:1")
        await ui.press("escape")
        await ui.sees_no("roll back inventory to")


async def test_stopping_a_task_asks_first(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.tasks.says("of production/inventory 4")
        await ui.press("3")
        await ui.until(lambda: "K stop" in ui.footer, "K in the footer")
        await ui.press("K")
        await ui.sees("inventory starts another in its place.")
        await ui.sees("enter apply")
        assert await aws.control.calls("ecs:StopTask") == []
        await ui.press("enter")
        await ui.sees("stop task production/")
        assert len(await aws.control.called("ecs:StopTask")) == 1


async def test_a_letter_does_not_keep_a_plan_from_being_applied(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("R")
        await ui.sees("enter apply")
        await ui.press("x", "enter")
        await ui.sees("redeploy production/inventory")


async def test_cancelling_rolls_back_or_aborts_as_is_chosen(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        assert "C cancel" not in ui.footer
        await ui.press("C")
        await ui.sees("no deployment of it is running")
        async with boto_client(aws, "ecs") as rival:
            await rival.update_service(
                cluster="production", service="inventory", taskDefinition="inventory:1"
            )
        await ui.services.row("inventory", rollout="in progress")
        await ui.until(lambda: "C cancel" in ui.footer, "C in the footer")
        await ui.press("C")
        await ui.sees("It returns to inventory:2")
        await ui.press("tab")
        await ui.sees("It stops where it is")
        await ui.sees_no("It returns to inventory:2")
        await ui.press("tab")
        await ui.sees("It returns to inventory:2")
        await ui.sees("tab abort")
        await ui.press("tab")
        await ui.sees("It stops where it is")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("cancel production/inventory")
        sent = await aws.control.called("ecs:StopServiceDeployment")
        assert [call["params"]["stopType"] for call in sent] == ["ABORT"]


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


async def hold(aws: Any, operation: str) -> None:
    """An operation is refused until the faults are cleared."""
    await aws.control.faults(
        {"match": operation, "fault": "error", "code": "AccessDeniedException", "n": None}
    )


async def test_services_that_may_not_be_listed_are_not_said_to_be_none(aws: Any, tmp_path: Path) -> None:
    await hold(aws, "ecs:ListServices")
    async with console(aws, tmp_path) as ui:
        await ui.services.explains("ecs:ListServices denied")


async def command(ui: Driver, line: str) -> None:
    """Type a command line."""
    await ui.press("colon")
    await ui.type(line)
    await ui.press("enter")


async def test_a_command_typed_while_the_list_loads_waits_for_it(aws: Any, tmp_path: Path) -> None:
    await aws.control.faults({"match": "ecs:ListServices", "fault": "delay", "seconds": 4, "n": 3})
    async with console(aws, tmp_path) as ui:
        await command(ui, "svc gateway")
        await ui.sees("waiting for the services…")
        await ui.until(lambda: ui.services.here == "gateway", "the cursor on gateway")
        await ui.sees_no("waiting for")


async def test_a_command_waits_for_a_reading_that_fails_and_says_so(aws: Any, tmp_path: Path) -> None:
    await hold(aws, "ecs:ListClusters")
    async with console(aws, tmp_path) as ui:
        await command(ui, "cluster staging")
        await ui.sees("waiting for the clusters… (denied)")
        await aws.control.faults()
        await ui.services.says("in staging 5")
        assert ui.focus == "services"


@pytest.mark.parametrize(
    ("line", "focus"), [("repo web", "repositories"), ("cluster staging", "services"), ("task", "tasks")]
)
async def test_a_command_brings_its_pane_on_a_narrow_screen(
    aws: Any, tmp_path: Path, line: str, focus: str
) -> None:
    async with console(aws, tmp_path, size=NARROW) as ui:
        await ui.services.says("all clusters 25")
        await command(ui, line)
        await ui.until(lambda: ui.focus == focus and ui.app.main.lists[focus].display, focus)
        await ui.pilot.pause()
        assert ui.focus == focus
        assert ui.app.main.focused is ui.app.main.lists[focus].table


async def test_a_name_that_is_not_in_the_list_once_it_has_come_is_said_with_the_nearest(
    aws: Any, tmp_path: Path
) -> None:
    await hold(aws, "ecs:ListServices")
    async with console(aws, tmp_path) as ui:
        await command(ui, "svc chekout")
        await ui.sees("waiting for the services…")
        await aws.control.faults()
        await ui.sees("no service chekout here; the nearest: production/checkout, staging/checkout.")
        await ui.sees_no("waiting for")


async def test_repositories_and_logs_are_waited_for_too(aws: Any, tmp_path: Path) -> None:
    await hold(aws, "ecr:DescribeRepositories")
    async with console(aws, tmp_path, size=NARROW) as ui:
        await command(ui, "repo web")
        await ui.sees("waiting for the repositories…")
        await aws.control.faults()
        await ui.until(lambda: ui.repositories.here == "shop/web", "the cursor on shop/web")
    await hold(aws, "ecs:*")
    async with console(aws, tmp_path, size=NARROW) as ui:
        await ui.press("4")
        await command(ui, "logs gateway")
        await ui.sees("waiting for the services…")
        await aws.control.faults()
        await ui.sees("━ production/gateway")
        await ui.sees("[Logs]")


@pytest.mark.parametrize("mind", ["escape", "another"])
async def test_a_change_of_mind_drops_the_wait(aws: Any, tmp_path: Path, mind: str) -> None:
    await hold(aws, "ecs:ListServices")
    async with console(aws, tmp_path) as ui:
        await command(ui, "svc gateway")
        await ui.sees("waiting for the services…")
        if mind == "escape":
            await ui.press("escape")
        else:
            await command(ui, "theme ecstui-light")
        await ui.sees_no("waiting for")
        await aws.control.faults()
        await ui.services.says("all clusters 25")
        assert ui.services.here == ui.services.names[0]


async def test_a_wait_that_ends_while_a_line_is_typed_leaves_the_line_alone(aws: Any, tmp_path: Path) -> None:
    await hold(aws, "ecs:ListServices")
    async with console(aws, tmp_path) as ui:
        await command(ui, "svc gateway")
        await ui.sees("waiting for the services…")
        await ui.press("colon")
        await aws.control.faults()
        await ui.services.says("all clusters 25")
        await ui.type("theme")
        assert ui.app.main.prompt.input.value == "theme"
        await ui.press("escape")
        await ui.until(lambda: ui.services.here == "gateway", "the cursor on gateway")


async def test_of_services_of_one_name_the_command_line_leaves_the_choice(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.says("all clusters 25")
        await command(ui, "svc cart")
        await ui.sees("2 services fit cart: choose one. esc shows all again.")
        assert (ui.services.names, ui.services.here) == (["cart", "cart"], "cart")
        await ui.press("escape")
        await ui.until(lambda: len(ui.services.names) == 25, "all services again")
        await command(ui, "logs cart")
        await ui.sees("2 services fit cart")
        assert ui.app.main.focus_name == "services"  # and no logs of one that may not be meant
        await command(ui, "svc staging/cart")
        await ui.tasks.says("of staging/cart 1")
        await command(ui, "svc production/gateway")
        await ui.tasks.says("of production/gateway 4")


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


async def test_a_deployment_that_waits_is_continued_rolled_back_or_aborted_as_is_chosen(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path, size=NARROW) as ui:
        await ui.services.go_to("invoice-renderer")
        await ui.until(lambda: "C continue" in ui.footer, "C continue in the footer")
        await ui.press("C")
        await ui.sees("the deployment of invoice-renderer waits at a pause")
        await ui.sees("invoice-renderer:3 gets 100 % of the production traffic")
        await ui.sees("tab roll back")
        await ui.press("tab")
        await ui.sees("invoice-renderer:2 keeps all of the production traffic")
        await ui.press("tab")
        await ui.sees("traffic stays as it is split now")
        await ui.press("tab")
        await ui.sees("invoice-renderer:3 gets 100 % of the production traffic")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("continue batch/invoice-renderer")
    calls = await aws.control.calls("ecs:ContinueServiceDeployment")
    assert [call["params"]["action"] for call in calls] == ["CONTINUE"]
    assert await aws.control.calls("ecs:StopServiceDeployment") == []
