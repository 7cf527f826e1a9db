"""What an operation has come to, step by step: its progress without the numbers that only move. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.operations.plan import Progress


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was said of an operation, and when."""

    at: datetime
    text: str


def news(before: Progress, after: Progress) -> str:
    """What is new in `after`, in words; "" where only bytes or seconds have moved."""
    if after.ended:
        return after.text
    event = after.event if after.event != before.event else ""
    return " ".join(filter(None, (after.text if _got_on(before, after) else "", event)))


def _got_on(before: Progress, after: Progress) -> bool:
    """Whether tasks came or went, it turned to something else, or something else keeps it back."""
    if after.sent:
        return after.phase != before.phase
    told = (before.phase, before.running, before.old, before.failed, before.stage, before.held_up)
    telling = (after.phase, after.running, after.old, after.failed, after.stage, after.held_up)
    return telling != told or (after.text != before.text and not after.wanted)
