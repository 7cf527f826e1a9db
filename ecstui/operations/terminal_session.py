"""The plugin on this process's own terminal: keys and signals are the session's, and it comes back clean.

The plugin may die with echo off, on the other screen, or with mouse reporting on (a shell's vim does): what
it has set is taken back when it has ended, however it ended.
"""

from __future__ import annotations

import asyncio
import os
import signal
import termios
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from ecstui.operations.session_plugin import Invocation

GRACE = 1.0  # seconds the plugin has to end by itself when the console leaves
_OF_THE_SESSION = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)
_CLEAN = (
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l"  # mouse reporting off
    b"\x1b[?2004l\x1b[?1004l\x1b[?1l\x1b>"  # bracketed paste, focus events, cursor and keypad keys off
    b"\x1b[?1047l"  # the main screen; 1049 would take the cursor back to where it was before the session
    b"\x1b7\x1b[r\x1b8\x1b[?7h\x1b[4l\x0f"  # the whole screen scrolls, lines wrap, letters are letters
    b"\x1b[?25h\x1b[0m"  # a cursor, plain text
)


async def on_terminal(call: Invocation) -> int:
    """Run the plugin to its end on the terminal of this process; its exit code, negative for a signal.

    Raises OSError where it cannot be started. Cancelled, it ends the plugin.
    """
    with _terminal_kept(), _signals_left_to_it():
        child = await asyncio.create_subprocess_exec(*call.argv, env=call.environment())
        try:
            return await child.wait()
        finally:
            await _end(child)


async def _end(child: asyncio.subprocess.Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if child.returncode is not None:
            return
        with suppress(ProcessLookupError):
            child.send_signal(number)
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                await child.wait()


@contextmanager
def _signals_left_to_it() -> Iterator[None]:
    """The keys' signals reach the plugin beside us and mean it alone: here they do nothing.

    A handler that does nothing, and not SIG_IGN, which the plugin would inherit.
    """

    def nothing(_number: int, _frame: FrameType | None) -> None:
        pass

    former = {number: signal.signal(number, nothing) for number in _OF_THE_SESSION}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def _terminal_kept() -> Iterator[None]:
    """Afterwards the terminal is as it was before; keys typed that nobody read are dropped."""
    try:
        before = termios.tcgetattr(0)
    except termios.error:  # no terminal
        yield
        return
    try:
        yield
    finally:
        with suppress(OSError):
            os.write(2 if os.isatty(2) else 1, _CLEAN)
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSANOW, before)
            termios.tcflush(0, termios.TCIFLUSH)
