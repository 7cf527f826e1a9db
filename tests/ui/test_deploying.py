"""D asks what to deploy and plans it; B goes back to a revision or to what a deployment brought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from console_driver import console

from ecstui.ui.screens.deploy import DeployScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REGISTER = "ecs:RegisterTaskDefinition"
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=str)


@SIZES
async def test_an_image_is_picked_planned_and_deployed(
    aws: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console(aws, tmp_path, size=size) as ui:
        await ui.services.go_to("inventory")
        await ui.press("D")
        await ui.sees("deploy an image to inventory")
        await ui.sees("runs now")
        await ui.sees("/shop/fulfilment:")
        await ui.sees("enter plan it")
        screen = ui.app.screen
        assert isinstance(screen, DeployScreen)
        present = screen.input.value
        await ui.press("down")
        picked = screen.input.value
        assert picked != present
        assert picked.partition(":")[0] == present.partition(":")[0]
        await ui.press("enter")
        await ui.sees("a new revision (inventory:3 expected)")
        await ui.sees("enter apply")
        assert await aws.control.calls(REGISTER) == []
        await ui.press("enter")
        await ui.sees("deploy production/inventory")
        (sent,) = await aws.control.called(REGISTER)
        assert sent["params"]["containerDefinitions"][0]["image"] == picked


async def test_typing_filters_and_a_tag_alone_is_of_the_repository(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("D")
        await ui.sees("runs now")
        screen = ui.app.screen
        assert isinstance(screen, DeployScreen)
        await ui.type("main-")  # in place of the tag
        table = screen.query("Table").first()
        await ui.until(lambda: all("main-" in row.key for row in table.rows), "only main- in the list")
        await ui.sees("not in this list")
        wanted = table.rows[0].key.rpartition(":")[2]
        await ui.type(wanted.removeprefix("main-"))
        await ui.sees_no("not in this list")
        await ui.press("enter")
        await ui.sees(f"fulfilment:{wanted}")
        await ui.sees("a new revision (inventory:3 expected)")


async def test_a_click_on_a_row_takes_its_image(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("D")
        await ui.sees("runs now")
        screen = ui.app.screen
        assert isinstance(screen, DeployScreen)
        table = screen.query("Table").first()
        await ui.pilot.click(table, offset=(4, 2))
        await ui.until(lambda: screen.input.value == table.rows[1].key, "the image of the second row")
        await ui.press("enter")
        await ui.sees("a new revision (inventory:3 expected)")


async def test_the_other_list_has_the_revisions_of_the_family(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(aws, "ecs") as ecs:
        raw = (await ecs.describe_task_definition(taskDefinition="inventory"))["taskDefinition"]
        keep = ("family", "networkMode", "containerDefinitions", "requiresCompatibilities", "cpu", "memory")
        await ecs.register_task_definition(**{name: raw[name] for name in keep})
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("D", "tab")
        await ui.sees("deploy a revision to inventory")
        await ui.sees("inventory:3")
        await ui.sees("set now")
        await ui.press("down", "enter")
        await ui.sees("task definition: inventory:2  ->  inventory:3")
        await ui.press("escape")
        assert len(await aws.control.calls(REGISTER)) == 1  # the test's own


async def test_a_repository_that_may_not_be_read_says_so_and_an_image_can_be_typed(
    aws: Any, tmp_path: Path
) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await aws.control.faults(
            {
                "match": "ecr:DescribeImages",
                "fault": "error",
                "code": "AccessDeniedException",
                "message": "no",
                "n": None,
            }
        )
        await ui.press("D")
        await ui.sees("ecr:DescribeImages denied")
        await ui.sees("The image can be typed.")
        await ui.press("ctrl+u")
        await ui.type(":9")
        await ui.press("enter")
        await ui.sees("fulfilment:9 is not checked (ecr:DescribeImages denied)")


async def test_an_image_of_another_registry_says_so(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("log-agent")
        await ui.press("D")
        await ui.sees("public.ecr.aws/datadog/agent is not in this account's ECR: type the image.")


async def test_of_several_containers_one_is_chosen(
    aws: Any, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(aws, "ecs") as ecs:
        raw = (await ecs.describe_task_definition(taskDefinition="inventory"))["taskDefinition"]
        keep = ("family", "networkMode", "containerDefinitions", "requiresCompatibilities", "cpu", "memory")
        request = {name: raw[name] for name in keep}
        sidecar = {"name": "router", "image": "public.ecr.aws/fluent-bit:2", "essential": False}
        request["containerDefinitions"] = [sidecar, *request["containerDefinitions"]]
        await ecs.register_task_definition(**request)
        await ecs.update_service(cluster="production", service="inventory", taskDefinition="inventory")
    async with console(aws, tmp_path) as ui:
        await ui.services.row("inventory", revision=":3")
        await ui.services.go_to("inventory")
        await ui.press("D")
        await ui.sees("container inventory of router, inventory")  # the essential one comes first
        await ui.press("shift+tab")
        await ui.sees("container router of router, inventory")
        await ui.sees("public.ecr.aws/fluent-bit is not in this account's ECR")
        await ui.press("backspace")
        await ui.type("3")
        await ui.press("enter")
        await ui.sees("router image")
        await ui.sees("fluent-bit:2  ->  fluent-bit:3")


async def test_keys_of_one_burst_are_typed_in_place_of_the_tag(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("D", "colon", "m", "a", "i", "n")
        await ui.sees("main-")
        screen = ui.app.screen
        assert isinstance(screen, DeployScreen)
        table = screen.query("Table").first()
        await ui.until(lambda: table.rows and all(":main" in row.key for row in table.rows), "main alone")
        assert screen.input.value.endswith(":main")


async def test_leaving_deploys_nothing(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("D")
        await ui.sees("runs now")
        await ui.press("escape")
        await ui.sees_no("deploy an image")
        assert await aws.control.calls(REGISTER) == []


async def test_the_command_line_plans_an_image_at_once(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.type(":deploy :latest")
        await ui.press("enter")
        await ui.sees("fulfilment:latest")
        await ui.sees("a new revision (inventory:3 expected)")
        await ui.press("escape")
        await ui.type(":deploy nginx=:latest")
        await ui.press("enter")
        await ui.sees("inventory:2 has no container nginx; it has inventory.")
        await ui.press("escape")
        await ui.type(":deploy")
        await ui.press("enter")
        await ui.sees("deploy an image to inventory")


async def test_rolling_back_lists_on_tab_what_earlier_deployments_brought(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path) as ui:
        await ui.services.go_to("inventory")
        await ui.press("B")
        await ui.sees("roll back inventory to an earlier revision")
        await ui.press("tab")
        await ui.sees("what an earlier deployment brought")
        await ui.sees("successful")
        await ui.press("enter")
        await ui.sees("task definition: inventory:2  ->  inventory:1")
        await ui.sees("image digest")
        await ui.sees("enter apply")
        await ui.press("enter")
        await ui.sees("roll back production/inventory")
        (sent,) = await aws.control.called("ecs:UpdateService")
        assert sent["params"]["taskDefinition"].endswith("task-definition/inventory:1")


async def test_read_only_takes_deploying_away(aws: Any, tmp_path: Path) -> None:
    async with console(aws, tmp_path, read_only=True) as ui:
        await ui.services.go_to("inventory")
        await ui.press("D")
        await ui.sees("opened read-only: nothing is changed")
        await ui.type(":deploy :latest")
        await ui.press("enter")
        await ui.sees("opened read-only: nothing is changed")
        assert await aws.control.calls(REGISTER) == []
