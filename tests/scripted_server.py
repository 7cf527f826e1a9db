"""A server that does to every request what the test says, for what no well-behaved server would do."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Act = Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(body: Any, *, status: int = 200, kind: str = "application/x-amz-json-1.1", **headers: str) -> Act:
    """Answer with a body, JSON unless it is text already."""
    content = (body if isinstance(body, str) else json.dumps(body)).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
        await writer.drain()

    return act


def refusal(code: str, message: str = "no", status: int = 400) -> Act:
    """Answer with an error in the JSON protocol."""
    return answer({"__type": code, "message": message}, status=status)


async def close(writer: asyncio.StreamWriter) -> None:
    """Close the connection without an answer."""
    writer.close()


async def reset(writer: asyncio.StreamWriter) -> None:
    """Tear the connection down with a RST."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def silence(_: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Answer a byte at a time, for ever, so that no read ever times out."""
    writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 1000000\r\n\r\n{")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


class Scripted:
    """The server; `act` may be changed at any time, `requests` counts what arrived whole."""

    def __init__(self) -> None:
        self.act: Act = close
        self.requests = 0
        self.last = b""  # the newest request's head and body
        self.arrived = asyncio.Event()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take requests off one connection until it ends."""
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                body = await reader.readexactly(int(length[0].split(b":")[1]) if length else 0)
                self.last = head + body
                self.requests += 1
                self.arrived.set()
                await self.act(writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # cancelled by the fixture alone, which waits for it
        finally:
            writer.transport.abort()
