"""Which feeds are kept true: those behind what is on screen, and those that a dialog asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.feeds import Clusters, Repositories, SuspendedTargets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.live.feeds import Feed
    from ecstui.ui.screens.main import MainScreen

_COUNTED = (Clusters(), Repositories())
"""What the strip counts although it is off screen: read once, then it rests."""


class Watching:
    """Tells the refresher what to read; `instead` is read and nothing else while a view covers the panes."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._besides: frozenset[Feed] = frozenset()
        self.instead: frozenset[Feed] = frozenset()

    def look(self) -> None:
        """Have that read which is on screen now."""
        screen = self._screen
        refresher = screen.session.refresher
        if refresher is None:
            return
        feeds = screen.picture.feeds(
            screen.selection, screen.on_screen, screen.about, screen.repositories.near
        )
        once = {feed for feed in _COUNTED if screen.session.snapshot(feed).loaded_at is None}
        refresher.watch(self.instead or feeds | once | self._besides | {SuspendedTargets()})

    def besides(self, feeds: Iterable[Feed]) -> None:
        """Have these read too from now on, for a dialog that shows them; none once it is closed."""
        self._besides = frozenset(feeds)
        self.look()
