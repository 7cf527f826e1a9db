"""The log of calls: what clients asked for, when, and how it was answered."""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstui.demo.protocol.models import Call

_KEPT = 20_000


@dataclass(slots=True)
class Entry:
    """One call. `at` is virtual, `real` real seconds since the epoch; `status` 0: no answer was sent."""

    service: str
    operation: str
    at: float
    real: float = field(default_factory=time.time)
    status: int = 0
    error: str | None = None
    fault: str | None = None
    took: float = 0.0  # real seconds
    params: dict[str, Any] = field(default_factory=dict)

    def close(self, status: int) -> None:
        """An answer with this status is on its way."""
        self.status = status
        self.took = time.time() - self.real


class CallLog:
    """The last calls whole, and the counts of all."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=_KEPT)
        self.counts: Counter[str] = Counter()

    def open(self, call: Call, at: float) -> Entry:
        """Begin an entry; its answer is filled in as the call goes on."""
        entry = Entry(call.service, call.name, at)
        self.entries.append(entry)
        self.counts[f"{call.service}:{call.name}"] += 1
        return entry

    def clear(self) -> None:
        """Forget all."""
        self.entries.clear()
        self.counts.clear()
