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
            moves = action.group == "table" and action.method != "select"
            if not moves and not action.reason_off(situation):
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
            if score := fitness(query, action):
                yield Hit(score, matcher.highlight(label), perform, help=action.help)


def fitness(query: str, action: Action) -> float:
    """How well an action fits: its title begins so, has such a word, or its help does; 0 where none does."""
    wanted, title, told = query.casefold().strip(), action.title.casefold(), action.help.casefold()
    if title.startswith(wanted):
        return 1.0
    if any(word.startswith(wanted) for word in title.split()):
        return 0.9
    if wanted in title:
        return 0.8
    words = told.replace(",", " ").replace(";", " ").split()
    return 0.4 if all(any(w.startswith(part) for w in words) for part in wanted.split()) else 0.0
