"""The connection to AWS for as long as the console is open: the root of every task that calls AWS."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque
from typing import TYPE_CHECKING, Any

from ecstui.model.clock import SystemClock
from ecstui.model.errors import AwsError, EcsTuiError
from ecstui.model.snapshot import Snapshot
from ecstui.model.text import safe
from ecstui.ui.running import RunningOperations

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from datetime import datetime
    from pathlib import Path

    from ecstui.aws.account import Aws
    from ecstui.live.budget import Budget
    from ecstui.live.feeds import Feed
    from ecstui.live.refresher import Refresher
    from ecstui.model.account import Connection, Identity
    from ecstui.model.clock import Clock
    from ecstui.operations.desk import Desk
    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan
    from ecstui.ui.options import Options

IDENTITY_AGAIN = 10.0  # seconds until an unanswered "who am I" is asked again
_SCALING = "application-autoscaling:"
CALLS_WINDOW = 60.0  # seconds over which calls are counted
_SELDOM_READ = {"image", "repository"}


class Session:
    """Opens the door to AWS after the first paint and keeps all that lives behind it.

    `boot` may still have to make the connection. Until `connected`, snapshots are those of nothing known.
    """

    def __init__(
        self,
        connection: Connection,
        options: Options,
        audit_path: Path,
        *,
        boot: Callable[[], Awaitable[Connection]] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._connection = connection
        self._options = options
        self._audit_path = audit_path
        self._boot = boot
        self.clock: Clock = clock or SystemClock()
        self.failure = ""
        self.identity: Identity | None = None
        self.aws: Aws | None = None
        self.desk: Desk | None = None
        self.refresher: Refresher | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._calls: deque[tuple[float, int]] = deque()
        self.on_change: Callable[[Feed | None], None] = lambda feed: None
        self.running = RunningOperations(self.clock, lambda: self.on_change(None), self._look_again_after)

    @property
    def connected(self) -> bool:
        """Whether AWS can be asked."""
        return self.refresher is not None

    @property
    def is_demo(self) -> bool:
        """Whether the AWS behind it is the console's own."""
        return self._boot is not None

    @property
    def budget(self) -> Budget | None:
        """The call budget, shared with whatever calls AWS beside the refresher."""
        return None if self.refresher is None else self.refresher.budget

    def now(self) -> datetime:
        """The present in UTC, as AWS has it where that is known."""
        return self.clock.now() if self.aws is None else self.aws.now()

    def snapshot(self, feed: Feed) -> Snapshot[Any]:
        """What is known of a feed."""
        return Snapshot() if self.refresher is None else self.refresher.snapshot(feed)

    async def run(self) -> None:
        """Live until cancelled. What keeps it from living is said in `failure`."""
        try:
            connection = self._connection if self._boot is None else await self._boot()
        except EcsTuiError as failure:
            self.failure = str(failure)
            self.on_change(None)
            return
        from ecstui.aws.account import Aws
        from ecstui.live.refresher import Refresher
        from ecstui.operations.audit import Audit
        from ecstui.operations.desk import Desk

        async with Aws(connection) as aws, asyncio.TaskGroup() as tasks:
            self.aws, self._tasks = aws, tasks
            self.desk = Desk(aws, Audit(self._audit_path), self._options.read_only, self._options.protected)
            self.refresher = Refresher(
                aws, every=self._options.refresh, clock=self.clock, on_change=self.on_change
            )
            self.on_change(None)
            tasks.create_task(self._ask_who())
            await self.refresher.run()

    async def _ask_who(self) -> None:
        """Learn who the person is, as soon as AWS says it."""
        while self.aws is not None and self.identity is None:
            try:
                self.identity = await self.aws.identity()
            except AwsError:
                await asyncio.sleep(IDENTITY_AGAIN)
        self.on_change(None)

    def begin(self, operation: Operation, plan: Plan, plan_anew: Callable[[], bool]) -> None:
        """Apply a plan, and follow it as long as the console is open; see RunningOperations.carry_out."""
        self.spawn(self.running.carry_out(operation, plan, plan_anew), "an operation")

    def begin_many(self, decided: Sequence[tuple[Operation, Plan]]) -> None:
        """Apply many plans, one after the other at a pace, and follow them all."""
        from ecstui.operations.many import PACE

        batch = uuid.uuid4().hex
        for place, (operation, plan) in enumerate(decided):
            after = place * PACE
            work = self.running.carry_out(operation, plan, lambda: False, batch=batch, after=after)
            self.spawn(work, "an operation of many")

    def _look_again_after(self, plan: Plan) -> None:
        """What is read seldom is read at once where a change of one's own has just made it another."""
        from ecstui.live.feeds import Scaling, SuspendedTargets

        if self.refresher is None:
            return
        if plan.kind in _SELDOM_READ:
            self.refresher.look_again()
        elif any(call.operation.startswith(_SCALING) for call in plan.calls):
            self.refresher.look_again(SuspendedTargets(), Scaling(plan.where.cluster, plan.subject))

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None] | None:
        """Do something beside; None before there is a connection. What it lets escape is logged, no more."""
        if self._tasks is None:
            work.close()
            return None
        return self._tasks.create_task(_contained(work, name), name=name)

    def calls_per_minute(self) -> int:
        """How many calls of AWS were made in the last minute."""
        if self.aws is None:
            return 0
        now, total = self.clock.monotonic(), sum(self.aws.calls.values())
        self._calls.append((now, total))
        while self._calls[0][0] < now - CALLS_WINDOW:
            self._calls.popleft()
        # Before a minute has passed, what was called since the start is all there is to say.
        return total - (self._calls[0][1] if now - self._calls[0][0] >= CALLS_WINDOW - 5 else 0)


async def _contained(work: Coroutine[Any, Any, None], name: str) -> None:
    """The root of a task beside: a bug in it must not take the others down."""
    try:
        await work
    except Exception:
        logging.getLogger(__name__).exception("%s ended in a bug", safe(name))
