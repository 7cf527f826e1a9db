"""Whether a change still gets on. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.operations.plan import Progress

FAILURES = 3
"""Tasks that fail, one after the other, before a change counts as stuck."""

HURRY = 3
"""How many times sooner it is said where ECS itself speaks of trouble."""


class Standstill:
    """Remembers when a change last got on; `patience` is how many seconds it may take to again."""

    def __init__(self, patience: float, monotonic: float) -> None:
        self._patience = patience
        self._least: int | None = None  # tasks left to start or to stop
        self._stage = ""
        self._since = monotonic

    def look(self, progress: Progress, monotonic: float) -> float | None:
        """For how many seconds nothing has got on, once that is too long or tasks keep failing; else None."""
        if progress.rests or progress.stage != self._stage:
            self._stage, self._least = progress.stage, None
        if self._least is None or progress.left < self._least:
            self._least, self._since = progress.left, monotonic
        stood = monotonic - self._since
        long = stood > self._patience / (HURRY if progress.held_up else 1)
        return stood if progress.failed >= FAILURES or long else None
