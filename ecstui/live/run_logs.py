"""The finder of a tail over a few tasks that were run together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.live.log_places import LogPlaces, places_of_task

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.aws.account import Aws
    from ecstui.model.ecs import Task
    from ecstui.model.logs import LogSource


class RunLogs:
    """The sources of what `tasks` gives, which is none before they are started; `places` was found last."""

    narrowed: tuple[str, ...] = ()

    def __init__(self, aws: Aws, tasks: Callable[[], tuple[Task, ...]]) -> None:
        self._aws = aws
        self._tasks = tasks
        self.places = LogPlaces()

    @property
    def lossy(self) -> tuple[str, ...]:
        """The containers that may lose lines before CloudWatch has them."""
        return self.places.lossy

    async def __call__(self) -> frozenset[LogSource]:
        """The streams of the containers of all of them. Raises `AwsError`."""
        found = []
        for task in self._tasks():
            definition = await self._aws.ecs.task_definition(task.task_definition)
            found.append(places_of_task(definition, task, self._aws.region))
        if found:
            sources = frozenset(source for places in found for source in places.sources)
            self.places = LogPlaces(sources, found[0].elsewhere, lossy=found[0].lossy)
        return self.places.sources

    def names(self, source: LogSource) -> frozenset[str] | None:
        """Each source is one stream."""

    async def learn(self, source: LogSource, streams: frozenset[str]) -> None:
        """There is nothing to be known."""

    def accept(self, source: LogSource, stream: str) -> bool:
        """Every stream belongs."""
        return True


def ended_at(tasks: tuple[Task, ...]) -> int | None:
    """When the last of them stopped, in ms; None while one lives, or none was started."""
    stopped = [task.stopped_at for task in tasks if task.stopped_at]
    return int(max(stopped).timestamp() * 1000) if stopped and len(stopped) == len(tasks) else None
