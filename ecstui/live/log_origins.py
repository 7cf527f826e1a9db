"""Where log lines come from: task, container and revision of each log stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.model.arn import family_revision
from ecstui.model.log_line import Origin
from ecstui.model.logs import firelens_parts, stream_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.live.log_tasks import KnownTasks
    from ecstui.model.ecs import Task
    from ecstui.model.logs import LogSource


class Origins:
    """The one `Origin` of each log stream, filled in as it becomes known.

    Task and container stand in the stream's name (awslogs with a prefix, FireLens) or are found by the
    container's id (awslogs without); the revision comes from the task.
    """

    def __init__(self, tasks: KnownTasks) -> None:
        self._tasks = tasks
        self._origins: dict[tuple[str, str, str], Origin] = {}
        self._newest: dict[str, Origin] = {}  # by the stream's name alone
        self._unfilled: dict[int, Origin] = {}

    def of(self, region: str, group: str, stream: str) -> Origin:
        """The origin of a stream: always the same object."""
        key = (region, group, stream)
        origin = self._origins.get(key)
        if origin is None:
            _, container, task = firelens_parts(stream) or stream_parts(stream)
            origin = Origin(region, group, stream, task if container else "", container)
            self._origins[key] = self._newest[stream] = origin
            if not self._fill(origin):
                self._unfilled[id(origin)] = origin
        return origin

    def of_stream(self, stream: str) -> Origin:
        """The origin of a stream whose events the tail has shown, by its name alone."""
        return self._newest.get(stream) or self.of("", "", stream)

    async def learn(self, source: LogSource, streams: Iterable[str]) -> None:
        """Events of these streams are about to be shown: find out whose they are. Never raises `AwsError`."""
        for stream in streams:
            self._newest[stream] = self.of(source.region, source.group, stream)
        if self._unfilled:
            await self._tasks.learn([origin.task for origin in self._unfilled.values() if origin.task])
            self.fill()

    def fill(self) -> bool:
        """Fill in what has become known since; whether anything has."""
        before = len(self._unfilled)
        self._unfilled = {key: origin for key, origin in self._unfilled.items() if not self._fill(origin)}
        return len(self._unfilled) != before

    def _fill(self, origin: Origin) -> bool:
        """Whether all is known of the origin."""
        if not origin.task and (found := self._tasks.of_runtime(origin.stream)):
            origin.task, origin.container = found[0].id, found[1]
        task = self._tasks.of(origin.task) if origin.task else None
        if task is None:
            return False
        origin.revision = str(family_revision(task.task_definition)[1] or "")
        if firelens_parts(origin.stream):
            origin.container = _container(task, origin)
        return True


def _container(task: Task, origin: Origin) -> str:
    """FireLens puts the container's name right behind the prefix: only the task tells where it begins."""
    head = origin.stream.removesuffix(f"-firelens-{origin.task}")
    fitting = [container.name for container in task.containers if head.endswith(container.name)]
    return max(fitting, key=len, default=origin.container)
