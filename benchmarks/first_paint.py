"""Start-up: the console's first paint beside that of an empty Textual app, and the demo's first services.

`python benchmarks/first_paint.py [RUNS]` starts both in turn on a real pty of 120x40 and prints medians.
Times are seconds from the start of the process; the empty app paints one word. Both run from bytecode, as
what pip installs does: a first start of each, not counted, writes what is missing.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from pty_terminal import Terminal

PAUSE = 1.0  # seconds before each, in which what ran before it ends
EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self): yield Static("ready")
Empty().run()
"""


def empty_app() -> float:
    """Seconds until the empty app has painted."""
    time.sleep(PAUSE)
    began = time.perf_counter()
    with Terminal([sys.executable, "-c", EMPTY], columns=120, rows=40) as terminal:
        terminal.wait_for("ready")
        return time.perf_counter() - began


def console(home: str) -> tuple[float, float]:
    """Seconds until the console has painted its frame, and until the demo's services stand in it."""
    time.sleep(PAUSE)
    began = time.perf_counter()
    command = [sys.executable, "-m", "ecstui", "--demo"]
    with Terminal(command, columns=120, rows=40, env={"HOME": home}) as terminal:
        terminal.wait_for("Services")
        painted = time.perf_counter() - began
        terminal.wait_for("checkout")
        return painted, time.perf_counter() - began


def main() -> None:
    """Measure in turn and print."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    empty_app()
    with tempfile.TemporaryDirectory() as home:
        console(home)
        pairs = [(empty_app(), *console(home)) for _ in range(runs)]
    empty, painted, rows = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(pair[1] / pair[0] for pair in pairs)
    print(f"{runs} runs, medians")
    print(f"empty Textual app, first paint   {empty:6.2f} s")
    print(f"ecstui --demo, first paint       {painted:6.2f} s   ({ratio:.2f} x the empty app, pair by pair)")
    print(f"ecstui --demo, first services    {rows:6.2f} s   ({rows - painted:.2f} s after the first paint)")


if __name__ == "__main__":
    main()
