"""The command palette: every action by its name, from the registry."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from ecstui.ui.action import Action, in_reach, key_label

if TYPE_CHECKING:
    from collections.abc import Iterable


class ActionsProvider(Provider):
    """Offers the actions that can be done now."""

    def _offered(self) -> Iterable[tuple[Action, str, Any]]:
        app: Any = self.app
        situation = app.main.situation()
        for action in in_reach(app.actions, situation):
            if not action.reason_off(situation):
                label = f"{action.title} ({key_label(action.keys[0])})"
                yield action, label, partial(app.action_perform, action.id)

    async def discover(self) -> Hits:
        """All of them."""
        for action, label, perform in self._offered():
            yield DiscoveryHit(label, perform, help=action.help)

    async def search(self, query: str) -> Hits:
        """Those that fit."""
        matcher = self.matcher(query)
        for action, label, perform in self._offered():
            if (score := matcher.match(f"{label} {action.help}")) > 0:
                yield Hit(score, matcher.highlight(label), perform, help=action.help)
