"""Whether a plan may be applied: said beforehand by an option, or asked on the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ecstui.commands.log_stdout import Ended, tell
from ecstui.commands.signals import ENDING, handled
from ecstui.operations.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from ecstui.operations.plan import Plan

NOBODY_TO_ASK = "There is no terminal to ask on: give --yes to apply it. Nothing was done."


def can_ask() -> bool:
    """Whether there is a person at a terminal to ask."""
    return all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__))


def is_given(plan: Plan, *, yes: bool, confirm: str | None) -> bool:
    """Whether the options alone allow it. Refused where the name given is another one."""
    name = plan.confirm or plan.subject
    if confirm is not None and confirm != name:
        raise Refused(f"--confirm names {confirm!r}, but this is about {name}. Nothing was done.")
    return confirm is not None or (yes and not plan.confirm)


def ask_for(plan: Plan, ask: Callable[[str], str] | None) -> None:
    """Ask by `ask`; None where nobody can be asked. Refused unless it is allowed."""
    if plan.confirm:
        if ask is None:
            raise Refused(f"This asks for its name: give --confirm {plan.confirm}. Nothing was done.")
        if ask(f"Type {plan.confirm} to apply it: ") != plan.confirm:
            raise Refused("That is not its name. Nothing was done.")
    elif ask is None:
        raise Refused(NOBODY_TO_ASK)
    elif ask("Apply it? [y/N] ").lower() not in {"y", "yes"}:
        raise Refused("Not applied. Nothing was done.")


def ask_on_terminal(question: str) -> str:
    """What is typed in answer; "" at the end of input. Raises Ended at a signal."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise Ended(128 + number)

    try:
        with handled(ENDING, leave):
            os.write(2, question.encode("utf-8", "replace"))
            return sys.stdin.readline().strip()
    except Ended:
        tell("Nothing was done.")
        raise
