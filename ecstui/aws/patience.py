"""How long and how often the console tries before it says that something failed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to connect, between two bytes of an answer, and for a whole call with its retries."""

    connect: float = 3
    read: float = 15
    call: float = 40
    attempts: int = 3  # of a read; a write is sent once


PATIENCE = Patience()
