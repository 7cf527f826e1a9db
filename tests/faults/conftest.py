"""The console's door to a server that misbehaves."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest

from ecstui.aws.account import Aws
from ecstui.aws.patience import Patience
from ecstui.model.account import Connection
from tests.scripted_server import Scripted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


@pytest.fixture
async def server() -> AsyncIterator[Scripted]:
    """A scripted server on a port of its own."""
    scripted = Scripted()
    running: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(scripted.serve(reader, writer))
        running.add(task)
        task.add_done_callback(running.discard)

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    scripted.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield scripted
    for task in tuple(running):
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    listening.close()


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that a server without signatures takes."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SECRETEXAMPLE")


@pytest.fixture
async def door(server: Scripted, keys: None) -> AsyncIterator[Callable[..., Awaitable[Aws]]]:
    """Open the console's door to the scripted server, with a short patience."""
    async with AsyncExitStack() as stack:

        async def opened(**patience: float) -> Aws:
            waits: dict[str, Any] = {"connect": 1, "read": 5, "call": 10, **patience}
            connection = Connection(region="eu-west-1", endpoint_url=server.url)
            return await stack.enter_async_context(Aws(connection, patience=Patience(**waits)))

        yield opened
