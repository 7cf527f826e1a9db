"""What log lines are read of tasks that were run together, told by whoever follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.log_origins import Origins
from ecstui.live.log_tasks import KnownTasks
from ecstui.live.run_logs import RunLogs, ended_at
from ecstui.model.arn import short_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.aws.account import Aws
    from ecstui.live.log_places import LogPlaces
    from ecstui.model.ecs import Task
    from ecstui.model.errors import AwsError


class RunWatch:
    """A `LogWatch` of tasks; `tasks` gives them as last read, without a call."""

    failure: AwsError | None = None

    def __init__(self, aws: Aws, tasks: Callable[[], tuple[Task, ...]]) -> None:
        first = tasks()
        self.name = f"task {short_id(first[0].id)}" if len(first) == 1 else f"{len(first)} tasks"
        self.since: int | None = min(int(task.created_at.timestamp() * 1000) for task in first) - 60_000
        self._tasks = tasks
        self.origins = Origins(KnownTasks(aws, lambda: "", tasks))
        self.sources = RunLogs(aws, tasks)

    @property
    def places(self) -> LogPlaces:
        """Where the lines are."""
        return self.sources.places

    @property
    def definitions(self) -> tuple[str, ...]:
        """The one that all were run from."""
        return (self._tasks()[0].task_definition,)

    @property
    def over(self) -> bool:
        """Whether all have stopped."""
        return self.ended() is not None

    def ended(self) -> int | None:
        """When the last stopped."""
        return ended_at(self._tasks())

    async def look(self) -> None:
        """Whoever follows them looks."""
