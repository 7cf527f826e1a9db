"""The logs of a service or a task, streamed as long as they are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.log_sources import ServiceLogs, TaskLogs
from ecstui.live.tail import Tail
from ecstui.model.log_fold import Fold
from ecstui.ui.log_words import Origins, nothing_yet, tail_words

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from typing import TypeAlias

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Service, Task
    from ecstui.model.log_line import LogLine
    from ecstui.model.logs import LogEvent
    from ecstui.ui.session import Session

    Events: TypeAlias = tuple[LogEvent, ...]
    Emit: TypeAlias = Callable[[list[LogLine], list[LogLine]], None]


_BEFORE_CREATION = 60_000  # ms: the clocks of ECS and CloudWatch may differ


def _folding(emit: Emit) -> Callable[[Events], None]:
    """Takes events and gives `emit` the lines they make, and those they add to."""
    fold, origins = Fold(), Origins()
    return lambda events: emit(*fold.take(events, origins.of))


class LogStream:
    """One tail from `start` to `stop`; `emit` takes its lines."""

    def __init__(self, tail: Tail, places: ServiceLogs | TaskLogs, emit: Callable[[Events], None]) -> None:
        self._tail = tail
        self._places = places
        self._emit = emit
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def of_service(
        cls, aws: Aws, service: Callable[[], Service | None], session: Session, emit: Emit
    ) -> LogStream:
        """The lines of all tasks of a service; new tasks join."""
        places = ServiceLogs(aws, service)
        tail = Tail(aws, places, budget=session.budget, clock=session.clock)
        return cls(tail, places, _folding(emit))

    @classmethod
    def of_task(cls, aws: Aws, task: Callable[[], Task | None], session: Session, emit: Emit) -> LogStream:
        """The lines of one task, to its end."""

        def ended() -> int | None:
            known = task()
            return int(known.stopped_at.timestamp() * 1000) if known and known.stopped_at else None

        places, known = TaskLogs(aws, task), task()
        since = int(known.created_at.timestamp() * 1000) - _BEFORE_CREATION if known else None
        tail = Tail(aws, places, since=since, ended=ended, budget=session.budget, clock=session.clock)
        return cls(tail, places, _folding(emit))

    def start(self, session: Session) -> None:
        """Begin to stream."""
        self._task = session.spawn(self._tail.run(self._emit), "a log tail")

    def stop(self) -> None:
        """Cease."""
        if self._task is not None:
            self._task.cancel()

    @property
    def words(self) -> str:
        """How good it is, in words."""
        if self._task is not None and self._task.done():
            return "the end: the task has stopped"
        return tail_words(self._tail.status)

    @property
    def nothing_yet(self) -> str:
        """Why there is no line (yet)."""
        return nothing_yet(self._tail.status, self._places.places)
