"""A stand-in for session-manager-plugin: a real program on the PATH, as the plugin is started and as it ends.

`install(folder)` puts it there. What it does stands in `STAND_IN_ACT`:

- `shell` (default): echoes the lines it reads until `exit N`; a SIGINT it says, as the plugin sends it on
- `exit N`: says a line and exits so at once
- `mess`: sets the terminal as a shell's vim does, and is killed
- `forward`: opens the local port, says what the plugin says, and serves connections until SIGINT
- `fail`: says that it cannot perform, and exits with 0, as the plugin does
- `stubborn`: as forward, but deaf to every signal but SIGKILL

It records its arguments, its environment and its process id in the file of `STAND_IN_RECORD`, a JSON a line.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

VERSION = "1.2.707.0"
_SCRIPT = """#!{python} -S
import json, os, signal, socket, sys, termios

VERSION = {version!r}
if sys.argv[1:] == ["--version"]:
    print(VERSION)
    sys.exit()
if len(sys.argv) < 7:
    sys.exit(0)
session = json.loads(os.environ.pop(sys.argv[1], "{{}}"))
request = json.loads(sys.argv[5])
with open(os.environ["STAND_IN_RECORD"], "a") as record:
    cmdline = open("/proc/self/cmdline").read().split(chr(0))
    seen = dict(argv=sys.argv, cmdline=cmdline, session=session, pid=os.getpid(), group=os.getpgrp())
    print(json.dumps(seen), file=record, flush=True)


def say(text):
    print(text, flush=True)


def forward():
    port = int(request["Parameters"]["localPortNumber"][0])
    served = socket.create_server(("localhost", port))
    say("Port %d opened for sessionId %s." % (port, session["SessionId"]))
    say("Waiting for connections...")

    def end(*_):
        say("Terminate signal received, exiting.")
        os._exit(0)

    signal.signal(signal.SIGINT, signal.SIG_IGN if act == "stubborn" else end)
    if act == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    first = True
    while True:
        connection, _ = served.accept()
        if first:
            say("Connection accepted for session [%s]" % session["SessionId"])
        first = False
        connection.sendall(b"hello from the container")
        connection.close()


def shell():
    signal.signal(signal.SIGINT, lambda *_: say("the shell got an interrupt"))
    say("# ")
    for line in sys.stdin:
        words = line.split()
        if words[:1] == ["exit"]:
            sys.exit(int(words[1]) if words[1:] else 0)
        say("the shell says " + line.strip())


act = os.environ.get("STAND_IN_ACT", "shell")
say("")
say("Starting session with SessionId: " + session["SessionId"])
if act.startswith("exit"):
    say("one line")
    sys.exit(int(act.split()[1]))
elif act == "mess":
    attributes = termios.tcgetattr(0)
    attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(0, termios.TCSANOW, attributes)
    say("\\x1b[?1049h\\x1b[?1000h\\x1b[?2004h\\x1b[?25l")
    os.kill(os.getpid(), signal.SIGKILL)
elif act == "fail":
    say("Cannot perform start session: dial tcp: lookup ssmmessages.demo.invalid: no such host")
elif act in ("forward", "stubborn"):
    forward()
else:
    shell()
"""


def install(folder: Path, version: str = VERSION) -> Path:
    """Put the program into `folder`; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "session-manager-plugin"
    program.write_text(_SCRIPT.format(python=sys.executable, version=version))
    program.chmod(0o755)
    return program


def recorded(record: Path) -> list[dict[str, Any]]:
    """What each run of it was given, the oldest first."""
    return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []


def is_alive(pid: int) -> bool:
    """Whether a process runs, and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def environment(folder: Path, record: Path, act: str = "shell") -> dict[str, str]:
    """The variables under which the stand-in is found and does `act`."""
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "STAND_IN_RECORD": str(record), "STAND_IN_ACT": act}
