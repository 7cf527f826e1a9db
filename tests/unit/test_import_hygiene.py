"""What is imported before the first paint is light; heavy libraries come later, where they are needed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

HEAVY = ("botocore", "aiobotocore", "boto3", "aiohttp", "docker", "moto")
WITHOUT_SCREEN = (
    "ecstui.model.health",
    "ecstui.aws.account",
    "ecstui.live.refresher",
    "ecstui.operations.scale",
)


NOT_BEFORE_THE_FIRST_PAINT = ("ecstui.aws", "ecstui.operations", "ecstui.live.tail", "ecstui.live.refresher")


def modules_loaded_by(module: str) -> set[str]:
    """What importing `module` brings into a fresh interpreter."""
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def loaded_by(module: str) -> set[str]:
    """The top-level packages of them."""
    return {name.partition(".")[0] for name in modules_loaded_by(module)}


@pytest.mark.parametrize("module", [*WITHOUT_SCREEN, "ecstui.live.tail", "ecstui.ui.app"])
def test_importing_brings_no_heavy_library(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip("not there yet")
    assert loaded_by(module).isdisjoint(HEAVY)


@pytest.mark.parametrize("module", WITHOUT_SCREEN)
def test_importing_brings_no_textual(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip("not there yet")
    assert "textual" not in loaded_by(module)


def test_the_app_is_imported_without_what_comes_after_its_first_paint() -> None:
    assert modules_loaded_by("ecstui.ui.app").isdisjoint(NOT_BEFORE_THE_FIRST_PAINT)


def test_the_command_line_alone_brings_none_of_its_verbs() -> None:
    loaded = modules_loaded_by("ecstui.commands.cli")
    assert loaded.isdisjoint({"asyncio", "msgspec", "textual"})
    assert not {name for name in loaded if name.startswith(("ecstui.live", "ecstui.aws", "ecstui.ui"))}
    assert "ecstui.commands.logs" not in loaded
