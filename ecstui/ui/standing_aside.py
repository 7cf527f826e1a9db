"""The console stands aside: the plugin has the terminal, and then it is the console's again."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App

    from ecstui.operations.session_plugin import Invocation

QUICK = 3.0  # seconds within which an end is likely a failure, whose words are worth reading


class StandingAside:
    """Runs the plugin for a session called `title` on the terminal of `app`.

    Where `stays`, or it failed or ended at once, what it wrote stands until enter is pressed.
    """

    def __init__(self, app: App[None], title: str, *, stays: bool) -> None:
        self._app = app
        self._title = title
        self._stays = stays

    async def __call__(self, call: Invocation) -> int:
        """The plugin's exit code, negative for a signal; OSError where it cannot be started."""
        try:
            # Textual goes on painting while it is suspended, into a queue that nobody empties any more.
            with self._app.batch_update(), self._app.suspend():
                outcome = await self._on_terminal(call)
        except SuspendNotSupported as error:
            raise OSError(errno.ENOTTY, "the console has no terminal to lend") from error
        if isinstance(outcome, OSError):
            raise outcome
        return outcome

    async def _on_terminal(self, call: Invocation) -> int | OSError:
        """An OSError is no exception here: after one Textual would not come back."""
        from ecstui.operations.terminal_session import on_terminal

        loop = asyncio.get_running_loop()
        _write(f"\n{self._title}\n")
        begun = loop.time()
        try:
            code = await on_terminal(call)
        except OSError as error:
            return error
        if self._stays or code or loop.time() - begun < QUICK:
            _write(f"\n[ended with exit code {code}; enter goes back to the console] ")
            await _enter()
        return code


def _write(text: str) -> None:
    with suppress(OSError):  # the terminal has gone away
        os.write(2, text.encode("utf-8", "replace"))


async def _enter() -> None:
    """Wait for a line on the terminal, or ctrl+c, which would end the console here."""
    loop, came = asyncio.get_running_loop(), asyncio.Event()

    def read() -> None:
        with suppress(OSError):
            os.read(0, 4096)
        came.set()

    former = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(came.set))
    loop.add_reader(0, read)
    try:
        await came.wait()
    finally:
        loop.remove_reader(0)
        signal.signal(signal.SIGINT, former)
