"""Bytes a second to a real terminal, and the CPU for it, at several rates of lines.

`python -m logs.terminal RATE SECONDS` is the program on the terminal: a view that follows.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

RATES = (0, 50, 5_000)
SETTLE = 2.0


def bytes_a_second(rate: int, seconds: float) -> tuple[float, float]:
    """Bytes to a terminal of 200x50 a second, and the share of a core that the program used for it."""
    from pty_terminal import Terminal

    here = str(Path(__file__).parents[1])
    command = [sys.executable, "-m", "logs.terminal", str(rate)]
    environment = {**os.environ, "PYTHONPATH": here}
    with Terminal(command, columns=200, rows=50, env=environment) as terminal:
        terminal.wait_for("served")
        _drain(terminal.fd, SETTLE)
        cpu = _cpu(terminal.pid)
        size = _drain(terminal.fd, seconds)
        return size / seconds, (_cpu(terminal.pid) - cpu) / seconds


def _drain(fd: int, seconds: float) -> int:
    """Read as a quick terminal does, without drawing; how many bytes there were."""
    import select

    size, deadline = 0, time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([fd], [], [], left)[0]:
            size += len(os.read(fd, 1 << 16))
    return size


def _cpu(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _program(rate: int) -> None:
    from ecstui.ui.widgets.log_view import LogView
    from logs.accept import Bench
    from logs.lines import line

    view = LogView()

    async def pour() -> None:
        numbers = count(100)
        given, began = 0, time.perf_counter()
        while True:
            await asyncio.sleep(0.02)
            due = int((time.perf_counter() - began) * rate) - given
            view.add([line(next(numbers)) for _ in range(due)])
            given += due

    class Program(Bench):
        def on_mount(self) -> None:
            view.add([line(number) for number in range(100)])
            self.run_worker(pour)

    Program(view).run()


if __name__ == "__main__":
    _program(int(sys.argv[1]))
