"""The server's own process, as `ecstui.demo.process` starts it: `python -m ecstui.demo FD SETTINGS`."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys

from ecstui.demo.settings import Settings


async def _serve_until_orphaned(listening: socket.socket, settings: Settings) -> None:
    from ecstui.demo.boot import run

    stop = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), stop.set)  # readable: closed, for none writes
    await run(settings, listening, stop)


def main() -> None:
    """Serve on the inherited socket until standard input closes."""
    descriptor, settings = int(sys.argv[1]), Settings(**json.loads(sys.argv[2]))
    os.set_inheritable(descriptor, False)
    asyncio.run(_serve_until_orphaned(socket.socket(fileno=descriptor), settings))


if __name__ == "__main__":
    main()
