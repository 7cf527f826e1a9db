"""Pushing from a machine without a container engine: what is missing, once and whole, and no key in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console_driver import console

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from console_driver import Driver


def dialog(ui: Driver) -> list[str]:
    """The lines of the dialog; what stands behind it lives on."""
    return [line for line in ui.screen.splitlines()[3:] if line.startswith("│")]


async def test_without_an_engine_one_message_says_what_to_do_and_no_key_is_offered_in_vain(
    aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.setenv("DOCKER_CONTEXT", "first")
    async with console(aws, tmp_path, size=(80, 24)) as ui:
        await ui.repositories.go_to("shop/web")
        await ui.press("P")
        await ui.sees("'first'")
        await ui.sees("docker context use")  # the end of the message
        assert ui.screen.count("'first'") == 1
        assert ui.app.screen.keys.text == "enter look again  esc back"  # type: ignore[attr-defined]
        before = dialog(ui)
        await ui.press("ctrl+b", "ctrl+g", "x", "tab", "down")
        assert dialog(ui) == before
        monkeypatch.setenv("DOCKER_CONTEXT", "second")
        await ui.press("enter")
        await ui.sees("'second'")
        await ui.press("escape")
        await ui.sees_no("'second'")
