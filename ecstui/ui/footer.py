"""What the footer says: the keys that do something to what is selected now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.ui.action import Action, in_reach, key_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.ui.situation import Situation
    from ecstui.ui.widgets.line import Part

ALWAYS = ("show.help", "app.quit")
"""They keep their place however narrow the screen is."""

_GAP = 2


def footer_actions(actions: Iterable[Action], situation: Situation, width: int) -> tuple[Action, ...]:
    """The actions to name in `width` cells: those that can be done now, as many as fit.

    What the situation has a word of its own for comes first.
    """
    able = [a for a in in_reach(actions, situation) if a.footer and not a.reason_off(situation)]
    now = [replace(a, footer=word) for a in able if (word := a.footer_now(situation))]
    named = [*now, *(a for a in able if not a.footer_now(situation))]
    last = [action for action in named if action.id in ALWAYS]
    room = width - sum(map(_width, last))
    kept: list[Action] = []
    for action in named:
        if action.id in ALWAYS:
            continue
        room -= _width(action)
        if room < 0:
            break
        kept.append(action)
    return (*kept, *last)


def footer_parts(actions: Iterable[Action]) -> tuple[Part, ...]:
    """Keys and words for a line."""
    parts: list[Part] = []
    for action in actions:
        parts += [(key_label(action.keys[0]), "key"), (f" {action.footer}{' ' * _GAP}", "")]
    return tuple(parts)


def _width(action: Action) -> int:
    return len(key_label(action.keys[0])) + 1 + len(action.footer) + _GAP
