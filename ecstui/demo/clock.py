"""Virtual time: a clock that may run faster than the world's, and timers that fire in its order."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Timers:
    """A virtual clock (seconds since the epoch) and what is due on it.

    `advance(to)` fires everything due up to `to`, in order of time and of scheduling, with `now` standing
    at each timer's own instant; so a run is the same for a seed however coarsely it is advanced.
    At speed 0 the clock stands still and moves by `skip` alone.
    """

    def __init__(self, start: float, speed: float = 1.0) -> None:
        self.speed = speed
        self._now = start
        self._start = start
        self._real_start = time.monotonic()
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._changed = asyncio.Event()

    @property
    def now(self) -> float:
        """Virtual seconds since the epoch."""
        return self._now

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Run `action` once, `seconds` of virtual time from now."""
        heapq.heappush(self._due, (self._now + max(0.0, seconds), next(self._order), action))
        self._changed.set()

    def stand(self, at: float) -> None:
        """Let the clock stand at an instant, earlier ones too: to tell a past, before anything is due."""
        self._now = at

    def advance(self, to: float) -> None:
        """Fire what is due up to `to` and let the clock stand there."""
        while self._due and self._due[0][0] <= to:
            when, _, action = heapq.heappop(self._due)
            self._now = max(self._now, when)
            action()
        self._now = max(self._now, to)

    def catch_up(self) -> None:
        """Advance to the present of the real clock, times the speed. Called before every request."""
        self.advance(self._start + (time.monotonic() - self._real_start) * self.speed)

    def skip(self, seconds: float) -> None:
        """Move the clock on by `seconds` of virtual time, besides its own going."""
        self.catch_up()
        self._start += seconds
        self.advance(self._now + seconds)

    async def run(self) -> None:
        """Keep the clock going until cancelled; idle between timers."""
        while True:
            self._changed.clear()
            self.catch_up()
            wait = 1.0
            if self._due and self.speed:
                wait = min(wait, max(0.005, (self._due[0][0] - self._now) / self.speed))
            try:
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            except TimeoutError:
                continue
