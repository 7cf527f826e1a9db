"""Repositories and images in the real console: where images run, their findings, and what changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from console_driver import console

if TYPE_CHECKING:
    from pathlib import Path

    from console_driver import Driver

SIZES = [(80, 24), (120, 40), (200, 60)]


async def into(ui: Driver, repository: str) -> None:
    """Go into the images of a repository."""
    await ui.repositories.go_to(repository)
    await ui.press("enter")
    await ui.images.says(f"of {repository}")
    await ui.until(lambda: len(ui.images.pane.table.rows) > 1, "images")


async def at_tag(ui: Driver, tag: str) -> None:
    """Put the cursor on the image of a tag."""
    pane = ui.images.pane

    def key() -> str | None:
        return next((row.key for row in pane.table.rows if tag in pane.item(row.key).tags), None)

    await ui.until(key, f"an image tagged {tag}")
    assert pane.table.move_to(key())
    ui.app.main.settle()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_whole_tags_are_seen_beside_the_other_panes_and_the_detail_says_where_it_runs(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size) as ui:
        await into(ui, "shop/web")
        await ui.sees("7.42.1")
        await at_tag(ui, "7.42.1")
        if size[0] == 80:
            await ui.sees("production/web 8")
            await ui.press("enter")
        await ui.sees("production/web: 8 tasks, by tag 7.42.1")
        await ui.sees("staging/web: 2 tasks, by tag 7.42.1")
        await ui.sees_no("not known whole")


async def test_a_repository_alone_on_the_screen_shows_how_it_is_kept(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, (120, 40)) as ui:
        await ui.repositories.go_to("shop/payments")
        await ui.sees("expire untagged images 14 days after the push")
        await ui.press("z")
        await ui.repositories.row(
            "shop/payments", mutability="immutable", scan="basic on push", lifecycle="untagged 14d"
        )
        assert all(word in ui.repositories.header for word in ("Tags are", "Scan", "Encr", "Lifecycle"))


async def test_a_service_says_where_its_tag_has_moved(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("order-export")
        await ui.sees("newer image pushed 12m ago as export-stable")


async def test_the_platforms_of_an_index_are_told(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await into(ui, "shop/gateway")
        await at_tag(ui, "1.32.0-rc.1")
        await ui.sees("linux/arm64")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_findings_are_sorted_filtered_and_their_link_is_copied(
    aws: Any, tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.world.ecr.scan_type = "ENHANCED"
    copied: list[str] = []
    async with console(aws, tmp_path, size) as ui:
        monkeypatch.setattr(ui.app, "copy_to_clipboard", copied.append)
        await into(ui, "shop/search")
        await ui.until(lambda: ui.app.main.situation().selected is not None, "an image")
        await ui.press("f")
        await ui.sees("findings of shop/search")
        await ui.sees("+deb12u1")
        table = ui.app.screen.rows.table
        severities = [row.cells[0].text for row in table.rows]
        assert severities[0] in {"critical", "high"}
        assert "low" in severities
        await ui.press("/")
        await ui.type("low")
        await ui.press("enter")
        await ui.until(lambda: {row.cells[0].text for row in table.rows} == {"low"}, "low ones alone")
        await ui.press("y")
        await ui.sees("copied https://security-tracker.debian.org/tracker/CVE-")
        assert copied[0].startswith("https://security-tracker.debian.org/tracker/CVE-")
        await ui.press("escape")
        assert ui.focus == "images"


async def test_findings_that_may_not_be_read_say_so_and_are_read_again(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await into(ui, "shop/search")
        await aws.control.faults(
            {"match": "ecr:DescribeImageScanFindings", "fault": "error", "code": "AccessDeniedException"}
        )
        await ui.press("f")
        await ui.sees("ecr:DescribeImageScanFindings")
        await ui.press("r")
        await ui.sees("CVE-")
