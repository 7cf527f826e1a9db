"""The life of the terminal: whatever ends the console, the terminal is given back.

A plain `signal` handler asks the app to leave; if it cannot (its loop stands still because nobody reads the
terminal), a timer outside the loop resets the terminal and ends the process. Without handlers SIGTERM and
SIGHUP leave the alternate screen, mouse reporting and a hidden cursor behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import termios
import threading
from typing import TYPE_CHECKING, Any

from ecstui.commands.signals import handled

if TYPE_CHECKING:
    from types import FrameType

    from textual.app import App

GRACE = 2.0  # seconds an app has to leave by itself
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_RESET = (
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l"  # mouse reporting off
    b"\x1b[?2004l\x1b[?1004l\x1b[<u"  # bracketed paste, focus events, kitty keys off
    b"\x1b[?1049l\x1b[?25h\x1b[0m"  # the main screen, a cursor, plain text
)


def run(app: App[Any]) -> int:
    """Run `app` on this terminal to its end and return the process's exit code."""
    return asyncio.run(_run(app))


async def _run(app: App[Any]) -> int:
    loop = asyncio.get_running_loop()
    saved = _attributes()

    def leave(number: int, _frame: FrameType | None) -> None:
        code = 128 + number
        timer = threading.Timer(GRACE, _give_back_and_die, (saved, code))
        timer.daemon = True
        timer.start()
        loop.call_soon_threadsafe(lambda: app.exit(return_code=code))

    with handled(SIGNALS, leave):
        await app.run_async()
    return app.return_code or 0


def _attributes() -> list[Any] | None:
    with contextlib.suppress(termios.error, ValueError, OSError):
        return termios.tcgetattr(sys.__stdin__.fileno()) if sys.__stdin__ else None
    return None


def _give_back_and_die(saved: list[Any] | None, code: int) -> None:
    """The last resort, from outside the loop: nothing here may wait."""
    with contextlib.suppress(Exception):
        if saved is not None and sys.__stdin__:
            termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, saved)
    with contextlib.suppress(Exception):
        if sys.__stderr__:
            os.set_blocking(sys.__stderr__.fileno(), False)
            os.write(sys.__stderr__.fileno(), _RESET)
    os._exit(code)
