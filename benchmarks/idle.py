"""What an idle console sends to the terminal and asks of AWS, when nothing changes.

`python benchmarks/idle.py [SECONDS]` opens the console on the embedded AWS's calm account, lets it settle and
prints the bytes to the terminal and the calls the server saw over SECONDS (30). What is written is what
changes: an age, and the header's calls a minute.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from pty_terminal import Terminal

SETTLE = 90.0  # seconds until the ages of what was started last are minutes


def main() -> None:
    """Open, settle, count, print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    python = [sys.executable, "-m", "ecstui"]
    server = subprocess.Popen(
        [*python, "demo", "serve", "--scenario", "calm"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    variables = dict(server.stdout.readline().removeprefix("export ").strip().split("=", 1) for _ in range(5))
    try:
        with tempfile.TemporaryDirectory() as home:
            _measure([*python, "--cluster", "production"], {**variables, "HOME": home}, seconds)
    finally:
        server.terminate()
        server.wait()


def _measure(command: list[str], variables: dict[str, str], seconds: float) -> None:
    with Terminal(command, columns=120, rows=40, env={**os.environ, **variables}) as terminal:
        terminal.wait_for("checkout")
        _read_for(terminal, SETTLE)
        calls, size, writes = _calls(variables), len(terminal.raw), 0
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            before = len(terminal.raw)
            terminal.read()
            writes += len(terminal.raw) > before
        print(f"idle at 120x40 for {seconds:.0f} s, refresh 2 s, the calm account")
        print(f"bytes to the terminal  {len(terminal.raw) - size:8d}   in {writes} reads of the terminal")
        print(f"calls of AWS           {_calls(variables) - calls:8d}   ")


def _read_for(terminal: Terminal, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        terminal.read()


def _calls(variables: dict[str, str]) -> int:
    with urllib.request.urlopen(variables["AWS_ENDPOINT_URL"] + "/_demo/calls") as answer:
        return len(json.load(answer)["calls"])


if __name__ == "__main__":
    main()
