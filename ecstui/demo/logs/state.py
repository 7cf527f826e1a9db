"""CloudWatch Logs: groups, streams, and who writes into them.

Nothing is stored of what a container says: a stream knows its voice and its seed, and `batches.py` makes its
events when they are read. Only what is written from outside (PutLogEvents, `write`) is kept.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ecstui.demo.errors import AwsError
from ecstui.demo.logs.batches import Batches
from ecstui.demo.logs.stream import Event, Stream
from ecstui.demo.logs.tokens import EmptyPages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.demo.logs.insights.queries import Query
    from ecstui.demo.world import World


@dataclass(slots=True)
class Group:
    """A log group. `created` is in seconds since the epoch; `retention` in days, None for ever."""

    name: str
    arn: str
    created: float
    retention: int | None = None
    log_class: str = "STANDARD"
    streams: dict[str, Stream] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)  # sorted, for prefixes

    def with_prefix(self, prefix: str) -> Iterator[Stream]:
        """The streams whose names start with `prefix`, by name."""
        for index in range(bisect_left(self.names, prefix), len(self.names)):
            name = self.names[index]
            if not name.startswith(prefix):
                return
            yield self.streams[name]


class Logs:
    """All log groups of the account."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.groups: dict[str, Group] = {}
        self.batches = Batches()
        self.empty_pages = EmptyPages()
        self.queries: dict[str, Query] = {}
        self._by_name: dict[str, Stream] = {}

    def group(self, name: str) -> Group:
        """The group called `name`. Raises ResourceNotFoundException."""
        if name not in self.groups:
            raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
        return self.groups[name]

    def stream(self, group: Group, name: str) -> Stream:
        """The stream called `name`. Raises ResourceNotFoundException."""
        if name not in group.streams:
            raise AwsError("ResourceNotFoundException", "The specified log stream does not exist.")
        return group.streams[name]

    def create_group(self, name: str, *, retention: int | None = None, at: float | None = None) -> Group:
        """The group called `name`, made where it is missing."""
        group = self.groups.get(name)
        if group is None:
            arn = self.world.arn("logs", f"log-group:{name}")
            group = self.groups[name] = Group(name, arn, self.world.now if at is None else at, retention)
        return group

    def delete_group(self, group: Group) -> None:
        """Forget a group and its streams."""
        del self.groups[group.name]
        for name in group.names:
            self._by_name.pop(name, None)

    def create_stream(self, group: str, name: str, *, at: float | None = None) -> Stream:
        """The stream called `name` of `group`, both made where they are missing."""
        owner = self.create_group(group, at=at)
        stream = owner.streams.get(name)
        if stream is None:
            stream = Stream(name=name, group=group, created=self.world.now if at is None else at)
            owner.streams[name] = self._by_name[name] = stream
            insort(owner.names, name)
        return stream

    def container_started(self, group: str, stream: str, voice: str, at: float, seed: int | str = 0) -> None:
        """From `at` on (seconds since the epoch) a container speaks in `voice` into `stream`."""
        speaker = self.create_stream(group, stream, at=at)
        speaker.begin(voice, at, f"{self.world.settings.seed}/{seed}")

    def container_stopped(self, stream: str, at: float, last_words: tuple[str, ...] = ()) -> None:
        """The container behind `stream` falls silent at `at`, after its `last_words`."""
        speaker = self._by_name.get(stream)
        if speaker is not None and speaker.stopped is None:
            speaker.end(at, last_words)

    def write(self, group: str, stream: str, at: float, message: str) -> Event:
        """Store one event of the instant `at`, ingested now."""
        return self.create_stream(group, stream).store(at, self.world.now, message)
