"""The logs of a service or a task, streamed as long as they are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.log_origins import Origins
from ecstui.live.log_sources import ServiceLogs, TaskLogs
from ecstui.live.log_tasks import KnownTasks
from ecstui.live.run_logs import RunLogs, ended_at
from ecstui.live.tail import Tail
from ecstui.model.errors import AwsError
from ecstui.model.log_fold import Fold
from ecstui.model.stops import never_started

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from ecstui.aws.account import Aws
    from ecstui.live.log_sources import LogPlaces
    from ecstui.live.tail import TailStatus
    from ecstui.model.ecs import Service, Task
    from ecstui.model.log_line import LogLine
    from ecstui.model.logs import LogEvent
    from ecstui.ui.session import Session

    Take: TypeAlias = Callable[[list[LogLine], list[LogLine]], None]

_BEFORE_CREATION = 60_000  # ms: the clocks of ECS and CloudWatch may differ


class LogStream:
    """One tail from `start` to `stop`; `take` gets its new lines, and those that have grown since.

    `name` says whose lines these are.
    """

    def __init__(
        self,
        name: str,
        tail: Tail,
        finder: ServiceLogs | TaskLogs | RunLogs,
        origins: Origins,
        session: Session,
        take: Take,
    ) -> None:
        self.name = name
        self.live = False
        """Whether Live Tail is wished for."""
        self.in_sight = True
        self.older_failure: AwsError | None = None
        self._tasks: Callable[[], Iterable[Task]] = lambda: ()
        self._tail = tail
        self._finder = finder
        self._origins = origins
        self._session = session
        self._take = take
        self._fold = Fold()
        self._task: asyncio.Task[None] | None = None
        self._loading: asyncio.Task[None] | None = None

    @classmethod
    def of_service(
        cls,
        aws: Aws,
        name: str,
        service: Callable[[], Service | None],
        tasks: Callable[[], Iterable[Task]],
        session: Session,
        take: Take,
    ) -> LogStream:
        """The lines of all tasks of a service; new tasks join."""

        def cluster() -> str:
            known = service()
            return known.cluster if known else ""

        known = KnownTasks(aws, cluster, tasks)
        finder, origins = ServiceLogs(aws, service, known), Origins(known)
        tail = Tail(aws, finder, origins=origins, budget=session.budget, clock=session.clock)
        return cls(name, tail, finder, origins, session, take)

    @classmethod
    def of_task(
        cls, aws: Aws, name: str, task: Callable[[], Task | None], session: Session, take: Take
    ) -> LogStream:
        """The lines of one task, to its end."""

        def ended() -> int | None:
            known = task()
            return int(known.stopped_at.timestamp() * 1000) if known and known.stopped_at else None

        def one() -> Iterable[Task]:
            known = task()
            return () if known is None else (known,)

        first = task()
        since = int(first.created_at.timestamp() * 1000) - _BEFORE_CREATION if first else None
        finder, origins = TaskLogs(aws, task), Origins(KnownTasks(aws, lambda: "", one))
        tail = Tail(
            aws, finder, since=since, ended=ended, origins=origins, budget=session.budget, clock=session.clock
        )
        stream = cls(name, tail, finder, origins, session, take)
        stream._tasks = one
        return stream

    @classmethod
    def of_run(
        cls, aws: Aws, name: str, tasks: Callable[[], tuple[Task, ...]], session: Session, take: Take
    ) -> LogStream:
        """The lines of tasks that are about to be started together, to the end of the last."""
        since = int(session.now().timestamp() * 1000) - _BEFORE_CREATION
        finder, origins = RunLogs(aws, tasks), Origins(KnownTasks(aws, lambda: "", tasks))
        tail = Tail(
            aws,
            finder,
            since=since,
            ended=lambda: ended_at(tasks()),
            origins=origins,
            budget=session.budget,
            clock=session.clock,
        )
        stream = cls(name, tail, finder, origins, session, take)
        stream._tasks = tasks
        return stream

    @property
    def never_started(self) -> bool:
        """Whether no line can ever come: none of the containers started."""
        tasks = tuple(self._tasks())
        return bool(tasks) and all(map(never_started, tasks))

    def start(self) -> None:
        """Begin to stream."""
        self._task = self._session.spawn(self._tail.run(self._emit), "a log tail")

    def stop(self) -> None:
        """Cease."""
        for task in (self._task, self._loading):
            if task is not None:
                task.cancel()

    def load_older(self, back_to: Callable[[], int | None], done: Callable[[], None]) -> None:
        """Ask for lines older than those shown, unless that is under way: some, and then on to `back_to`.

        That gives the ms down to which all are wanted, None where nobody waits for them (any more).
        """
        if self._loading is None or self._loading.done():
            self._loading = self._session.spawn(self._load_older(back_to, done), "older log lines")

    async def _load_older(self, back_to: Callable[[], int | None], done: Callable[[], None]) -> None:
        try:
            while await self._tail.older() and self._before(back_to()):
                pass
        except AwsError as failure:
            self.older_failure = failure
        else:
            self.older_failure = None
        done()

    def _before(self, ms: int | None) -> bool:
        """Whether the lines of that time are still to be read."""
        oldest = self._tail.status.oldest
        return ms is not None and oldest is not None and ms < oldest

    def _emit(self, events: tuple[LogEvent, ...]) -> None:
        folded = self._fold.take(events, self._origins.of_stream)
        self._take(folded.new, folded.grown)

    @property
    def ended(self) -> bool:
        """Whether the task has stopped and all of its lines are here."""
        return self._task is not None and self._task.done()

    def accelerate(self, *, on: bool) -> None:
        """Live Tail beside the polls, or no more."""
        self.live = on
        self._tail.accelerate(on)

    def look(self, *, there: bool) -> None:
        """Whether the lines are in sight: out of it they are polled less often."""
        self.in_sight = there
        self._tail.look(there=there)

    def know_origins(self) -> bool:
        """Fill in what has become known of where lines come from; whether anything has."""
        return self._origins.fill()

    @property
    def status(self) -> TailStatus:
        """How far the lines can be trusted."""
        return self._tail.status

    @property
    def places(self) -> LogPlaces:
        """Where the containers log to, as found last."""
        return self._finder.places
