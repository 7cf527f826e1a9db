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


def loaded_by(module: str) -> set[str]:
    """The top-level packages that importing `module` brings into a fresh interpreter."""
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


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
