"""What `ecstui demo serve` does: the embedded AWS in this process, for anyone's own client."""

from __future__ import annotations

import asyncio
import shlex
import signal
from typing import TYPE_CHECKING

from ecstui.demo.process import environment, listen, url

if TYPE_CHECKING:
    import socket

    from ecstui.demo.settings import Settings


def serve(settings: Settings, port: int = 0) -> None:
    """Print the variables to export and serve until SIGINT or SIGTERM. Raises OSError if the port is taken.

    What is printed is true from the first line on: requests wait until the account is filled.
    """
    with listen(port) as listening:
        for name, value in environment(url(listening)).items():
            print(f"export {name}={shlex.quote(value)}", flush=True)
        asyncio.run(_serve(settings, listening))


async def _serve(settings: Settings, listening: socket.socket) -> None:
    from ecstui.demo.boot import run

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await run(settings, listening, stop)
