"""The tasks behind log streams: those the console knows anyway, and those ECS tells of when it is asked."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Task

AT_ONCE = 300  # tasks asked for before a page is shown
PATIENCE = 3.0  # seconds that a page waits for the answer
AGAIN = 60.0  # seconds until a call that failed is made again
LOOK = 2.0  # seconds between two looks at what the console knows

_TASK_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class KnownTasks:
    """Tasks by their ids.

    `cluster` gives their cluster ("": not known yet), `tasks` those that are known without a call.
    """

    def __init__(
        self, aws: Aws, cluster: Callable[[], str], tasks: Callable[[], Iterable[Task]] = lambda: ()
    ) -> None:
        self._aws = aws
        self._cluster = cluster
        self._tasks = tasks
        self._known: dict[str, Task] = {}
        self._runtimes: dict[str, tuple[Task, str]] = {}  # by the container's id: task and container
        self._asked: set[str] = set()
        self._looked = self._failed = 0.0

    def now(self) -> tuple[Task, ...]:
        """The tasks that the console knows at this moment."""
        return tuple(self._tasks())

    def of(self, task_id: str) -> Task | None:
        """The task of that id, where it is known."""
        self._look()
        return self._known.get(task_id)

    def of_runtime(self, runtime_id: str) -> tuple[Task, str] | None:
        """Task and container's name of a container's id, where they are known."""
        self._look()
        return self._runtimes.get(runtime_id)

    async def learn(self, ids: Iterable[str]) -> None:
        """Ask ECS for those that are not known: each once, a hundred a call. A failure is borne.

        Tasks that stopped an hour ago or more are forgotten by ECS: they stay unknown.
        """
        self._look()
        unknown = [one for one in ids if one not in self._known and one not in self._asked]
        wanted = [one for one in unknown if _TASK_ID.fullmatch(one)][:AT_ONCE]
        cluster = self._cluster()
        if not wanted or not cluster or self._clock() - self._failed < AGAIN:
            return
        self._asked.update(wanted)
        try:
            async with asyncio.timeout(PATIENCE):
                self._remember(await self._aws.ecs.describe_tasks(cluster, wanted))
        except (AwsError, TimeoutError):
            self._failed = self._clock()
            self._asked.difference_update(wanted)

    def _clock(self) -> float:
        return self._aws.now().timestamp()

    def _look(self) -> None:
        if abs(self._clock() - self._looked) >= LOOK:
            self._looked = self._clock()
            self._remember(self._tasks())

    def _remember(self, tasks: Iterable[Task]) -> None:
        for task in tasks:
            self._known[task.id] = task
            for container in task.containers:
                if container.runtime_id:
                    self._runtimes[container.runtime_id] = (task, container.name)
