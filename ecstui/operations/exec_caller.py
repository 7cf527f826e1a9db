"""The exec doctor on whoever opens the session: whether IAM likely allows it, before AWS denies it. Pure.

IAM simulates the policies of a user or role, and its permissions boundary; it is not asked for session
policies, and has no values of condition keys: https://docs.aws.amazon.com/IAM/latest/APIReference/
API_SimulatePrincipalPolicy.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.operations.exec_finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.permission import Permission


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls ("role/session", or a user's name), what that needs, and why it was not checked, if so."""

    who: str
    actions: tuple[str, ...]
    permissions: tuple[Permission, ...] = ()
    unchecked: str = ""


def caller_findings(caller: Caller) -> Iterator[Finding]:
    """A finding each for what is not allowed, or one that all is."""
    named = " and ".join(caller.actions)
    if caller.unchecked:
        text = f"Whether {caller.who} is allowed {named} could not be checked: {caller.unchecked}"
        yield Finding("unknown", text)
        return
    denied = [permission for permission in caller.permissions if not permission.allowed]
    for permission in denied:
        what = f"{permission.action} on {permission.resource}"
        if permission.conditions:
            text = f"Whether {caller.who} is allowed {what} hangs on {', '.join(permission.conditions)}."
            yield Finding("unknown", text, "IAM's simulation knows no values of them.")
        else:
            text = f"{caller.who} is likely not allowed {what}, by IAM's simulation of its policies."
            yield Finding("warning", text, f"Ask whoever keeps them for {permission.action}.")
    if not denied:
        yield Finding("fine", f"{caller.who} is likely allowed {named}.")
