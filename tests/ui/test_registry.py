"""Repositories and images in the real console: where images run, their findings, and what changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from console_driver import console
from textual import events

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


def listed(ui: Driver, tag: str) -> bool:
    """Whether an image of that tag is still listed."""
    pane = ui.images.pane
    return any(tag in pane.item(row.key).tags for row in pane.table.rows)


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
        await ui.sees("production/web: 8 tasks, by tag 7.42.1 in web:4")
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


async def test_an_image_that_runs_is_deleted_only_after_its_name_was_typed(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, (120, 40)) as ui:
        await into(ui, "shop/web")
        await at_tag(ui, "7.42.1")
        await ui.press("K")
        await ui.sees("production/web runs it in 8 tasks")
        await ui.press("enter")
        assert await aws.control.calls("ecr:BatchDeleteImage") == []
        await ui.type("shop/web:7.42.1")
        await ui.press("enter")
        await ui.sees("Deleted.")
        await ui.until(lambda: not listed(ui, "7.42.1"), "the image to go from the list")
        assert len(await aws.control.calls("ecr:BatchDeleteImage")) == 1


async def test_one_tag_of_several_is_taken_by_the_other_ways_of_deleting(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, (80, 24)) as ui:
        await into(ui, "shop/web")
        await at_tag(ui, "7.42.1")
        await ui.press("K")
        await ui.sees("only untag 7.42.1")
        await ui.press("tab", "tab")
        await ui.sees("7.42.1, 7526e37, latest  ->  7.42.1, latest")
        await ui.sees("only untag latest")
        await ui.press("tab")
        await ui.sees("7.42.1, 7526e37, latest  ->  7.42.1, 7526e37")
        await ui.sees("tab delete it")
        await ui.press("enter")
        await ui.sees("✓ done")
        (call,) = await aws.control.calls("ecr:BatchDeleteImage")
        assert call["params"]["imageIds"] == [{"imageTag": "latest"}]


async def test_marked_images_are_deleted_by_one_plan(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecstui.operations.many.PACE", 0.1)
    async with console(aws, tmp_path, (120, 40)) as ui:
        await into(ui, "shop/media")
        await ui.press("G", "space", "k", "space")
        await ui.sees("2 marked")
        await ui.press("K")
        await ui.sees("delete 2 images")
        await ui.sees("2 of 2 change")
        await ui.press("enter")
        await ui.until(lambda: ui.screen.count("✓ done") >= 2, "both are done")
        assert len(await aws.control.calls("ecr:BatchDeleteImage")) == 2


async def test_an_image_is_tagged_anew_and_the_tag_is_shown(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, (80, 24)) as ui:
        await into(ui, "shop/web")
        await ui.press("T")
        await ui.sees("type a tag")
        await ui.type(".x")
        await ui.sees("begins with none of")
        await ui.press("backspace", "backspace")
        await ui.type("stable")
        await ui.press("enter")
        await ui.sees("no image  ->")
        await ui.press("enter")
        await ui.sees("stable names sha256:")
        await ui.until(
            lambda: listed(ui, "stable"),
            "the tag in the list, which is read again at once",
        )


async def test_a_repository_is_created_with_what_was_chosen(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, (80, 24)) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.press("N")
        await ui.sees("type a name")
        await ui.type("team/new")
        await ui.press("tab", "space", "down", "space", "enter")
        await ui.sees("immutable")
        await ui.sees("create the repository team/new")
        await ui.until(lambda: ui.app.screen.decided, "a plan")
        await ui.press("enter")
        await ui.sees("team/new is there.")
        (call,) = await aws.control.calls("ecr:CreateRepository")
        assert call["params"]["imageTagMutability"] == "IMMUTABLE"
        assert call["params"]["imageScanningConfiguration"] == {"scanOnPush": False}


async def test_a_policy_is_edited_previewed_and_put_and_leaving_the_plan_keeps_the_text(
    aws_with: Any, tmp_path: Path
) -> None:
    aws = aws_with(speed=20)
    async with console(aws, tmp_path, (120, 40)) as ui:
        await ui.repositories.go_to("shop/media")
        await ui.press("E")
        await ui.sees("expire untagged images 14 days after the push")
        area = ui.app.screen.text
        area.load_text(area.text.replace("14,", "x,").replace(": 14", ": x"))
        await ui.sees("no JSON at line")
        await ui.press("ctrl+r")
        assert await aws.control.calls("ecr:StartLifecyclePolicyPreview") == []
        area.load_text(area.text.replace(": x", ": 1"))
        await ui.sees("expire untagged images 1 day after the push")
        await ui.press("ctrl+r")
        await ui.sees("would expire")
        await ui.press("escape")
        await ui.sees('"countNumber": 1')
        await ui.press("ctrl+r")
        await ui.until(lambda: getattr(ui.app.screen, "decided", None), "a plan")
        await ui.press("enter")
        await ui.sees("The policy is in place")


async def test_a_scan_is_asked_for_and_what_is_a_tasks_key_is_not_meant_for_tasks(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path, (120, 40)) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.press("K")
        await ui.sees("select an image first")
        await into(ui, "shop/web")
        await ui.press("G", "V")
        await ui.sees("scan shop/web")
        await ui.until(lambda: ui.app.screen.decided, "a plan")
        await ui.press("enter")
        await ui.sees("~ converging  scan image shop/web")
        assert len(await aws.control.calls("ecr:StartImageScan")) == 1


async def test_read_only_takes_all_of_it_away(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, (120, 40), read_only=True) as ui:
        await into(ui, "shop/web")
        for key in "KTVNE":
            await ui.press(key)
            await ui.sees("opened read-only")
        assert "delete" not in ui.footer


async def test_what_may_not_be_read_is_said_where_it_is_missing(aws: Any, tmp_path: Path) -> None:
    await aws.control.faults(
        {"match": "ecr:GetLifecyclePolicy", "fault": "error", "code": "AccessDeniedException", "n": None},
        {"match": "ecs:DescribeTaskDefinition", "fault": "error", "code": "AccessDeniedException", "n": None},
    )
    async with console(aws, tmp_path, (160, 48)) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.sees("ecr:GetLifecyclePolicy")
        await into(ui, "shop/web")
        await ui.sees("task definitions not read")
        await ui.sees("ecs:DescribeTaskDefinition")
        await ui.sees("production/web: 8 tasks")


async def test_keys_of_one_burst_edit_the_policy_in_their_order(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, (120, 40)) as ui:
        await ui.repositories.go_to("shop/media")
        await ui.press("E")
        await ui.sees("expire untagged images 14 days")
        area = ui.app.screen.text
        for key in (*["down"] * 9, "end", "backspace", "backspace", "5"):
            ui.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await ui.sees("expire untagged images 5 days after the push")
        assert '"countNumber": 5' in area.text
