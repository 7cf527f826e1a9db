"""How fast a push gets on: bytes a second over the last moments, and the time left at that rate."""

from __future__ import annotations

from collections import deque

WINDOW = 8.0  # seconds a rate is measured over


class Pace:
    """Fed with bytes sent and a monotonic clock."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, monotonic: float, sent: int) -> None:
        """So many bytes are sent now. A push that begins anew is measured anew."""
        if self._seen and sent < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((monotonic, sent))
        while len(self._seen) > 2 and monotonic - self._seen[0][0] > WINDOW:
            self._seen.popleft()

    @property
    def rate(self) -> float:
        """Bytes a second; 0 until two moments are known."""
        if len(self._seen) < 2:
            return 0.0
        (first, before), (last, after) = self._seen[0], self._seen[-1]
        return (after - before) / (last - first) if last > first else 0.0

    def left(self, total: int) -> float | None:
        """Seconds until `total` bytes are sent; None where nothing moves."""
        rate = self.rate
        return max(0, total - self._seen[-1][1]) / rate if rate else None
