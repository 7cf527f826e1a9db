"""What a blocking stream of the engine's tells, one thing after the other, without blocking the loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator
    from contextlib import AbstractContextManager

    Talking: TypeAlias = Callable[[], AbstractContextManager[None]]

T = TypeVar("T")
AHEAD = 1000  # things read before they are taken: a thread that is asked for each is too slow


class Stream(Protocol):
    """An iterator whose `close` ends it from another thread."""

    def __iter__(self) -> Iterator[dict[str, Any]]: ...
    def close(self) -> None:
        """End it, and with it what the engine does for it."""


async def told(open_stream: Callable[[], Stream], talking: Talking) -> AsyncGenerator[dict[str, Any], None]:
    """Each thing told, until the engine ends the stream. Closing or cancelling this ends it at once.

    Raises what `talking` makes of a failure.
    """
    opening = asyncio.ensure_future(asyncio.to_thread(_opened, open_stream, talking))
    try:
        stream = await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close_late)
        raise
    coming: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
    room, loop = threading.Semaphore(AHEAD), asyncio.get_running_loop()

    def hand(thing: dict[str, Any] | None) -> None:
        loop.call_soon_threadsafe(coming.put_nowait, thing)

    reading = asyncio.ensure_future(asyncio.to_thread(_read, stream, talking, room, hand))
    try:
        while (thing := await coming.get()) is not None:
            room.release()
            yield thing
        await reading
    finally:
        _close(stream)
        room.release(AHEAD)
        reading.add_done_callback(_forget)


def _opened(open_stream: Callable[[], Stream], talking: Talking) -> Stream:
    with talking():
        return open_stream()


def _read(
    stream: Stream,
    talking: Talking,
    room: threading.Semaphore,
    hand: Callable[[dict[str, Any] | None], object],
) -> None:
    """Hand over each thing, at most `room` before they are taken, and None after the last."""
    try:
        with talking():
            for thing in stream:
                room.acquire()
                hand(thing)
    finally:
        hand(None)


def _forget(reading: asyncio.Future[None]) -> None:
    """Nobody asks any more how a stream ended that was closed."""
    if not reading.cancelled():
        reading.exception()


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
