"""What every verb is carried out in: a connection, signals, words for what fails; a desk to change AWS at."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ecstui.aws.account import Aws
from ecstui.commands import config
from ecstui.commands.log_notices import failed
from ecstui.commands.log_stdout import Ended, Stdout, tell
from ecstui.model.errors import AwsError
from ecstui.operations.audit import Audit
from ecstui.operations.desk import Desk
from ecstui.operations.refusals import ReadOnly

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ecstui.commands.connection import Chosen


def at_a_desk(
    connection: Chosen, work: Callable[[Desk, Stdout], Awaitable[int]], *, dry_run: bool, region: str = ""
) -> int:
    """Do the work at a desk of the connection, as `connected` does it; the exit code.

    Nothing is begun where the connection is read-only, but for a dry run.
    """

    async def at_desk(aws: Aws, stdout: Stdout) -> int:
        settings = connection.settings()
        audit = Audit(config.state_home() / "audit.jsonl")
        desk = Desk(aws, audit, settings.read_only, settings.protected)
        if not dry_run and (why := connection.why_read_only()):
            raise ReadOnly(f"Opened read-only: nothing is changed. That is so because {why}.")
        return await work(desk, stdout)

    return connected(connection, at_desk, region)


def connected(connection: Chosen, work: Callable[[Aws, Stdout], Awaitable[int]], region: str = "") -> int:
    """Do the work with AWS, in `region` where one is named; the exit code.

    A signal cancels the work. Raises what the work raises but for AwsError, which is told: UsageError (exit
    code 2) and Refused (3).
    """
    if region:
        connection = replace(connection, region=region)
    connection.open_log()
    stdout = Stdout()
    try:
        return asyncio.run(_work(connection, work, stdout))
    except AwsError as failure:
        tell(failed(failure))
        return failure.exit_code
    except Ended as ended:
        return ended.code


async def _work(connection: Chosen, work: Callable[[Aws, Stdout], Awaitable[int]], stdout: Stdout) -> int:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine runs in a task
    with stdout.ended_by_signals(task):
        try:
            async with Aws(connection.connection()) as aws:
                return await work(aws, stdout)
        except asyncio.CancelledError:
            if not stdout.code:
                raise
    return stdout.code
