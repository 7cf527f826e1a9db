"""The console when something is wrong: hostile text, bugs, no credentials, leaving amid an operation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from console_driver import Driver, console
from models import event, service

from ecstui.live.feeds import Services
from ecstui.model.account import Connection
from ecstui.model.errors import UsageError
from ecstui.model.snapshot import Snapshot
from ecstui.ui.app import ConsoleApp
from ecstui.ui.options import Options

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "[@click=app.exit]t[/] [/nope] [red]x"


def stub(ui: Driver, *services: Any) -> None:
    """The services are these, whatever AWS says."""
    session = ui.app.session
    known = session.snapshot

    def snapshot(feed: Any) -> Snapshot[Any]:
        return Snapshot(services, loaded_at=0.0, complete=True) if feed == Services(None) else known(feed)

    ui.app.main.picture._snapshot = snapshot
    ui.app.main.paint()


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_markup_in_names_and_reasons_stays_text(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size=size) as ui:
        await ui.services.row("accounts")
        stub(
            ui,
            service(HOSTILE, running=0, events=(event(f"was unable to place a task {HOSTILE}", minutes=1),)),
        )
        await ui.services.row(HOSTILE)
        await ui.sees("[@click=app.exit]t[/] [/nope]")
        await ui.press("enter", "tab")
        await ui.sees(f"Detail service {HOSTILE}" if size[0] > 80 else "[@click=app.exit]")
        await ui.press("question_mark", "escape", "e", "escape")
        assert ui.app.is_running


async def test_a_bug_ends_it_with_one_line_and_no_locals(
    aws: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crashed: list[ConsoleApp] = []

    async def crash() -> None:
        async with console(aws, tmp_path, log_path="/var/log/ecstui.log") as ui:
            crashed.append(ui.app)

            def buggy(aws_secret_access_key: str) -> None:
                raise ZeroDivisionError("\x1b]52;c;evil\x07")

            ui.app.call_later(buggy, "wJalrXUtnFEMI/K7MDENG")
            await ui.until(lambda: ui.app.crash, "the crash")

    with pytest.raises(ZeroDivisionError):
        await crash()
    [app] = crashed
    assert app.return_code == 1
    assert app.crash == "ecstui: a bug ended it (ZeroDivisionError); details are in /var/log/ecstui.log"
    said = "".join(capsys.readouterr())
    assert "wJalr" not in said
    assert "\x1b" not in said


async def test_a_bug_in_the_session_ends_it_too(aws: Any, tmp_path: Path) -> None:
    async def boot() -> Connection:
        raise ZeroDivisionError

    app = ConsoleApp(Connection(), Options(), audit_path=tmp_path / "audit.jsonl", boot=boot)
    await app.run_async(headless=True)
    assert app.return_code == 1
    assert "ZeroDivisionError" in app.crash


async def test_a_connection_that_cannot_be_made_is_said_in_words(aws: Any, tmp_path: Path) -> None:
    async def boot() -> Connection:
        raise UsageError("the demo did not start.")

    app = ConsoleApp(Connection(), Options(), audit_path=tmp_path / "audit.jsonl", boot=boot)
    async with app.run_test(size=(160, 48)) as pilot:
        ui = Driver(app, pilot)
        await ui.sees("the demo did not start.")
        await ui.sees("not connected")


async def test_without_credentials_every_pane_says_what_to_do(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(aws, tmp_path) as ui:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        await ui.services.explains("not signed in")
        await ui.repositories.explains("not signed in")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        await ui.press("r")
        await ui.services.row("accounts")


async def test_quitting_amid_an_operation_asks_and_says_what_goes_on(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("plus")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("converging  scale production/inventory")
        await ui.press("q")
        await ui.sees("ECS goes on bringing inventory to 5 by itself.")
        await ui.press("escape")
        await ui.sees_no("goes on bringing")
        await ui.press("q", "enter")
        await ui.until(lambda: not ui.app.is_running, "the end")
    assert ui.app.return_code in {0, None}


async def test_a_failed_operation_stays_until_dismissed(aws: Any, tmp_path: Path) -> None:
    await aws.control.faults(
        {"match": "ecs:UpdateService", "fault": "error", "code": "AccessDeniedException", "n": None}
    )
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("plus")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("✗ failed  scale production/inventory")
        await ui.sees("denied")
        await ui.press("escape")
        await ui.sees_no("✗ failed  scale")


@pytest.mark.parametrize(("service", "failed"), [("notifications", "exit 1"), ("pricing", "CannotPull")])
async def test_a_redeployment_that_cannot_converge_says_so_and_can_be_put_away(
    aws_with: Any, tmp_path: Path, service: str, failed: str
) -> None:
    async with console(aws_with(speed=30.0), tmp_path, size=(80, 24)) as ui:
        await ui.services.go_to(service)
        session = ui.app.session
        assert session.desk is not None
        session.desk = replace(session.desk, patience=3.0)
        await ui.press("R")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees(" new  ")
        await ui.until(lambda: "! stuck" in ui.screen, "it is stuck", patience=60)
        await ui.sees(f"tasks failed: {failed}")
        await ui.press("escape")
        await ui.sees_no("! stuck")
        assert ui.app.session.running.under_way


async def test_a_key_pressed_while_aws_is_slow_is_answered_at_once(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.row("accounts")
        await aws.control.faults({"match": "ecs:*", "fault": "delay", "seconds": 20, "n": None})
        before = ui.services.here
        await ui.press("j")
        assert ui.services.here != before
        await aws.control.faults()


async def test_a_wrong_theme_or_key_is_refused_before_the_screen(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no theme nope; there are .*ecstui-dark"):
        ConsoleApp(Connection(), Options(theme="nope"), audit_path=tmp_path)
    with pytest.raises(UsageError, match=r"service\.redeploy"):
        ConsoleApp(Connection(), Options(keys={"service.scale": "R"}), audit_path=tmp_path)


async def test_keys_of_ones_own_work_on_screen_and_in_the_footer(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, keys={"service.redeploy": "Z"}) as ui:
        await ui.services.go_to("inventory")
        assert "Z redeploy" in ui.footer
        await ui.press("Z")
        await ui.sees("redeploy inventory")
        await ui.press("escape")
        await ui.press("R")
        await ui.sees_no("enter apply")


async def test_a_service_killed_for_its_memory_again_and_again_is_unstable_and_says_of_what(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.row("recommendations", health="! unstable")
        await ui.press("u")
        await ui.until(lambda: "accounts" not in ui.services.names, "no healthy services")
        assert "recommendations" in ui.services.names
        await ui.services.go_to("recommendations")
        await ui.until(lambda: "out of memory (exit 137)" in ui.status, "the cause on the status line")
        await ui.until(lambda: "out of memory" in ui.tasks.pane.table.rows[0].cells[0].text, "it on top")


async def test_clusters_that_were_not_read_are_not_said_to_be_well(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, cluster="staging") as ui:
        await ui.services.says("in staging 5")
        await ui.clusters.row("staging", health="healthy")
        await ui.clusters.row("production", health="· not read")
        await ui.clusters.row("batch", health="· not read")


async def test_the_image_that_cannot_be_pulled_leads_and_its_task_says_it_has_no_logs(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path, size=(120, 40)) as ui:
        await ui.services.go_to("pricing")
        await ui.until(lambda: "shop/pricing:3.8.1: not found" in ui.status, "the image on the status line")
        await ui.press("enter")
        await ui.sees("no logs: its container never started")


async def test_a_cluster_that_is_not_there_is_named_with_those_that_are(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, cluster="nope") as ui:
        await ui.services.explains("there is no cluster nope; there are: batch, production, staging")


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_a_list_that_cannot_be_read_any_more_says_how_old_it_is_and_why(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size=size) as ui:
        await ui.services.row("accounts")
        await ui.press("1")
        await ui.clusters.row("production")
        await aws.control.faults({"match": "ecs:*", "fault": "cut_before", "n": None})
        await ui.press("r")
        await ui.until(lambda: "1 Clusters stale " in ui.screen, "the clusters are stale", patience=40)
        await ui.until(lambda: "unreachable" in ui.status, f"why in {ui.status!r}")
        await aws.control.faults()


async def test_a_plan_that_cannot_be_read_is_drawn_up_by_itself_once_it_can(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await aws.control.faults(
            {"match": "ecs:DescribeServices", "fault": "error", "code": "AccessDeniedException", "n": None}
        )
        await ui.press("R")
        await ui.sees("denied: ")
        await aws.control.faults()
        await ui.sees("enter apply")


async def test_a_service_is_found_in_another_cluster_and_its_namesakes_are_told(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.says("in all clusters 25")
        await ui.press("colon")
        await ui.type("cluster production")
        await ui.press("enter")
        await ui.services.says("in production")
        await ui.press("colon")
        await ui.type("svc checkout")
        await ui.press("enter")
        await ui.sees("checkout of production; there is staging/checkout too")
        await ui.press("colon")
        await ui.type("svc staging/checkout")
        await ui.press("enter")
        await ui.until(lambda: ui.app.main.selection.cluster == "staging", "the other cluster")
        await ui.until(lambda: ui.services.here == "checkout", "the service")
