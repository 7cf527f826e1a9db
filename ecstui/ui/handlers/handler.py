"""What every handler of actions has at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.ui.screens.main import MainScreen


class Handler:
    """Handles one group of actions for the main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self.screen = screen
