"""What a line of keys says: those that do something now, the ones most wanted first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.ecr import Image, Repository
from ecstui.model.ecs import Service, Task
from ecstui.ui.action import Action, in_reach, key_label
from ecstui.ui.widgets.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.ui.action import Scope
    from ecstui.ui.situation import Situation

ALWAYS = ("show.help", "app.quit")
"""They keep their place however narrow the screen is."""

_ONLY_WAY = ("plan.other",)
"""What nothing else on the screen tells of."""

_FIRST: dict[type, tuple[str, ...]] = {
    Service: (
        "table.select",
        "view.filter",
        "show.logs",
        "service.scale",
        "service.redeploy",
        "service.cancel",
        "service.roll-back",
        "service.deploy",
    ),
    Task: (
        "table.select",
        "show.logs",
        "task.stop",
        "container.exec",
        "container.forward",
        "run.task",
        "view.filter",
    ),
    Repository: ("table.select", "view.filter", "push.image"),
    Image: ("table.select", "view.filter", "show.findings", "push.image", "image.tag"),
}
"""What is done most to what is selected; the rest follows in the order of the registry."""

_FIRST_IN_LOGS = ("log.open", "log.pause", "view.filter", "log.level", "log.next-error", "go.back")


def footer_hints(actions: Iterable[Action], situation: Situation) -> tuple[Hint, ...]:
    """Of the main screen's actions those that can be done now, in the order in which they give way.

    What the situation has a word of its own for comes first.
    """
    able = [a for a in in_reach(actions, situation) if a.footer and not a.reason_off(situation)]
    now = [hint(a, word) for a in able if (word := a.footer_now(situation))]
    first = _first(situation)
    rest = [action for action in able if not action.footer_now(situation)]
    rest.sort(key=lambda action: first.index(action.id) if action.id in first else len(first))
    return (*now, *map(hint, rest))


def _first(situation: Situation) -> tuple[str, ...]:
    if situation.in_logs:
        return _FIRST_IN_LOGS
    of_selected = _FIRST.get(type(situation.selected), ())
    return ("go.back", *of_selected) if situation.focus == "detail" else of_selected


def dialog_hints(scope: Scope, actions: Iterable[Action]) -> tuple[Hint, ...]:
    """Of a dialog's actions those that have a word for its line of keys; how to leave it is always told."""
    return tuple(hint(action) for action in actions if action.scope == scope and action.footer)


def hint(action: Action, word: str = "") -> Hint:
    """An action's first key with `word`, or its own."""
    kept = action.id in (*ALWAYS, *_ONLY_WAY) or (action.scope != "main" and "escape" in action.keys)
    return Hint(key_label(action.keys[0]), word or action.footer, kept=kept)
