"""A query of Logs Insights from start to end: watched, paged, and stopped when nobody waits for it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.model.errors import AwsError, NotFound, Rejected, Throttled, Unreachable
from ecstui.model.insights import Found

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from ecstui.aws.account import Aws
    from ecstui.live.budget import Budget
    from ecstui.model.clock import Clock
    from ecstui.model.insights import Query, RowsPage

FIRST_LOOK = 0.5  # seconds between two looks at a query, at first
LONGEST_LOOK = 2.0
SLOWER = 1.4
PATIENCE = 60.0  # seconds without an answer after which a query is given up
STOP_WITHIN = 3.0  # seconds that telling AWS to stop may take
_RESULTS = "logs:GetQueryResults"


def _log_only(failure: AwsError) -> None:
    logging.getLogger(__name__).warning("a query was not stopped: %s", failure)


async def run_query(
    aws: Aws,
    query: Query,
    clock: Clock,
    budget: Budget | None = None,
    *,
    not_stopped: Callable[[AwsError], None] = _log_only,
) -> AsyncGenerator[Found, None]:
    """Run a query to its end (Complete, Failed, Cancelled, Timeout); raises AwsError.

    Whoever stops iterating before (by cancellation or `aclose`) stops the query at AWS, where it would go on
    to cost; `not_stopped` is told if that fails. An outage shorter than `PATIENCE` is waited out.
    """
    begun = clock.monotonic()
    identity = await _started(aws, query, not_stopped)
    running = True
    try:
        looks = _Looks(aws, query, identity, clock, budget)
        foretaste: RowsPage | None = None
        pause = FIRST_LOOK
        while running:
            await asyncio.sleep(pause)
            pause = min(pause * SLOWER, LONGEST_LOOK)
            page = await looks.page()
            progress = replace(page.progress, elapsed=clock.monotonic() - begun)
            running = progress.running
            same = foretaste is not None and foretaste.rows == page.rows
            yield Found(progress) if running and same else Found(progress, page.rows, anew=True)
            foretaste = page
        while page.next_token:
            page = await looks.page(page.next_token)
            yield Found(progress, page.rows)
    finally:
        if running:
            await _stop(aws, query, identity, not_stopped)


class _Looks:
    """Asks for a query's results, past short outages."""

    def __init__(self, aws: Aws, query: Query, identity: str, clock: Clock, budget: Budget | None) -> None:
        self._aws = aws
        self._region = query.region
        self._identity = identity
        self._clock = clock
        self._budget = budget
        self._answered = clock.monotonic()

    async def page(self, token: str | None = None) -> RowsPage:
        """A page of rows, and the progress."""
        while True:
            if self._budget is not None:
                await self._budget.ready(_RESULTS)
            try:
                page = await self._aws.insights.results(self._identity, region=self._region, token=token)
            except (Throttled, Unreachable) as failure:
                if self._budget is not None and isinstance(failure, Throttled):
                    self._budget.throttled(_RESULTS)
                if self._clock.monotonic() - self._answered > PATIENCE:
                    raise
                await asyncio.sleep(LONGEST_LOOK)
            else:
                self._answered = self._clock.monotonic()
                return page


async def _started(aws: Aws, query: Query, not_stopped: Callable[[AwsError], None]) -> str:
    """Start the query; cancelled meanwhile, wait a moment for its id to stop it: it would cost unseen."""
    starting = asyncio.create_task(aws.insights.start(query), name="starting a query")
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        try:
            await asyncio.wait({starting}, timeout=STOP_WITHIN)
        finally:
            starting.cancel()  # does nothing to one that is done
        if starting.done() and not starting.cancelled() and starting.exception() is None:
            await _stop(aws, query, starting.result(), not_stopped)
        raise


async def _stop(aws: Aws, query: Query, identity: str, not_stopped: Callable[[AwsError], None]) -> None:
    """Tell AWS to stop a query, in `STOP_WITHIN`; one that has ended needs nothing."""
    try:
        async with asyncio.timeout(STOP_WITHIN):
            await aws.insights.stop(identity, region=query.region)
    except (NotFound, Rejected):
        return
    except TimeoutError:
        not_stopped(Unreachable("no answer came in time.", operation="logs:StopQuery"))
    except AwsError as failure:
        not_stopped(failure)
