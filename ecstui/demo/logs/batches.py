"""What a container says, in the batches its log driver puts: made on reading, the same for a seed.

The awslogs driver flushes every 5 s, each container at its own moment, and the put takes a while more. So the
events of a batch share their ingestion time, and can be read from then on only.
"""

from __future__ import annotations

import random
from collections import OrderedDict
from math import floor
from typing import TYPE_CHECKING

from ecstui.demo.logs.stream import Event, Stream, event
from ecstui.demo.logs.voices import voice_named

if TYPE_CHECKING:
    from collections.abc import Iterator

FLUSH = 5.0  # seconds
PUT = (0.04, 0.9)  # seconds a put takes
DELAYED = 0.002  # the share of batches that are put late
DELAY = (10.0, 60.0)  # seconds they are late
LATEST = FLUSH + PUT[1] + DELAY[1]  # no event is ingested later than this after its time
KEPT = 16_384  # batches


class Batches:
    """The batches of all streams, made as they are asked for; the last few thousand are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str, int], tuple[Event, ...]] = OrderedDict()
        self.made = 0

    def spoken(self, stream: Stream, low: int, high: int, now: float) -> Iterator[Event]:
        """What was said in low <= time < high (milliseconds) and can be read at `now` (seconds)."""
        if stream.voice is None:
            return
        last = now if stream.stopped is None else stream.stopped
        start, end = max(low / 1000, stream.started), min(high / 1000, last + 0.001)
        if start >= end:
            return
        readable = int(now * 1000)
        for number in range(slot(stream, start), slot(stream, end) + 1):
            if flushed(stream, number) > now:
                break
            for said in self._batch(stream, number):
                if low <= said.timestamp < high and said.ingested <= readable:
                    yield said

    def _batch(self, stream: Stream, number: int) -> tuple[Event, ...]:
        key = (stream.mark, stream.seed, number)
        batch = self._kept.get(key)
        if batch is None:
            self.made += 1
            batch = self._kept[key] = tuple(_make(stream, number))
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return batch


def phase(stream: Stream) -> float:
    """Where in the 5 seconds the container's driver flushes."""
    return stream.mark % 5000 / 1000


def slot(stream: Stream, at: float) -> int:
    """The number of the batch what is said at `at` goes into."""
    return floor((at - phase(stream)) / FLUSH)


def flushed(stream: Stream, number: int) -> float:
    """When the driver begins to put a batch: at the end of its slot, or when the container stops."""
    end = (number + 1) * FLUSH + phase(stream)
    return end if stream.stopped is None else min(end, stream.stopped)


def _make(stream: Stream, number: int) -> Iterator[Event]:
    chance = random.Random(f"{stream.seed}/{number}")  # noqa: S311 - chance for a play, not for secrets
    ingested = flushed(stream, number) + chance.uniform(*PUT)
    if chance.random() < DELAYED:
        ingested += chance.uniform(*DELAY)
    begin = number * FLUSH + phase(stream)
    for order, (at, message) in enumerate(_say(stream, begin, flushed(stream, number), chance)):
        yield event(stream, at, ingested, order, message)


def _say(stream: Stream, begin: float, end: float, chance: random.Random) -> list[tuple[float, str]]:
    """What the container says from `begin` to `end`, in order of time."""
    voice = voice_named(stream.voice or "")
    said: list[tuple[float, str]] = []
    if begin - stream.started < 2 * FLUSH:
        opening = voice.opening(random.Random(stream.seed), stream.started)  # noqa: S311
        said += [(stream.started + delay, line) for delay, line in opening]
    count = int(voice.rate * FLUSH + chance.random())
    for at in sorted(begin + chance.random() * FLUSH for _ in range(count)):
        if stream.started <= at < end:  # what is not said costs nothing to make up
            lines = voice.remark(chance, at, at - stream.started)
            said += [(min(at + 0.001 * n, end - 0.0005), line) for n, line in enumerate(lines)]
    said = [(at, line) for at, line in said if begin <= at < end]
    if stream.stopped is not None and slot(stream, stream.stopped) == slot(stream, begin + FLUSH / 2):
        said += [(stream.stopped, line) for line in stream.last_words]
    said.sort(key=lambda pair: pair[0])
    return said
