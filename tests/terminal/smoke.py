"""Smoke test of an installed console: `PYTHONPATH=tests python tests/terminal/smoke.py PATH/TO/ecstui`."""

from __future__ import annotations

import os
import sys
import time

from pty_terminal import Terminal, processes_of


def main() -> None:
    """Open the demo in a real terminal, see the first service, quit, and look for what is left."""
    mark = f"ECSTUI_SMOKE={os.getpid()}"
    with Terminal([sys.argv[1], "--demo"], columns=120, rows=40, env=dict([mark.split("=")])) as terminal:
        terminal.wait_for("checkout", patience=60)
        terminal.press("q")
        code = terminal.wait()
    deadline = time.monotonic() + 10
    while (left := processes_of(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    if code or left:
        sys.exit(f"exit code {code}, left behind: {left}\n{terminal.text}")
    print("the demo opened, showed its services, left with 0 and left nothing behind")


if __name__ == "__main__":
    main()
