"""What a blocking stream of the engine's tells, one thing after the other, without blocking the loop."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ecstui.engine.errors import talking

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator


T = TypeVar("T")


class Stream(Protocol):
    """An iterator whose `close` ends it from another thread."""

    def __iter__(self) -> Iterator[dict[str, Any]]: ...
    def close(self) -> None:
        """End it, and with it what the engine does for it."""


async def told(open_stream: Callable[[], Stream], what: str) -> AsyncGenerator[dict[str, Any], None]:
    """Each thing told, until the engine ends the stream. Closing or cancelling this ends it at once.

    Raises EngineError, which says `what` was done.
    """
    opening = asyncio.ensure_future(asyncio.to_thread(_opened, open_stream, what))
    try:
        stream = await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close_late)
        raise
    things = iter(stream)
    try:
        while (thing := await asyncio.to_thread(_next, things, what)) is not None:
            yield thing
    finally:
        _close(stream)


def _opened(open_stream: Callable[[], Stream], what: str) -> Stream:
    with talking(what):
        return open_stream()


def _next(things: Iterator[dict[str, Any]], what: str) -> dict[str, Any] | None:
    with talking(what):
        return next(things, None)


def _close_late(opening: asyncio.Future[Stream]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        _close(opening.result())


def _close(stream: Stream) -> None:
    with contextlib.suppress(OSError, AttributeError):  # it has ended, and its socket with it
        stream.close()


async def until(stop: asyncio.Event, things: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """Each thing until the last, or until `stop` is set; `things` are closed then."""
    stopping = asyncio.ensure_future(stop.wait())
    try:
        while True:
            coming = asyncio.ensure_future(_following(things))
            try:
                await asyncio.wait({coming, stopping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                if not coming.done():
                    coming.cancel()
                    await asyncio.wait({coming})
            if stop.is_set() or coming.cancelled():
                return
            found = coming.result()
            if not found:
                return
            yield found[0]
    finally:
        stopping.cancel()
        await things.aclose()


async def _following(things: AsyncGenerator[T, None]) -> tuple[T, ...]:
    """The next thing; () after the last."""
    async for thing in things:
        return (thing,)
    return ()
