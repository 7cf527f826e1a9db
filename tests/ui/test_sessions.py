"""Sessions with containers on screen: the doctor, the container, what is asked for, and who may."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Any

import pytest
from console_driver import console
from operating import lines
from stand_in_plugin import environment, install, recorded

from ecstui.ui.screens.session import SessionScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from console_driver import Driver
    from embedded_aws import EmbeddedAws


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(scenario="calm")


@pytest.fixture(autouse=True)
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plugin on the PATH that forwards."""
    install(tmp_path / "bin")
    for name, value in environment(tmp_path / "bin", tmp_path / "plugin.jsonl", "forward").items():
        monkeypatch.setenv(name, value)
    return tmp_path / "plugin.jsonl"


async def at_a_task(ui: Driver, service: str) -> None:
    await ui.services.row(service)
    await ui.press("colon")
    await ui.type(f"svc production/{service}")
    await ui.press("enter")
    await ui.sees(f"service {service}")
    await ui.press("3")
    await ui.until(lambda: ui.app.main.situation().task, "a task")


def asked(ui: Driver) -> SessionScreen:
    assert isinstance(ui.app.screen, SessionScreen)
    return ui.app.screen


async def test_the_doctor_says_what_is_missing_and_enter_opens_nothing(
    server: EmbeddedAws, tmp_path: Path
) -> None:
    async with console(server, tmp_path) as ui:
        await at_a_task(ui, "payments")
        await ui.press("X")
        await ui.sees("✗ blocks")
        await ui.sees("root file system is read-only")
        await ui.sees("✓ fine")
        assert "open" not in asked(ui).keys.text
        await ui.press("enter")
        assert isinstance(ui.app.screen, SessionScreen)
        await ui.press("escape")
        await ui.sees_no("✗ blocks")
    assert await server.control.calls("ecs:ExecuteCommand") == []


async def test_a_port_is_suggested_forwarded_and_closed(
    server: EmbeddedAws, tmp_path: Path, record: Path
) -> None:
    async with console(server, tmp_path) as ui:
        await at_a_task(ui, "checkout")
        await ui.press("F")
        await ui.sees("enter open")
        assert asked(ui).text.value.endswith("8080")  # the container's own
        with socket.create_server(("localhost", 0)) as probe:
            port = probe.getsockname()[1]
        await ui.type(f"{port}:8080")
        await ui.sees(f"localhost:{port}")
        await ui.until(lambda: asked(ui).decided, "a plan")
        await ui.press("enter")
        await ui.sees(f"~ open  forward {recorded_task(ui)}/checkout")
        await ui.sees(f"Port {port} opened -> checkout:8080")
        assert "x end forwarding" in ui.footer
        await ui.press("x")
        await ui.sees("ports that are forwarded")
        await ui.press("enter")
        await ui.sees(f"Port {port} is closed again")
        assert "x end" not in ui.footer
    assert [line["outcome"] for line in lines(tmp_path / "audit.jsonl")] == ["sending", "applied"]


def recorded_task(ui: Driver) -> str:
    task = ui.app.main.situation().task
    assert task is not None
    return task.id[:8]


async def test_esc_offers_to_close_a_port_where_there_is_nothing_else_to_leave(
    server: EmbeddedAws, tmp_path: Path, record: Path
) -> None:
    async with console(server, tmp_path) as ui:
        await at_a_task(ui, "checkout")
        await ui.press("F")
        await ui.until(lambda: asked(ui).decided, "a plan")
        await ui.press("enter")
        await ui.sees("opened -> checkout:8080")
        await ui.press("1", "escape")
        await ui.sees("ports that are forwarded")
        await ui.press("escape")
        await ui.sees_no("ports that are forwarded")
        assert recorded(record)


async def test_a_port_that_is_none_or_taken_says_so(server: EmbeddedAws, tmp_path: Path) -> None:
    async with console(server, tmp_path) as ui:
        await at_a_task(ui, "checkout")
        await ui.press("F")
        await ui.sees("enter open")
        await ui.type("web")
        await ui.sees("'web' is no port")
        assert asked(ui).decided is None
        with socket.create_server(("localhost", 0)) as taken:
            await ui.press("backspace", "backspace", "backspace")
            await ui.type(f"{taken.getsockname()[1]}:8080")
            await ui.sees("of this machine is taken")


async def test_tab_goes_to_the_next_container(
    server: EmbeddedAws, tmp_path: Path, boto_client: Callable[..., Any]
) -> None:
    async with boto_client(server, "ecs") as ecs:
        image = "public.ecr.aws/nginx/nginx:1"
        containers = [{"name": name, "image": image, "memory": 128} for name in ("app", "sidecar")]
        role = "arn:aws:iam::123456789012:role/pair-task"
        await ecs.register_task_definition(
            family="pair",
            containerDefinitions=containers,
            taskRoleArn=role,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
        )
        await ecs.create_service(
            cluster="production",
            serviceName="pair",
            taskDefinition="pair",
            desiredCount=1,
            launchType="FARGATE",
            enableExecuteCommand=True,
            networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-0a1b2c3d4e5f60001"]}},
        )
    await server.control.advance(60)
    async with console(server, tmp_path) as ui:
        await at_a_task(ui, "pair")
        await ui.press("X")
        await ui.until(lambda: asked(ui).decided, "a plan")
        assert "app  1 of 2" in asked(ui).container.text
        await ui.press("tab")
        await ui.sees("sidecar  2 of 2")
        await ui.until(lambda: asked(ui).decided, "a plan of the other")
        decided = asked(ui).decided
        assert decided is not None
        assert dict(decided.plan.call.members)["container"] == "sidecar"


async def test_where_it_is_protected_the_service_s_name_is_typed(server: EmbeddedAws, tmp_path: Path) -> None:
    async with console(server, tmp_path, protected=True) as ui:
        await at_a_task(ui, "checkout")
        await ui.press("X")
        await ui.sees("type checkout to open it")
        await ui.press("enter")
        assert asked(ui).decided is None
        await ui.type("checkout")
        await ui.until(lambda: asked(ui).decided, "a plan that may be opened")


async def test_read_only_takes_both_keys_away(server: EmbeddedAws, tmp_path: Path) -> None:
    async with console(server, tmp_path, read_only=True) as ui:
        await at_a_task(ui, "checkout")
        assert "exec" not in ui.footer
        await ui.press("X")
        await ui.sees("opened read-only")
        await ui.press("F")
        assert ui.app.screen is ui.app.main


async def test_a_console_without_a_terminal_to_lend_says_so(server: EmbeddedAws, tmp_path: Path) -> None:
    async with console(server, tmp_path) as ui:
        await at_a_task(ui, "checkout")
        await ui.press("X")
        await ui.until(lambda: asked(ui).decided, "a plan")
        await ui.press("enter")
        await ui.sees("the console has no terminal to lend")
    assert server.world.sessions.open == {}
    assert os.environ.get("AWS_SSM_START_SESSION_RESPONSE") is None
