"""Bring the embedded AWS up on a listening socket, and keep it up."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import time
from typing import TYPE_CHECKING

from aiohttp import web

import ecstui.demo
from ecstui.demo.server import Server, application

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from ecstui.demo.settings import Settings
    from ecstui.demo.world import World


def load_operations() -> None:
    """Import every service's `operations` module, each of which registers its handlers."""
    for package in pkgutil.iter_modules(ecstui.demo.__path__, "ecstui.demo."):
        if package.ispkg and importlib.util.find_spec(f"{package.name}.operations"):
            importlib.import_module(f"{package.name}.operations")


def build(settings: Settings) -> World:
    """A world with its account filled in, every operation loaded."""
    from ecstui.demo.account import fill
    from ecstui.demo.world import World

    load_operations()
    world = World(time.time() if settings.start is None else settings.start, settings)
    fill(world)
    return world


async def run(
    settings: Settings,
    listening: socket.socket,
    stop: asyncio.Event,
    ready: Callable[[Server], None] = lambda _: None,
) -> None:
    """Serve on the socket until `stop` is set; `ready` is called once requests are answered."""
    server = Server(build(settings))
    runner = web.AppRunner(application(server), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        clock = asyncio.create_task(server.keep_time())
        ready(server)
        await stop.wait()
        clock.cancel()
    finally:
        await runner.cleanup()
