"""One thing a person can do: what the registry's entries are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from ecstui.ui.reasons import always

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ecstui.ui.situation import Situation

Scope: TypeAlias = Literal[
    "everywhere",
    "main",
    "log",
    "registry",
    "event",
    "display",
    "export",
    "around",
    "save",
    "insights",
    "saved",
    "record",
    "findings",
    "form",
    "lifecycle",
    "revisions",
    "deploy",
    "many",
    "operations",
    "timeline",
    "scaling",
    "deployment",
    "session",
    "forwardings",
    "plan",
    "run-form",
    "push-form",
    "pushing",
    "help",
]
"""Where an action's keys work.

Those of "log" go before those of "main" while log lines have the focus, those of "registry" while
repositories or images have it.
"""

MAIN_SCREEN: tuple[Scope, ...] = ("main", "log", "registry")
"""The scopes of the main screen."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    `keys` are in Textual's names, the first is the one shown; `footer` is its word in the footer ("" for
    none), and `footer_now` may have a better one; `iam` is what it calls; `why_off` gives the reason why it
    makes no sense now, or ""; `many` is the kind of rows that it changes all of where they are marked, ""
    where it is about one thing.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    scope: Scope = "main"
    footer: str = ""
    changes_aws: bool = False
    iam: tuple[str, ...] = ()
    why_off: Callable[[Situation], str] = always
    many: Literal["", "service", "task", "image"] = ""
    footer_now: Callable[[Situation], str] = always

    @property
    def group(self) -> str:
        """The part of the id that names who handles it."""
        return self.id.partition(".")[0]

    @property
    def method(self) -> str:
        """The name of the handler's method."""
        return self.id.partition(".")[2].replace("-", "_")

    @property
    def free(self) -> bool:
        """Whether it can be done whatever is selected, so that no one need look what is."""
        return self.why_off is always and not self.changes_aws

    def reason_off(self, situation: Situation) -> str:
        """Why it cannot be done now, in words; "" where it can."""
        if self.changes_aws and situation.read_only:
            return "opened read-only: nothing is changed"
        if self.changes_aws and self.scope in MAIN_SCREEN and situation.marked:
            fits = self.many == situation.marked_kind
            return "" if fits else "rows are marked, and this is done to one: esc takes the marks away"
        return self.why_off(situation)


def in_reach(actions: Iterable[Action], situation: Situation) -> tuple[Action, ...]:
    """The actions whose keys work on the main screen now, on or off.

    Those of the logs go before the rest, and those of the registry, which keep their keys even while off: K
    on a repository must not be meant for a task.
    """
    first: Scope | None = "log" if situation.in_logs else "registry" if situation.in_registry else None
    own = [action for action in actions if action.scope == first]
    taken = {
        key
        for action in own
        if first == "registry" or not action.reason_off(situation)
        for key in action.keys
    }
    rest = [action for action in actions if action.scope == "main" and not taken & set(action.keys)]
    return (*own, *rest)


def key_label(key: str) -> str:
    """A key as people write it."""
    return _LABELS.get(key, key)


_LABELS = {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}
