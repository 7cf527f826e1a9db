"""Start the embedded AWS in a process of its own, which dies with this one however that ends.

The parent makes the listening socket and hands it down, so the address is known at once and requests
wait in its queue until the server is up. The child watches a pipe on its standard input, whose other end
only the parent holds: it ends when that closes, also by SIGKILL. It has a session of its own, so the
terminal's ctrl+c does not reach it before the parent has gone.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import socket
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ecstui.demo.settings import REGION, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

#: Keys a client may sign with; any would do.
ACCESS_KEY, SECRET_KEY = "AKIADEMODEMODEMODEMO", "demo-secret-key"
_GRACE = 2.0  # seconds the child has to end before it is killed


@dataclasses.dataclass(slots=True)
class DemoServer:
    """A running embedded AWS. `endpoint_url` answers as soon as the account is filled (about a second)."""

    process: subprocess.Popen[bytes]
    endpoint_url: str
    region: str = REGION

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point any AWS client at it."""
        return environment(self.endpoint_url)

    def stop(self) -> None:
        """End the process; blocks for up to two seconds if it will not."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def environment(endpoint_url: str) -> dict[str, str]:
    """The variables that point any AWS client at an embedded AWS."""
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    }


def listen(port: int = 0) -> socket.socket:
    """A socket on loopback; port 0 takes a free one. Raises OSError when the port is taken."""
    return socket.create_server(("127.0.0.1", port), backlog=128)


def url(listening: socket.socket) -> str:
    """The address of a socket made by `listen`."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def spawn(settings: Settings, log: Path | None = None) -> DemoServer:
    """Start the process; returns at once. Its errors go to the file `log`, or nowhere."""
    root = str(Path(__file__).parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    with listen() as listening, open(log or os.devnull, "ab") as errors:
        arguments = [str(listening.fileno()), json.dumps(dataclasses.asdict(settings))]
        process = subprocess.Popen(  # noqa: S603 - this very interpreter, with arguments of our own
            [sys.executable, "-P", "-m", "ecstui.demo", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            pass_fds=(listening.fileno(),),
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        return DemoServer(process, url(listening))


@asynccontextmanager
async def start(settings: Settings | None = None, log: Path | None = None) -> AsyncIterator[DemoServer]:
    """The embedded AWS for as long as the context lasts."""
    server = await asyncio.to_thread(spawn, settings or Settings(), log)
    try:
        yield server
    finally:
        await asyncio.to_thread(server.stop)
