"""Steering the embedded AWS over HTTP, under `/_demo/`: for tests, and for trying things by hand.

GET    /_demo/ready                         {"ready": true, "now": virtual seconds}
PUT    /_demo/faults     [{match, fault ..}] the plan of faults (see faults.Fault)
GET    /_demo/faults                        what is left of it
DELETE /_demo/faults
GET    /_demo/calls                         {"counts": {"ecs:ListServices": 3}, "calls": [...]}
DELETE /_demo/calls
POST   /_demo/advance    {"seconds": 30}    move virtual time on
PUT    /_demo/throttling {"on": true}
GET    /_demo/bugs                          tracebacks of errors of the server's own
"""

from __future__ import annotations

import dataclasses
import functools
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ecstui.demo.server import Server

_dumps = functools.partial(json.dumps, default=str)


def routes(server: Server) -> list[web.RouteDef]:
    """The routes of the control API of one server."""
    control = _Control(server)
    return [
        web.get("/_demo/ready", control.ready),
        web.get("/_demo/faults", control.faults),
        web.put("/_demo/faults", _with_body(control.set_faults)),
        web.delete("/_demo/faults", control.clear_faults),
        web.get("/_demo/calls", control.calls),
        web.delete("/_demo/calls", control.clear_calls),
        web.post("/_demo/advance", _with_body(control.advance)),
        web.put("/_demo/throttling", _with_body(control.set_throttling)),
        web.get("/_demo/bugs", control.bugs),
    ]


def _with_body(act: Callable[[Any], Any]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that gives `act` the JSON body, and answers 400 in words when it makes no sense."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return _answer(act(await request.json()))
        except (ValueError, TypeError, KeyError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    return handle


def _answer(value: Any) -> web.Response:
    return web.json_response(value, dumps=_dumps)


class _Control:
    def __init__(self, server: Server) -> None:
        self._server = server

    async def ready(self, _: web.Request) -> web.Response:
        return _answer({"ready": True, **self._now()})

    async def faults(self, _: web.Request) -> web.Response:
        return _answer([dataclasses.asdict(fault) for fault in self._server.faults.plan])

    def set_faults(self, plan: Any) -> dict[str, Any]:
        self._server.faults.set(plan)
        return {}

    async def clear_faults(self, _: web.Request) -> web.Response:
        return _answer(self.set_faults([]))

    async def calls(self, _: web.Request) -> web.Response:
        log = self._server.calls
        return _answer({"counts": log.counts, "calls": [dataclasses.asdict(entry) for entry in log.entries]})

    async def clear_calls(self, _: web.Request) -> web.Response:
        self._server.calls.clear()
        return _answer({})

    def advance(self, body: Any) -> dict[str, Any]:
        self._server.world.timers.skip(float(body["seconds"]))
        return self._now()

    def set_throttling(self, body: Any) -> dict[str, Any]:
        self._server.throttle.enabled = bool(body["on"])
        return {}

    async def bugs(self, _: web.Request) -> web.Response:
        return _answer(self._server.bugs)

    def _now(self) -> dict[str, Any]:
        self._server.world.timers.catch_up()
        return {"now": self._server.world.now}
