"""Changing all rows that are marked by one plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from console_driver import console

if TYPE_CHECKING:
    from pathlib import Path

    from console_driver import Driver

UPDATE = "ecs:UpdateService"


async def mark(ui: Driver, *names: str) -> None:
    for number, name in enumerate(names, 1):
        await ui.services.go_to(name)
        await ui.press("space")
        await ui.sees(f"{number} marked")


async def sent(aws: Any) -> list[tuple[str, Any]]:
    calls = [call["params"] for call in await aws.control.calls(UPDATE)]
    return [(call["service"], call.get("desiredCount")) for call in calls]


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=str)
async def test_marked_services_are_scaled_by_one_plan_and_undone_by_one(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr("ecstui.operations.many.PACE", 0.1)
    async with console(aws, tmp_path, size) as ui:
        await mark(ui, "inventory", "accounts")
        await ui.press("S")
        await ui.sees("scale 2 services")
        await ui.type("x2")
        await ui.sees("4 -> 8")
        await ui.sees("2 of 2 change")
        assert await sent(aws) == []
        await ui.press("enter")
        await ui.sees("changes since the console was opened")
        await ui.until(lambda: ui.screen.count("✓ done") >= 2, "both are done")
        assert sorted(await sent(aws)) == [("accounts", 8), ("inventory", 8)]
        await ui.press("escape")
        await ui.sees_no("marked")
        await ui.press("U")
        await ui.sees("undo: scale 2 services of production")
        await ui.sees("8 -> 4")
        await ui.press("enter")
        await ui.sees("changes since the console was opened")
        assert [line["verb"] for line in audited(tmp_path)][:2] == ["scale", "scale"]


async def test_services_of_one_name_are_told_apart_by_their_cluster(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.operations.many.PACE", 0.1)
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.services.go_to("cart")
        await ui.type("/cart")
        await ui.press("enter")
        await ui.until(lambda: ui.services.names == ["cart", "cart"], "both carts")
        await ui.press("space", "space")
        await ui.sees("2 marked")
        await ui.press("plus")
        await ui.sees("2 of 2 change")
        await ui.press("enter")
        await ui.sees("scale production/cart")
        await ui.sees("scale staging/cart")
        both_taken = lambda: len(ui.app.session.running.undoing) == 2  # noqa: E731
        await ui.until(both_taken, "AWS has both")
        await ui.press("escape", "U")
        await ui.sees("undo: scale 2 services")
        await ui.sees("production/cart 6 -> 5")
        await ui.sees("staging/cart    2 -> 1")


async def test_what_a_plan_for_many_means_is_reached_whole_at_80_columns(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await mark(ui, "fraud-scoring", "notifications")
        await ui.press("R")
        await ui.sees("redeploy 2 services of production")
        await ui.sees("pgdn more")
        plan: Any = ui.app.screen
        facts = plan.rows.facts
        await ui.press("down")
        assert plan.rows.table.cursor_key == "1"
        assert facts.scroll_y == 0
        await ui.press("tab")
        for _ in range(int(facts.max_scroll_y)):
            await ui.press("down")
        assert plan.rows.table.cursor_key == "1"
        await ui.sees("region        eu-west-1")  # the last of the facts
        await ui.press("tab", "up")
        assert plan.rows.table.cursor_key == "0"
        await ui.until(lambda: facts.scroll_y == 0, "the facts of another row from their beginning")


def audited(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]


async def test_what_cannot_be_done_to_one_is_said_and_the_others_are_changed(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.operations.many.PACE", 0.1)
    async with console(aws, tmp_path) as ui:
        await mark(ui, "inventory", "log-agent", "accounts")
        await ui.press("plus")
        await ui.sees("is a DAEMON")
        await ui.sees("2 of 3 change, 1 refused")
        await ui.press("enter")
        await ui.until(lambda: ui.screen.count("✓ done") >= 2, "both are done")
        assert sorted(await sent(aws)) == [("accounts", 5), ("inventory", 5)]


async def test_one_that_is_denied_does_not_keep_the_others_back(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.operations.many.PACE", 0.1)
    async with console(aws, tmp_path) as ui:
        await mark(ui, "inventory", "accounts")
        await ui.press("R")
        await ui.sees("2 of 2 change")
        await aws.control.faults(
            {"match": UPDATE, "fault": "error", "code": "AccessDeniedException", "message": "no", "n": 1}
        )
        await ui.press("enter")
        await ui.sees("✗ failed")
        await ui.until(lambda: any(word in ui.screen for word in ("~ converging", "✓ done")), "the other")
        assert len(await sent(aws)) == 2


async def test_a_key_for_one_is_refused_while_rows_are_marked_and_escape_clears_them(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path) as ui:
        await mark(ui, "inventory")
        await ui.press("B")
        await ui.sees("esc takes the marks away")
        await ui.press("escape")
        await ui.sees_no("marked ━")
        await ui.services.go_to("inventory")
        await ui.press("B")
        await ui.sees("roll back inventory to")


async def test_where_it_is_protected_the_number_is_typed(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, protected=True) as ui:
        await mark(ui, "inventory", "accounts")
        await ui.press("R")
        await ui.sees("type 2 services to apply it")
        await ui.press("enter")
        await ui.type("2 service")
        await ui.press("enter")
        assert await sent(aws) == []
        await ui.type("s")
        await ui.press("enter")
        await ui.sees("changes since the console was opened")


async def test_marked_tasks_are_stopped_by_one_plan(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("enter")
        await ui.tasks.says("of production/inventory 4")
        await ui.press("space")
        await ui.sees("1 marked")
        await ui.press("space")
        await ui.sees("2 marked")
        await ui.press("K")
        await ui.sees("stop 2 tasks")
        await ui.sees("2 of 2 change")
        await ui.until(lambda: ui.screen.count("With 1 other stopped too, 2 of 4 run well") >= 2, "the whole")
        await ui.press("enter")
        await ui.sees("changes since the console was opened")
        await ui.until(lambda: ui.screen.count("stop task") >= 2, "both")
        begun = lambda: "· waiting" not in ui.screen and "~ sent" not in ui.screen  # noqa: E731
        await ui.until(begun, "AWS has both")
        assert len(await aws.control.calls("ecs:StopTask")) == 2


async def test_all_tasks_of_a_service_are_stopped_though_others_come_in_their_place(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.operations.many.PACE", 0.1)
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("enter")
        await ui.tasks.says("of production/inventory 4")
        for number in range(1, 5):
            await ui.press("space")
            await ui.sees(f"{number} marked")
        await ui.press("K")
        await ui.sees("4 of 4 change, 4 dangers")
        await ui.sees("With 3 others stopped too, none of inventory runs well")
        await ui.press("enter")
        await ui.sees("changes since the console was opened")
        begun = lambda: "· waiting" not in ui.screen and "~ sent" not in ui.screen  # noqa: E731
        await ui.until(begun, "AWS has all")
        assert len(await aws.control.calls("ecs:StopTask")) == 4


async def test_read_only_marks_nothing_to_change(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, read_only=True) as ui:
        await mark(ui, "inventory", "accounts")
        await ui.press("R")
        await ui.sees("opened read-only")
        assert await sent(aws) == []
