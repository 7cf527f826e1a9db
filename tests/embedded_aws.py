"""The embedded AWS as tests use it: a server in a thread of this process, real HTTP, and its control."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from ecstui.demo.boot import run
from ecstui.demo.process import REGION, environment, listen, url

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.demo.server import Server
    from ecstui.demo.settings import Settings
    from ecstui.demo.world import World


class Control:
    """A client of the control API (`/_demo/`) of one server; awaits run in a thread, off the test's loop."""

    def __init__(self, endpoint_url: str) -> None:
        self._url = f"{endpoint_url}/_demo"

    async def ready(self) -> float:
        """The virtual time, once requests are answered."""
        return (await self.send("GET", "ready"))["now"]

    async def faults(self, *plan: dict[str, Any]) -> None:
        """Replace the plan of faults: `faults({"match": "ecs:RunTask", "fault": "throttle", "n": 2})`.

        Members and kinds: see `ecstui.demo.faults.Fault`; n=None is for ever; no arguments clear the plan.
        """
        await self.send("PUT", "faults", list(plan))

    async def advance(self, seconds: float) -> float:
        """Move virtual time on and fire all that is due in it; returns the new time."""
        return (await self.send("POST", "advance", {"seconds": seconds}))["now"]

    async def calls(self, operation: str | None = None) -> list[dict[str, Any]]:
        """The calls so far, oldest first (all, or those of "ecs:UpdateService"): service, operation, params,
        at (virtual), real, status (0: cut), error, fault, took."""
        calls = (await self.send("GET", "calls"))["calls"]
        return [call for call in calls if operation in (None, f"{call['service']}:{call['operation']}")]

    async def called(self, operation: str, times: int = 1) -> list[dict[str, Any]]:
        """The calls of an operation, once there are that many; TimeoutError if there never are."""
        async with asyncio.timeout(20):
            while True:
                if len(found := await self.calls(operation)) >= times:
                    return found
                await asyncio.sleep(0.02)

    async def counts(self) -> dict[str, int]:
        """How often each operation was called: {"ecs:ListServices": 3}."""
        return (await self.send("GET", "calls"))["counts"]

    async def reset(self) -> None:
        """Forget the calls and the plan of faults."""
        await self.send("DELETE", "calls")
        await self.send("DELETE", "faults")

    async def throttling(self, on: bool) -> None:
        """Enforce AWS's published token buckets, or not."""
        await self.send("PUT", "throttling", {"on": on})

    async def bugs(self) -> list[str]:
        """Tracebacks of errors of the server's own."""
        return await self.send("GET", "bugs")

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        """One request of the control API. Raises ValueError with the server's words when it is refused."""
        return await asyncio.to_thread(self._send, method, path, body)

    def _send(self, method: str, path: str, body: Any) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/{path}", data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise ValueError(error.read().decode()) from None


class EmbeddedAws:
    """A server of its own for one test. `world` may be read freely; change it over HTTP, or by `call`."""

    region = REGION

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._listening = listen()
        self.endpoint_url = url(self._listening)
        self.environment = environment(self.endpoint_url)
        self.control = Control(self.endpoint_url)
        self._up = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._up.wait()
        if self._failed:
            raise self._failed

    @property
    def world(self) -> World:
        """The server's world."""
        return self._server.world

    @property
    def bugs(self) -> list[str]:
        """Tracebacks of errors of the server's own so far."""
        return self._server.bugs

    def call(self, change: Callable[[], Any]) -> None:
        """Run something on the server's own loop: the one way to change its world past HTTP."""
        self._loop.call_soon_threadsafe(change)

    def stop(self) -> None:
        """End the server and its thread."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # shown by the test that started it
            self._failed = error
        finally:
            self._up.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()

        def ready(server: Server) -> None:
            self._server = server
            self._up.set()

        await run(self.settings, self._listening, self._stop, ready)
