"""The refresher: alone decides when AWS is asked, from what is on screen and the call budget.

Each watched feed has one task, which reads, rests and reads again; so one request is in flight a feed, and a
slow answer delays nothing else. The rest is counted from the end of a reading.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ecstui.live.budget import Budget
from ecstui.model.clock import SystemClock
from ecstui.model.errors import AwsError, Throttled
from ecstui.model.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ecstui.aws.account import Aws
    from ecstui.live.feeds import Feed
    from ecstui.model.clock import Clock

LONGEST_BACKOFF = 30.0  # seconds
DUTY = 2  # a feed rests at least this many times as long as its reading took


def _ignore(_feed: Feed) -> None:
    """Nobody listens."""


@dataclass(slots=True, eq=False)
class _Known:
    """What is known of a feed and when it is to be read next (monotonic seconds)."""

    snapshot: Snapshot[Any] = field(default_factory=Snapshot)
    due: float = 0.0
    failures: int = 0  # in a row
    wake: asyncio.Event = field(default_factory=asyncio.Event)  # something about `due` or the watch changed


class Refresher:
    """Keeps the snapshots of the watched feeds true. Another region or profile takes another refresher.

    `every` is the pace in seconds of what changes fast. `on_change(feed)` is called in the event loop, only
    when the items of a snapshot, its freshness or its failure changed.
    """

    def __init__(
        self,
        aws: Aws,
        *,
        every: float = 2.0,
        clock: Clock | None = None,
        on_change: Callable[[Feed], None] = _ignore,
        budget: Budget | None = None,
    ) -> None:
        self._aws = aws
        self._every = every
        self._clock = clock or SystemClock()
        self._on_change = on_change
        self.budget = budget or Budget(lambda: aws.calls, self._clock.monotonic)
        self._known: dict[Feed, _Known] = {}
        self._watched: frozenset[Feed] = frozenset()
        self._followed: set[Feed] = set()
        self._watch_changed = asyncio.Event()

    def watch(self, feeds: Iterable[Feed]) -> None:
        """Exactly these are on screen now; the others rest, and what is known of them is kept."""
        before, self._watched = self._watched, frozenset(feeds)
        for feed in before - self._watched:
            self._known_of(feed).wake.set()
        self._watch_changed.set()

    def snapshot(self, feed: Feed) -> Snapshot[Any]:
        """What is known of a feed, watched or not."""
        known = self._known.get(feed)
        return Snapshot() if known is None else known.snapshot

    def look_again(self, *feeds: Feed) -> None:
        """Read these feeds now, or, where they are not watched, as soon as they are; none given means all."""
        for feed in feeds or tuple(self._known):
            known = self._known_of(feed)
            known.due = 0.0
            known.wake.set()

    @property
    def slowed(self) -> tuple[str, ...]:
        """In words, what runs slower because AWS throttles."""
        return self.budget.slowed

    async def run(self) -> None:
        """Read the watched feeds until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._watch_changed.clear()
                for feed in self._watched - self._followed:
                    self._followed.add(feed)
                    group.create_task(self._follow(feed))
                await self._watch_changed.wait()

    async def _follow(self, feed: Feed) -> None:
        """Read a feed for as long as it is watched; an answer that comes after that is still kept."""
        known = self._known_of(feed)
        try:
            while feed in self._watched:
                known.wake.clear()
                if (rest := known.due - self._clock.monotonic()) > 0:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(rest):
                            await known.wake.wait()
                    continue
                await self._read(feed, known)
        finally:
            self._followed.discard(feed)

    async def _read(self, feed: Feed, known: _Known) -> None:
        known.due = float("inf")  # someone who asks to look again while this reading runs sets it anew
        started = self._clock.monotonic()
        try:
            await self.budget.ready(*feed.operations)
            reading = await feed.load(self._aws, lambda items, expected: self._partial(feed, items, expected))
        except AwsError as failure:
            self._failed(feed, known, failure)
        else:
            complete = Snapshot(reading.items, self._clock.monotonic(), True, reading.failure)
            self._succeeded(feed, known, complete)
        finally:
            ended = self._clock.monotonic()
            known.due = min(known.due, ended + max(self._pause(feed, known), (ended - started) * DUTY))

    async def _partial(self, feed: Feed, items: tuple[Any, ...], expected: int | None) -> None:
        """The first reading shows what it has; every reading waits here until more calls may be made."""
        snapshot = self._known_of(feed).snapshot
        if snapshot.loaded_at is None:
            self._publish(feed, Snapshot(items, expected=expected))
        await self.budget.ready(*feed.operations)

    def _succeeded(self, feed: Feed, known: _Known, snapshot: Snapshot[Any]) -> None:
        self.budget.clean(*feed.operations)
        healed, known.failures = known.failures > 0, 0
        self._publish(feed, snapshot)
        if healed:
            self.look_again(*(other for other in self._watched if self._known_of(other).failures))

    def _failed(self, feed: Feed, known: _Known, failure: AwsError) -> None:
        if isinstance(failure, Throttled):
            self.budget.throttled(failure.operation or feed.operations[0])
        known.failures += 1
        self._publish(feed, replace(known.snapshot, failure=failure, expected=None))

    def _publish(self, feed: Feed, snapshot: Snapshot[Any]) -> None:
        known = self._known_of(feed)
        before, known.snapshot = known.snapshot, snapshot
        if _shown(before) != _shown(snapshot):
            self._on_change(feed)

    def _pause(self, feed: Feed, known: _Known) -> float:
        """Seconds to rest: the feed's own pace, or a jittered backoff after failures."""
        pace = feed.pause(self._every, known.snapshot.items)
        if not known.failures:
            return pace
        backoff: float = min(LONGEST_BACKOFF, self._every * 2 ** min(known.failures - 1, 10))
        return backoff * random.uniform(0.75, 1.25)  # noqa: S311 - spreads calls, keeps no secret

    def _known_of(self, feed: Feed) -> _Known:
        return self._known.setdefault(feed, _Known())


def _shown(snapshot: Snapshot[Any]) -> tuple[Any, ...]:
    """What a person sees of a snapshot; when it was read is not part of it, or nothing would ever rest."""
    failure = snapshot.failure
    words = None if failure is None else (type(failure), str(failure))
    return snapshot.items, snapshot.freshness, snapshot.complete, snapshot.expected, words
