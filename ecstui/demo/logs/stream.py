"""A log stream, the run of one container that speaks into it, and what an event is."""

from __future__ import annotations

import zlib
from bisect import insort
from dataclasses import dataclass, field
from typing import NamedTuple


class Event(NamedTuple):
    """A log event. It sorts as CloudWatch does: by `id`, which leads with the two times (milliseconds)."""

    id: int
    timestamp: int
    ingested: int
    message: str
    stream: str

    @property
    def size(self) -> int:
        """Bytes counted against a page of 1 MB."""
        return len(self.message.encode()) + 26


def event(stream: Stream, at: float, ingested: float, order: int, message: str) -> Event:
    """The event of `stream` at `at` (seconds since the epoch), the `order`-th of its time."""
    timestamp, ingestion = int(at * 1000), int(ingested * 1000)
    # 56 decimal digits whose top bits are the timestamp, as the identifiers of CloudWatch look
    identity = timestamp << 144 | (ingestion & (1 << 44) - 1) << 100 | stream.mark << 68 | order
    return Event(identity, timestamp, ingestion, message, stream.name)


@dataclass(slots=True, eq=False)
class Stream:
    """A log stream; times in seconds since the epoch. Without a voice, events are only stored."""

    name: str
    group: str
    created: float
    voice: str | None = None
    seed: str = ""
    started: float = 0.0
    stopped: float | None = None
    last_words: tuple[str, ...] = ()
    stored: list[Event] = field(default_factory=list)  # sorted
    mark: int = 0

    def __post_init__(self) -> None:
        self.mark = zlib.crc32(f"{self.group}:{self.name}".encode())

    def begin(self, voice: str, at: float, seed: str) -> None:
        """Let a container speak from `at` on."""
        self.voice, self.started, self.seed = voice, at, f"{seed}/{self.name}"
        self.stopped, self.last_words = None, ()

    def end(self, at: float, last_words: tuple[str, ...]) -> None:
        """The container speaks no more after `at`."""
        self.stopped, self.last_words = max(at, self.started), last_words

    def store(self, at: float, ingested: float, message: str) -> Event:
        """Keep an event written from outside."""
        stored = event(self, at, ingested, len(self.stored), message)
        insort(self.stored, stored)
        return stored
