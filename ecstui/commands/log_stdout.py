"""Standard output of a verb that streams: what ends it, and with which exit code."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ecstui.commands.signals import ENDING, handled
from ecstui.model.errors import EcsTuiError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

GONE = 128 + signal.SIGPIPE
PARTING = 1.0  # seconds that a reader has after a signal to take what was read


class Ended(Exception):
    """Nothing more can be written."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Stdout:
    """Writes at once, past Python's buffers: a batch is one write, and nothing is left to fail at exit."""

    def __init__(self) -> None:
        self.code = 0  # of the signal that came
        self._writing = False

    def write(self, text: str) -> None:
        """Write all of `text`, waiting for the reader.

        Raises Ended when it has gone away, and EcsTuiError where nothing can be written, as on a full disk.
        """
        data = memoryview(text.encode("utf-8", "replace"))
        self._writing = True
        try:
            while data:
                data = data[self._write_some(data) :]
        except BrokenPipeError:
            raise Ended(GONE) from None
        except OSError as error:
            raise EcsTuiError(f"standard output: {error.strerror}.") from error
        finally:
            self._writing = False

    def _write_some(self, data: memoryview) -> int:
        if self.code:
            if not select.select([], [1], [], PARTING)[1]:
                raise Ended(self.code)
            data = data[: select.PIPE_BUF]  # so much is taken without waiting
        try:
            return os.write(1, data)
        except BlockingIOError:  # somebody else has set it so
            select.select([], [1], [])
            return 0

    @contextmanager
    def ended_by_signals(self, task: asyncio.Task[Any]) -> Iterator[None]:
        """A signal cancels `task`; `code` tells of it. The second one ends the process."""
        loop = asyncio.get_running_loop()

        def end(number: int, _frame: FrameType | None) -> None:
            if self.code:
                os._exit(self.code)
            self.code = 128 + number
            if self._writing:
                raise Ended(self.code)  # a reader that does not read must not keep it alive
            loop.call_soon_threadsafe(task.cancel)

        with handled(ENDING, end):
            yield


def has_colours(environment: Mapping[str, str]) -> bool:
    """Whether standard output is a terminal that shows colours, and they are wanted."""
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return bool(sys.__stdout__ and sys.__stdout__.isatty())


def tell(words: str) -> None:
    """One line on stderr."""
    with contextlib.suppress(OSError):  # nobody listens
        os.write(2, f"ecstui: {words}\n".encode("utf-8", "replace"))
