"""Reads the lines of a range, or follows them, and prints them, with what there is to say beside."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from ecstui.commands import log_notices as notices
from ecstui.commands.log_lines import LogLines
from ecstui.live.budget import Budget
from ecstui.live.log_range import LogRange
from ecstui.live.log_watch import ForgottenTask, keep_looking
from ecstui.live.tail import Tail, TailRules
from ecstui.model.errors import AwsError, Unreachable, UsageError
from ecstui.model.log_form import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from ecstui.aws.account import Aws
    from ecstui.commands.log_lines import Choice, Piece
    from ecstui.live.log_watch import LogWatch
    from ecstui.model.log_line import LogLine
    from ecstui.model.logs import LogEvent

HOLD = 2_000  # ms that a stack trace may take
HISTORY = 100  # lines shown before those that are followed
PAGE = 10_000  # events; nobody waits for the event loop here
LINGER = TailRules().linger
LOOK = 0.5  # seconds between two looks at how the tail stands
PATIENCE = 60.0  # seconds without an answer after which a range is given up


class Form(Protocol):
    """How a line is written."""

    def render(self, line: LogLine, text: str) -> str:
        """The line, its end included."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in ms, both inclusive. `whole`: all from `since` on, else the newest of it."""

    since: int | None
    until: int | None
    whole: bool

    @property
    def words(self) -> str:
        """In words, in local time."""
        begin = f"since {moment(self.since, None)}" if self.since else "so far"
        return begin + (f" until {moment(self.until, None)}" if self.until is not None else "")


class Reader:
    """Prints the lines of `watch` by `write`, and says the rest by `tell`."""

    def __init__(
        self,
        aws: Aws,
        watch: LogWatch,
        span: Span,
        choice: Choice,
        form: Form,
        write: Callable[[str], None],
        tell: Callable[[str], None],
    ) -> None:
        self._aws = aws
        self._watch = watch
        self._span = span
        self._choice = choice
        self._form = form
        self._write = write
        self._tell = tell
        self._notices = notices.Notices()
        self._printed = False
        self._tasks: set[str] = set()
        self._budget = Budget(lambda: aws.calls, time.monotonic)
        self._tail: Tail | None = None

    @property
    def failure(self) -> AwsError | None:
        """What keeps the lines that are followed from being read at present."""
        return self._tail.status.failure if self._tail is not None else None

    async def read(self) -> None:
        """Print all of the span. Raises `AwsError`, and UsageError for a task of which there is no trace."""
        if not self._readable():
            return
        lines = LogLines(self._watch.origins.of_stream, self._choice, hold=HOLD)
        reading = LogRange(
            self._aws,
            self._watch.sources,
            start=self._span.since or 0,
            end=self._span.until,
            origins=self._watch.origins,
            budget=self._budget,
            rules=TailRules(page=PAGE),
        )
        try:
            await self._beside(reading.read(lambda events: self._take(lines, events)), reading)
        finally:
            self._print(lines.rest())
        if isinstance(self._watch, ForgottenTask) and not lines.read:
            raise UsageError(f"there is no {self._watch.name}: ECS does not know it, and it left no lines.")
        for words in notices.incomplete(reading.status.waiting_for, self._watch.failure):
            self._tell(words)
        if not self._printed:
            self._tell(notices.nothing(self._watch.name, lines.read, self._span.words))

    async def follow(self, *, linger: int = LINGER) -> None:
        """Print what there is and what comes, until cancelled or `linger` ms after the task's end.

        Raises `AwsError`.
        """
        if not self._readable():
            return
        lines = LogLines(self._watch.origins.of_stream, self._choice)
        self._tail = tail = Tail(
            self._aws,
            self._watch.sources,
            since=self._span.since,
            whole=self._span.whole,
            ended=self._watch.ended,
            origins=self._watch.origins,
            budget=self._budget,
            rules=TailRules(history=HISTORY, linger=linger),
        )
        await self._beside(tail.run(lambda events: self._take(lines, events)), tail, looking=True)
        self._tell(f"{self._watch.name} has stopped.")

    def _readable(self) -> bool:
        for words in notices.elsewhere(self._watch.places.elsewhere, self._choice.containers):
            self._tell(words)
        return bool(self._watch.places.sources)

    def _take(self, lines: LogLines, events: tuple[LogEvent, ...]) -> None:
        if isinstance(self._watch, ForgottenTask):
            self._one_task(events)
        self._print(lines.take(events))

    def _one_task(self, events: tuple[LogEvent, ...]) -> None:
        self._tasks |= {self._watch.origins.of_stream(event.stream).task for event in events}
        if len(self._tasks) > 1:
            raise UsageError(f"more than one task begins like that: {', '.join(sorted(self._tasks))}.")

    def _print(self, pieces: list[Piece]) -> None:
        if pieces:
            self._printed = True
            self._write("".join(self._form.render(line, text) for line, text in pieces))

    async def _beside(
        self, work: Coroutine[Any, Any, None], tail: Tail | LogRange, *, looking: bool = False
    ) -> None:
        """Do `work`, and say meanwhile what there is to say; the first failure ends all and is raised."""
        try:
            async with asyncio.TaskGroup() as group:
                beside = [group.create_task(self._say(tail))]
                if looking:
                    beside.append(group.create_task(keep_looking(self._watch)))
                await work
                for task in beside:
                    task.cancel()
        except ExceptionGroup as failures:
            failure: Exception = failures
        else:
            return
        while isinstance(failure, ExceptionGroup):
            failure = failure.exceptions[0]
        raise failure

    async def _say(self, tail: Tail | LogRange) -> None:
        unreachable_since: float | None = None
        opened = isinstance(tail, LogRange)  # its failures are raised where they come up
        while True:
            await asyncio.sleep(LOOK)
            status = tail.status
            opened = opened or status.following
            if not opened and status.failure is not None and not isinstance(status.failure, Unreachable):
                raise status.failure
            if isinstance(tail, Tail):
                news = self._notices.take(status, self._watch.failure)
            else:
                news = self._notices.take(replace(status, waiting_for=()))
            for words in news:
                self._tell(words)
            if not isinstance(status.failure, Unreachable):
                unreachable_since = None
            elif unreachable_since is None:
                unreachable_since = time.monotonic()
            elif isinstance(tail, LogRange) and time.monotonic() - unreachable_since > PATIENCE:
                raise status.failure
