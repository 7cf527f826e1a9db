"""The embedded AWS, started for a console or served to any client; the one module that knows it."""

from __future__ import annotations

import asyncio
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ecstui.demo.settings import Settings
from ecstui.model.account import Connection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from ecstui.demo.process import DemoServer


@contextmanager
def demo_to_start(log: Path) -> Iterator[Callable[[], Awaitable[Connection]]]:
    """What starts an embedded AWS in a process of its own and tells where it is; ended with the context.

    It is called once the first frame stands: before, both would fight over the processor. It answers once it
    is up.
    """
    started: list[DemoServer] = []

    async def start() -> Connection:
        from ecstui.demo.process import spawn

        server = await asyncio.to_thread(spawn, Settings(), log)
        started.append(server)
        os.environ.pop("AWS_PROFILE", None)
        os.environ.update(server.environment)
        return Connection(region=server.region, endpoint_url=server.endpoint_url)

    try:
        yield start
    finally:
        for server in started:
            server.stop()


def serve_demo(*, port: int, **settings: Any) -> None:
    """Serve until interrupted; prints the variables that point a client at it."""
    from ecstui.demo.serve import serve

    serve(Settings(**settings), port)
