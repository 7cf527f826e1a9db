"""The embedded AWS as one aiohttp app: identify the call, throttle, fault, handle, serialize, log."""

from __future__ import annotations

import asyncio
import sys
import traceback
import uuid
from contextlib import aclosing
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl

from aiohttp import web

from ecstui.demo.calls import CallLog
from ecstui.demo.errors import AwsError
from ecstui.demo.faults import Fault, Faults
from ecstui.demo.operations import HANDLERS
from ecstui.demo.protocol import eventstream
from ecstui.demo.protocol.failure import as_failure
from ecstui.demo.protocol.models import Call, identify, unknown
from ecstui.demo.protocol.request import parse
from ecstui.demo.protocol.response import as_json, as_xml
from ecstui.demo.throttle import Throttle, throttled

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from ecstui.demo.calls import Entry
    from ecstui.demo.world import World

_MOST_BODY = 32 * 1024 * 1024
_HTML = b"<html><head><title>%d</title></head><body><h1>%d</h1><hr>proxy</body></html>"


class _Cut(Exception):
    """Drop the connection without an answer."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, read whole."""

    request: web.Request
    body: bytes
    form: Mapping[str, str]  # the members of the query protocols; empty in JSON
    id: str

    @classmethod
    async def read(cls, request: web.Request) -> _Asked:
        body = await request.read()
        form: dict[str, str] = {}
        if "X-Amz-Target" not in request.headers:
            sent = body.decode(errors="replace") if request.method == "POST" else request.query_string
            form = dict(parse_qsl(sent, keep_blank_values=True))
        return cls(request, body, form, str(uuid.uuid4()))


class Server:
    """One world and what stands before it. `bugs` holds the tracebacks of errors of our own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls = CallLog()
        self.faults = Faults()
        self.throttle = Throttle(world.settings.throttling)
        self.bugs: list[str] = []

    async def keep_time(self) -> NoReturn:
        """Keep the world's clock going until cancelled, past the bugs of timers."""
        while True:
            try:
                await self.world.timers.run()
            except Exception:
                self._report()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one API request."""
        asked = await _Asked.read(request)
        call, entry = None, None
        try:
            self.world.timers.catch_up()
            call = identify(request.headers, asked.form)
            entry = self.calls.open(call, self.world.now)
            response = await self._answer(asked, call, entry)
        except _Cut:
            return _drop(request)  # its entry keeps status 0
        except AwsError as error:
            response = self._failure(call, error, asked.id)
            if entry:
                entry.error = error.code
        except Exception:
            self._report()
            bug = AwsError("InternalFailure", "A bug of the embedded AWS; see its log.", status=500)
            response = self._failure(call, bug, asked.id)
        if entry:
            entry.close(response.status)
        return response

    async def _answer(self, asked: _Asked, call: Call, entry: Entry) -> web.StreamResponse:
        handler = HANDLERS.get((call.service, call.name))
        if handler is None:
            raise unknown(call)
        entry.params = parse(call, asked.body, asked.form)
        self.throttle.take(call.service, call.name)
        fault = self.faults.take(call.service, call.name)
        if fault:
            entry.fault = fault.fault
            if page := await _before(fault):
                return page
        answer = handler(self.world, entry.params)
        if hasattr(answer, "__aiter__"):
            return await self._stream(asked, call, answer)
        if call.protocol == "json":
            kind, content = "application/x-amz-json-1.1", as_json(call.model, answer)
        else:
            kind, content = "text/xml", as_xml(call.model, answer, asked.id)
        content = _after(fault, content, call) if fault else content
        return web.Response(body=content, headers=self._headers(asked.id) | {"Content-Type": kind})

    async def _stream(
        self, asked: _Asked, call: Call, events: AsyncGenerator[dict[str, Any], None]
    ) -> web.StreamResponse:
        """Send events until they end or the client goes."""
        headers = self._headers(asked.id) | {"Content-Type": eventstream.CONTENT_TYPE}
        response = web.StreamResponse(headers=headers)
        await response.prepare(asked.request)
        try:
            async with aclosing(events):
                await response.write(eventstream.initial_response())
                async for event in events:
                    await response.write(eventstream.event(call.model, event))
        except AwsError as error:
            await response.write(eventstream.exception(error))
        except ConnectionError:
            return response
        await response.write_eof()
        return response

    def _failure(self, call: Call | None, error: AwsError, request_id: str) -> web.Response:
        body, headers = as_failure(call, error, request_id)
        return web.Response(status=error.status, body=body, headers=self._headers(request_id) | headers)

    def _headers(self, request_id: str) -> dict[str, str]:
        return {"x-amzn-RequestId": request_id, "Date": formatdate(self.world.now, usegmt=True)}

    def _report(self) -> None:
        self.bugs.append(traceback.format_exc())
        print(self.bugs[-1], file=sys.stderr, flush=True)


async def _before(fault: Fault) -> web.Response | None:
    """What a fault does to a call that is not applied yet."""
    match fault.fault:
        case "error":
            raise AwsError(fault.code, fault.message, status=fault.status)
        case "throttle":
            raise throttled()
        case "cut_before":
            raise _Cut
        case "delay":
            await asyncio.sleep(fault.seconds)
        case "html":
            text = _HTML % (fault.status, fault.status)
            return web.Response(status=fault.status, body=text, content_type="text/html")
        case _:
            pass
    return None


def _after(fault: Fault, content: bytes, call: Call) -> bytes:
    """What a fault does to the answer of a call that is applied."""
    match fault.fault:
        case "cut_after":
            raise _Cut
        case "truncate":
            return content[: len(content) // 2]
        case "empty_body":
            return b"{}" if call.protocol == "json" else b""
        case _:
            return content


def _drop(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.close()
    return web.Response()


def application(server: Server) -> web.Application:
    """The app: AWS at the root, the control of the demo under `/_demo/`."""
    from ecstui.demo.control import routes

    app = web.Application(client_max_size=_MOST_BODY)
    app.add_routes(routes(server))
    app.router.add_route("*", "/", server.handle)
    return app
