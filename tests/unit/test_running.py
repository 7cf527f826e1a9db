"""Operations under way: what AWS has taken can be undone, however it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plans import plan

from ecstui.model.clock import SystemClock
from ecstui.operations.plan import Progress
from ecstui.ui.running import RunningOperations

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Told:
    """An operation that tells just these steps."""

    def __init__(self, *steps: Progress) -> None:
        self.steps = steps

    async def apply(self, _plan: Any) -> AsyncIterator[Progress]:
        for step in self.steps:
            yield step

    def reverse(self, _plan: Any) -> Told:
        return Told()


async def carried_out(*operations: Told) -> RunningOperations:
    running = RunningOperations(SystemClock(), lambda: None)
    for operation in operations:
        await running.carry_out(operation, plan(), lambda: False, batch="b")  # type: ignore[arg-type]
    return running


async def test_of_many_those_that_failed_after_aws_took_them_are_undone_too() -> None:
    taken = Progress("sent", "ECS has taken it.", taken=True)
    done = Told(taken, Progress("done", "4 tasks running."))
    failed = Told(taken, Progress("failed", "The deployment failed."))
    refused = Told(Progress("failed", "denied"))
    running = await carried_out(done, failed, refused)
    assert [each.operation for each, _ in running.undoing] == [done, failed]


async def test_what_aws_never_took_leaves_nothing_to_undo() -> None:
    running = await carried_out(Told(Progress("failed", "denied")))
    assert not running.undoable
