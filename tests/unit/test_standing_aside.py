"""The console stands aside in the right order, and comes back whatever happened meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ecstui.model.secret import Secret
from ecstui.operations import terminal_session
from ecstui.operations.session_plugin import Invocation
from ecstui.ui.standing_aside import StandingAside

if TYPE_CHECKING:
    from collections.abc import Iterator

CALL = Invocation(("plugin",), Secret("{}"))


class AnApp:
    """What of the app is asked for, told in order; like Textual it comes back only without an exception."""

    def __init__(self) -> None:
        self.told: list[str] = []

    @contextmanager
    def batch_update(self) -> Iterator[None]:
        self.told.append("hold")
        try:
            yield
        finally:
            self.told.append("paint")

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.told.append("aside")
        yield
        self.told.append("back")


@pytest.mark.parametrize("fails", [False, True], ids=["runs", "cannot-be-started"])
async def test_repaints_are_held_while_aside_and_it_comes_back(
    fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = AnApp()

    async def on_terminal(_call: Invocation) -> int:
        app.told.append("session")
        if fails:
            raise FileNotFoundError(2, "No such file")
        return 0

    async def nobody() -> None:
        app.told.append("enter")

    monkeypatch.setattr(terminal_session, "on_terminal", on_terminal)
    monkeypatch.setattr("ecstui.ui.standing_aside._enter", nobody)
    aside = StandingAside(app, "a session", stays=True)
    if fails:
        with pytest.raises(FileNotFoundError):
            await aside(CALL)
        assert app.told == ["hold", "aside", "session", "back", "paint"]
    else:
        assert await aside(CALL) == 0
        assert app.told == ["hold", "aside", "session", "enter", "back", "paint"]
