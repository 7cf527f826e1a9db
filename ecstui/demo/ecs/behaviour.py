"""How the software in an image behaves once it runs: what decides whether a task lives, and how it dies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from ecstui.demo.ecs.records import Container, Task

OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One program. Seconds are virtual; memory is MiB.

    `voice` names the style of its log; `exits_after` is the span in which it exits by itself, with
    `exit_code`; `grows_to` is the memory it ends up with after `grows_for`, so with less it is killed;
    `answers` is whether it passes health checks; `last_words` are its log lines at the end; `term_code` is
    its exit code on SIGTERM; `exec_agent` is how the agent of ECS Exec stands beside it once it runs.
    """

    voice: str = "plain"
    exits_after: tuple[float, float] | None = None
    exit_code: int = 0
    grows_to: int = 0
    grows_for: tuple[float, float] = (0.0, 0.0)
    answers: bool = True
    last_words: tuple[str, ...] = ()
    term_code: int = 0
    exec_agent: str = "RUNNING"
    megabytes: int = 150  # compressed size of the image, for the time of its pull

    def fate(self, memory: int, chance: random.Random) -> Fate | None:
        """How it ends by itself with so much memory (0: no limit), or None if it runs on."""
        if self.grows_to > memory > 0:
            return Fate(chance.uniform(*self.grows_for), 137, OUT_OF_MEMORY)
        if self.exits_after is not None:
            return Fate(chance.uniform(*self.exits_after), self.exit_code, None)
        return None


@dataclass(frozen=True, slots=True)
class Fate:
    """That a container ends `after` seconds of running, with an exit code and the container's reason."""

    after: float
    exit_code: int
    reason: str | None


class Repertoire:
    """The behaviour of every image: set for one tag, or for all of a repository."""

    def __init__(self) -> None:
        self._known: dict[str, Behaviour] = {}

    def teach(self, image: str, behaviour: Behaviour) -> None:
        """Set the behaviour of `repository` or `repository:tag` (an image reference without its host)."""
        self._known[image] = behaviour

    def of(self, image: str) -> Behaviour:
        """The behaviour of an image reference, the tag's before the repository's."""
        name = image.split("/", 1)[-1] if "." in image.split("/", 1)[0] else image
        repository = name.split("@")[0].rsplit(":", 1)[0]
        return self._known.get(name) or self._known.get(repository) or _UNKNOWN

    def as_(self, image: str, **changes: object) -> Behaviour:
        """The behaviour of `image` with some members changed."""
        return replace(self.of(image), **changes)  # type: ignore[arg-type]


_UNKNOWN = Behaviour()


def memory_limit(task: Task, container: Container) -> int:
    """MiB at which the kernel kills the container: its own hard limit, or the task's; 0 for none."""
    for definition in task.task_definition.containers:
        if definition["name"] == container.name and definition.get("memory"):
            return int(definition["memory"])
    return int(task.task_definition.body.get("memory") or 0)
