"""The console on an account of 1,000 services and 10,000 tasks, headless at 160x48, all clusters selected.

`python benchmarks/large_account.py [SERVICES TASKS [SECONDS]]` opens the real console on an embedded AWS in a
process of its own, counts until the list is whole, lets it be calm for SECONDS (60) and then presses j as
often as a person would. A gap is how long the event loop did nothing else: by the clock, where a busy machine
counts too, and by the CPU time of its thread. A key's paint waits for Textual's next frame (up to 17 ms).
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time, thread_time
from typing import TYPE_CHECKING

from ecstui.model.account import Connection
from ecstui.ui.app import ConsoleApp
from ecstui.ui.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BEAT = 0.002  # seconds
SETTLE = 5.0  # seconds until what comes after the services has come
KEYS = 150
RHYTHM = (0.03, 0.3)  # seconds between two keys: held down, and looking


@dataclass
class Heart:
    """Beats in the event loop; `wall` and `cpu` are the longest gaps of a phase in milliseconds."""

    wall: float = 0.0
    cpu: float = 0.0
    awaited: list[tuple[Callable[[], object], asyncio.Event]] = field(default_factory=list)

    async def beat(self) -> None:
        wall, cpu = perf_counter(), thread_time()
        while True:
            await asyncio.sleep(BEAT)
            before, wall, cpu_before, cpu = wall, perf_counter(), cpu, thread_time()
            self.wall = max(self.wall, (wall - before) * 1000)
            self.cpu = max(self.cpu, (cpu - cpu_before) * 1000)
            for condition, event in self.awaited:
                if condition():
                    event.set()

    def report(self, phase: str) -> None:
        """Print the longest gaps since the last report."""
        print(f"{f'longest gap {phase}':<28}{self.wall:9.2f} ms; of CPU alone {self.cpu:.0f} ms", flush=True)
        self.wall = self.cpu = 0.0

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until it is so, to the next beat."""
        entry = condition, asyncio.Event()
        self.awaited.append(entry)
        await entry[1].wait()
        self.awaited.remove(entry)


@dataclass
class Paints:
    """How long the main screen's repaints take, CPU milliseconds."""

    took: list[float] = field(default_factory=list)

    def timed(self, paint: Callable[[], None]) -> Callable[[], None]:
        def wrapped() -> None:
            start = thread_time()
            paint()
            self.took.append((thread_time() - start) * 1000)

        return wrapped


def main() -> None:
    """Serve, open, measure, print."""
    told = [int(argument) for argument in sys.argv[1:]]
    services, tasks, seconds = (*told, *(1000, 10_000, 60)[len(told) :])
    with serving(services, tasks) as variables, tempfile.TemporaryDirectory() as home:
        os.environ.update(variables, HOME=home)
        asyncio.run(measure(services, float(seconds), Path(home)))


@contextmanager
def serving(services: int, tasks: int) -> Iterator[dict[str, str]]:
    """An embedded AWS in a process of its own; yields the variables it prints."""
    command = [sys.executable, "-m", "ecstui", "demo", "serve"]
    size = ["--services", str(services), "--tasks", str(tasks)]
    server = subprocess.Popen([*command, *size], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        lines = [server.stdout.readline() for _ in range(5)]
        yield dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)
    finally:
        server.terminate()
        server.wait()


async def measure(services: int, seconds: float, home: Path) -> None:
    """Open the console and print what each phase took."""
    connection = Connection(region=os.environ["AWS_REGION"], endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    app = ConsoleApp(connection, Options(), audit_path=home / "audit.jsonl")
    heart, paints, table = Heart(), Paints(), app.main.services.table
    app.main.paint = paints.timed(app.main.paint)  # type: ignore[method-assign]
    async with app.run_test(size=(160, 48)) as pilot:
        beating = asyncio.create_task(heart.beat())
        began = perf_counter()
        await heart.until(lambda: table.held)
        say("first services", perf_counter() - began, "s")
        await heart.until(lambda: table.held == services)
        say("all services", perf_counter() - began, "s")
        heart.report("while loading")
        await pilot.pause(SETTLE)
        heart.report("while settling")
        paints.took.clear()
        start, cpu = perf_counter(), process_time()
        await asyncio.sleep(seconds)
        say("CPU when calm", (process_time() - cpu) / (perf_counter() - start) * 60, "s a minute")
        heart.report("when calm")
        say("a repaint, median", quantiles(paints.took)[1], "ms CPU")
        say("a repaint, longest", max(paints.took), "ms CPU")
        taken = quantiles([await key_to_paint(app, heart) for _ in range(KEYS)], n=100)
        say("j to its paint, p50", taken[49], "ms")
        say("j to its paint, p99", taken[98], "ms")
        heart.report("while moving")
        beating.cancel()


async def key_to_paint(app: ConsoleApp, heart: Heart) -> float:
    """Milliseconds from a press of j until the cursor is painted on the next row; first a person's pause."""
    await asyncio.sleep(random.uniform(*RHYTHM))
    table, painted = app.main.services.table, asyncio.Event()
    here, start = table.cursor_key, perf_counter()
    app.simulate_key("j")
    await heart.until(lambda: table.cursor_key != here)
    app.screen.call_after_refresh(painted.set)
    await painted.wait()
    return (perf_counter() - start) * 1000


def say(what: str, number: float, unit: str) -> None:
    """One line of the report."""
    print(f"{what:<28}{number:9.2f} {unit}", flush=True)


if __name__ == "__main__":
    main()
