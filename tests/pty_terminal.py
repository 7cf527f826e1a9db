"""A real terminal for tests: a program on a pty of its own, its screen kept by a terminal emulator."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

PATIENCE = 30.0


class Terminal:
    """Runs `argv` on a pty. Use as a context manager: at its end the program is killed if it still runs."""

    def __init__(
        self, argv: Sequence[str], *, columns: int = 80, rows: int = 24, env: dict[str, str] | None = None
    ) -> None:
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.exit_code: int | None = None
        # COLUMNS and LINES, which pytest-xdist sets, would hide the terminal's own size.
        inherited = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
        environment = {**inherited, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            with contextlib.suppress(OSError):
                os.execvpe(argv[0], list(argv), environment)
            os._exit(127)
        self._set_size(columns, rows)
        self.before = termios.tcgetattr(self.fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.exit_code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
        with contextlib.suppress(OSError):
            os.close(self.fd)

    @property
    def text(self) -> str:
        """The screen as it stands, a line a row."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def read(self, seconds: float = 0.05) -> bool:
        """Take in what the program wrote within `seconds`; False once it has closed the terminal."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def wait_for(self, wanted: str | Callable[[str], bool], patience: float = PATIENCE) -> str:
        """Read until the screen shows `wanted`, and return it; fails with the screen if it never does."""
        shows = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        deadline = time.monotonic() + patience
        while not shows(self.text):
            alive = self.read()
            assert alive, f"ended before it showed {wanted!r}:\n{self.text}"
            assert time.monotonic() < deadline, f"never showed {wanted!r}:\n{self.text}"
        return self.text

    def press(self, keys: str) -> None:
        """Type `keys`, as bytes of a terminal."""
        os.write(self.fd, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size, as a person does."""
        self._screen.resize(rows, columns)
        self._set_size(columns, rows)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGWINCH)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def wait(self, patience: float = PATIENCE) -> int:
        """Wait until the program has ended; its exit code, negative for a signal."""
        deadline = time.monotonic() + patience
        while self.exit_code is None:
            self.read()
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.exit_code = os.waitstatus_to_exitcode(status)
            assert self.exit_code is not None or time.monotonic() < deadline, f"did not end:\n{self.text}"
        return self.exit_code

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def processes_of(session_marker: str) -> list[int]:
    """The ids of living processes whose environment holds `session_marker`, this one excepted."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        with contextlib.suppress(OSError), open(f"/proc/{entry}/environ", "rb") as environ:
            if session_marker.encode() in environ.read():
                found.append(int(entry))
    return found
