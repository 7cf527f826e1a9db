"""The operations under way: each carried out in a task of its own and told of in words."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ecstui.model.errors import EcsTuiError
from ecstui.model.text import safe
from ecstui.ui.steps import Step, news

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.model.clock import Clock
    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan, Progress

FADE = 10.0  # seconds a success stays on screen
REMEMBERED = 500  # changes


@dataclass(slots=True, eq=False)
class Running:
    """One operation, from apply to its end, in monotonic seconds; `put_away` by a person who has read it.

    `batch` is what it has in common with others that were begun by one decision, `waiting` until its turn,
    `taken` once AWS has the change, however it ends then. `steps` are what it has come to, the newest last.
    """

    operation: Operation
    plan: Plan
    progress: Progress
    started_at: float = 0.0
    ended_at: float | None = None
    put_away: bool = False
    batch: str = ""
    waiting: bool = False
    taken: bool = False
    steps: list[Step] = field(default_factory=list)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def elapsed(self, monotonic: float) -> float:
        """Seconds it has taken, so far or in all."""
        return (monotonic if self.ended_at is None else self.ended_at) - self.started_at

    @property
    def failed(self) -> bool:
        """Whether it ended in failure."""
        return self.progress.phase == "failed"


class RunningOperations:
    """All of them, the newest last.

    `on_change` is called whenever one of them got on, `on_taken` with the plan of what AWS has taken, and
    once more at its end.
    """

    def __init__(
        self,
        clock: Clock,
        on_change: Callable[[], None],
        on_taken: Callable[[Plan], None] = lambda plan: None,
    ) -> None:
        self._clock = clock
        self._on_change = on_change
        self._on_taken = on_taken
        self._all: list[Running] = []
        self.history: deque[Running] = deque(maxlen=REMEMBERED)
        """All that were begun, the newest last."""
        self.newest: Running | None = None
        """The newest change that AWS has taken."""

    @property
    def under_way(self) -> tuple[Running, ...]:
        """Those that have not ended."""
        return tuple(running for running in self._all if running.ended_at is None)

    @property
    def forwardings(self) -> tuple[Running, ...]:
        """The ports that are forwarded."""
        return tuple(running for running in self.under_way if running.plan.verb == "forward")

    @property
    def shown(self) -> tuple[Running, ...]:
        """Those still worth a line: under way, failed, or done a moment ago; the newest first."""
        limit = self._clock.monotonic() - FADE
        self._all = [r for r in self._all if r.ended_at is None or r.failed or r.ended_at > limit]
        return tuple(running for running in reversed(self._all) if not running.put_away)

    @property
    def undoable(self) -> bool:
        """Whether the newest change can be undone by another."""
        return bool(self.undoing)

    @property
    def undoing(self) -> tuple[tuple[Running, Operation], ...]:
        """The newest change and its reverse; where many were begun at once, those of them that were taken."""
        newest = self.newest
        if newest is None:
            return ()
        same = [each for each in self.history if each.batch and each.batch == newest.batch and each.taken]
        found = [(each, each.operation.reverse(each.plan)) for each in same or [newest]]
        return tuple((each, reverse) for each, reverse in found if reverse is not None)

    def dismiss(self) -> bool:
        """Put away all that have ended or are stuck; whether there were any.

        What is stuck is still followed, and shown again when it has ended.
        """
        before = self.shown
        self._all = [running for running in self._all if running.ended_at is None]
        for running in self._all:
            running.put_away = running.put_away or bool(running.progress.stuck)
        return len(self.shown) < len(before)

    async def carry_out(
        self,
        operation: Operation,
        plan: Plan,
        plan_anew: Callable[[], bool],
        *,
        batch: str = "",
        after: float = 0.0,
    ) -> None:
        """Apply the plan, `after` seconds from now, and follow it to its end. The root of its task.

        Every failure becomes words. Where the plan is outdated, and `plan_anew` shows another, none is told.
        """
        from ecstui.operations.plan import Progress  # not before the first paint: nothing runs then
        from ecstui.operations.refusals import PlanOutdated

        said = "waits for its turn" if after else "sending…"
        running = Running(
            operation, plan, Progress("sent", said), self._clock.monotonic(), batch=batch, waiting=bool(after)
        )
        self._all.append(running)
        self.history.append(running)
        self._on_change()
        try:
            await asyncio.sleep(after)
            running.waiting, running.started_at = False, self._clock.monotonic()
            async for progress in operation.apply(plan):
                self._got_on(running, progress)
        except EcsTuiError as failure:
            if isinstance(failure, PlanOutdated) and plan_anew():
                self._all.remove(running)
                self.history.remove(running)
            self._got_on(running, Progress("failed", str(failure)))
        except Exception as bug:
            logging.getLogger(__name__).exception("an operation ended in a bug")
            self._got_on(
                running, Progress("failed", safe(f"a bug in ecstui ({type(bug).__name__}); see the log"))
            )
        finally:
            if running.ended_at is None:
                running.ended_at = self._clock.monotonic()

    def _got_on(self, running: Running, progress: Progress) -> None:
        if text := news(running.progress, progress):
            running.steps.append(Step(self._clock.now(), text))
        running.progress = progress
        running.taken = running.taken or progress.taken or progress.phase in {"converging", "done"}
        changed = running.taken and running.plan.kind != "container"
        if changed and (self.newest is None or running.started_at >= self.newest.started_at):
            self.newest = running
        if progress.taken or progress.ended:
            self._on_taken(running.plan)
        if progress.ended:
            running.ended_at = self._clock.monotonic()
            running.put_away = False
        self._on_change()
