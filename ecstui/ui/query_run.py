"""One run of an Insights query as its screen sees it: progress, rows so far, how it ended."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from ecstui.live.insights import run_query
from ecstui.model.errors import AwsError
from ecstui.model.humane import age, counted
from ecstui.model.insights import Progress, progress_words

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from ecstui.aws.account import Aws
    from ecstui.model.insights import Query, Row
    from ecstui.ui.session import Session


class QueryRun:
    """A query from `start` to its end or `cancel`; `on_change` is told of every step."""

    def __init__(
        self, aws: Aws, query: Query, session: Session, on_change: Callable[[QueryRun], None]
    ) -> None:
        self.query = query
        self.progress = Progress()
        self.rows: tuple[Row, ...] = ()
        self.failure: AwsError | None = None
        self.cancelled = False
        self._aws = aws
        self._session = session
        self._on_change = on_change
        self._begun = session.clock.monotonic()
        self._ended = False
        self._not_stopped: AwsError | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = self._session.spawn(self._run(), "an Insights query")

    def cancel(self) -> None:
        """End it, here and at AWS."""
        if self._task is not None and self.running:
            self.cancelled = True
            self._task.cancel()
            self._on_change(self)

    @property
    def running(self) -> bool:
        """Whether there is more to come."""
        return self._task is not None and not self._task.done() and not self.cancelled and not self._ended

    @property
    def words(self) -> str:
        """How it is going, or how it went."""
        if self.failure is not None:
            return self.failure.word
        told = progress_words(self.progress)
        if self.cancelled:
            still = f"; AWS may run it on: {self._not_stopped}" if self._not_stopped else ""
            return f"cancelled: {told}{still}"
        if self.progress.running:
            return f"running {age(self._session.clock.monotonic() - self._begun)}: {told}"
        if self.progress.status != "Complete":
            return f"AWS ended it ({self.progress.status.lower()}): {told}"
        if self.running:
            return f"reading rows, {len(self.rows):,} so far: {told}"
        rows = counted(len(self.rows), "row")
        most = " (as many as asked for; there may be more)" if len(self.rows) >= self.query.limit else ""
        return f"{rows}{most} in {self.progress.elapsed:.1f}s, {told}"

    async def _run(self) -> None:
        steps = run_query(
            self._aws,
            self.query,
            self._session.clock,
            self._session.budget,
            not_stopped=self._keep,
        )
        try:
            async with aclosing(steps):
                async for found in steps:
                    self.progress = found.progress
                    self.rows = found.rows if found.anew else self.rows + found.rows
                    self._on_change(self)
        except AwsError as failure:
            self.failure = failure
        self._ended = True
        self._on_change(self)

    def _keep(self, failure: AwsError) -> None:
        """It was cancelled, but AWS could not be told."""
        self._not_stopped = failure
        self._on_change(self)
