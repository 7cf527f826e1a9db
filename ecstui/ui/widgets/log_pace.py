"""How often a log view paints: ten times a second, four where the terminal cannot keep up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

QUICK = 0.1
SLOW = 0.25
"""Seconds between two paints."""

CLEAN_TICKS = 20
"""Paints in a row that the terminal has taken in time before the pace is quick again."""


class Pace:
    """The pace of painting, by whether the terminal had taken in the last frame when the next was due."""

    def __init__(self) -> None:
        self.seconds = QUICK
        self._clean = 0

    def note(self, *, behind: bool) -> None:
        """Say whether the terminal still had to take in the last frame."""
        self._clean = 0 if behind else self._clean + 1
        if behind:
            self.seconds = SLOW
        elif self._clean >= CLEAN_TICKS:
            self.seconds = QUICK


def is_behind(app: App[Any]) -> bool:
    """Whether bytes of earlier frames still wait to be written to the terminal.

    Textual writes in a thread of its own, from a queue that it keeps to itself; without one nothing waits.
    """
    thread = getattr(getattr(app, "_driver", None), "_writer_thread", None)
    size = getattr(getattr(thread, "_queue", None), "qsize", None)
    return callable(size) and size() > 0
