"""A program of its own: runs the command of its arguments for as long as whoever started it holds its stdin.

`python tether.py PROGRAM ARGUMENT...`: when stdin ends, because that is asked for or because the console was
killed, the program is asked to end (SIGINT, upon which the plugin closes its session) and then made to.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

GRACE = 2.0  # seconds between two ever ruder signals


def main(argv: list[str]) -> int:
    """Run it; its exit code, 128 and more for a signal."""
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL)  # noqa: S603 - the plugin, as found on the PATH
    threading.Thread(target=_end_with_stdin, args=(child,), daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


def _end_with_stdin(child: subprocess.Popen[bytes]) -> None:
    while os.read(0, 512):
        pass
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        child.send_signal(number)
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            continue
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
