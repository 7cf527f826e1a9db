"""The clock that everything is given, so that a test can be the one who tells the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the console asks of time."""

    def now(self) -> datetime:
        """The present in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow."""
        import time

        return time.monotonic()
