"""The plugin without a terminal, in a session of its own, held by a tether: it cannot outlive the console."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from ecstui.model.text import safe
from ecstui.operations import tether

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecstui.operations.session_plugin import Invocation

PARTING = 0.7  # seconds it has to end by itself when the console leaves
_LONGEST_LINE = 300


class BackgroundSession:
    """One run of the plugin."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def lines(self) -> AsyncIterator[str]:
        """What it says, a safe line at a time, until it has ended."""
        output = self._process.stdout
        assert output is not None  # noqa: S101 - started with a pipe
        while line := await _line(output):
            if told := safe(line.decode(errors="replace").strip()[:_LONGEST_LINE]):
                yield told

    def let_go(self) -> None:
        """Ask it to end: its lines end soon."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def wait(self) -> int:
        """Its exit code, 128 and more for a signal."""
        return await self._process.wait()


async def _line(output: asyncio.StreamReader) -> bytes:
    try:
        return await output.readline()
    except ValueError:  # longer than any line of the plugin's: dropped
        return b" "


@asynccontextmanager
async def in_background(call: Invocation) -> AsyncIterator[BackgroundSession]:
    """Run the plugin as long as the block lasts. Raises OSError where nothing can be started."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-S",
        tether.__file__,
        *call.argv,
        stdin=pipe,
        stdout=pipe,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        env=call.environment(),
    )
    session = BackgroundSession(process)
    try:
        yield session
    finally:
        session.let_go()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(PARTING):
                    await process.wait()
        finally:
            if process.returncode is None:  # both: without its tether it would run on
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
