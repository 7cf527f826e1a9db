"""The keys of the actions: the registry's, with the person's own in their place, clashes told by name."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.binding import Binding

from ecstui.model.errors import UsageError
from ecstui.ui.actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ecstui.ui.action import Action, Scope


def with_keys(keys: Mapping[str, str], actions: tuple[Action, ...] = ACTIONS) -> tuple[Action, ...]:
    """The actions with these keys (id -> "a,b"); UsageError names an unknown id or two that clash."""
    known = {action.id for action in actions}
    for unknown in keys.keys() - known:
        near = difflib.get_close_matches(unknown, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; the help lists them."
        raise UsageError(f"[keys] there is no action {unknown}{hint}")
    mapped = tuple(
        replace(action, keys=_split(action.id, keys[action.id])) if action.id in keys else action
        for action in actions
    )
    if clash := next(iter(clashes(mapped)), None):
        key, one, other = clash
        raise UsageError(f"[keys] {key} is both {one.id} and {other.id}: give one of them another key.")
    return mapped


def _split(action: str, keys: str) -> tuple[str, ...]:
    split = tuple(key.strip() for key in keys.split(",") if key.strip())
    if not split:
        raise UsageError(f"[keys] {action} has no key: name at least one.")
    return split


def clashes(actions: Iterable[Action]) -> Iterable[tuple[str, Action, Action]]:
    """Keys that two actions of one scope have; what works everywhere is part of every scope."""
    seen: dict[tuple[str, str], Action] = {}
    for action in sorted(actions, key=lambda action: action.scope != "everywhere"):
        for key in action.keys:
            other = seen.get(("everywhere", key)) or seen.get((action.scope, key))
            if other is not None:
                yield key, other, action
            seen[action.scope, key] = action


def bindings(actions: Iterable[Action], scope: Scope) -> list[Binding]:
    """Textual's bindings of a scope; every one goes through the dispatcher."""
    return [
        Binding(
            ",".join(action.keys),
            f"app.perform('{action.id}')",
            action.title,
            show=False,
            id=action.id,
            tooltip=action.help,
            # Before an input takes them for text; on the main screen, for keys that come in one burst to be
            # obeyed one after the other (`jS` scales the row that j went to); `check_action` spares inputs.
            priority=scope != "help",
        )
        for action in actions
        if action.scope == scope
    ]
