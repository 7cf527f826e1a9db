"""The door of ECR in front of a real registry: it refuses, in ECR's very words, what that would take."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from aiohttp import ClientSession, DummyCookieJar, web
from yarl import URL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engines import Registry

# ECR user guide: "Preventing image tags from being overwritten", "Troubleshooting errors with Docker"
EXPIRED = "Your authorization token has expired. Reauthenticate and try again."
IMMUTABLE = (
    "The image tag '{}' already exists in the '{}' repository and cannot be overwritten because the tag is "
    "immutable."
)


class EcrDoor:
    """A registry's HTTP API at `host`.

    A tag that is there stays in the repositories that are `immutable`. While `expired()`, no login is good.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.immutable: set[str] = set()
        self.expired: Callable[[], bool] = lambda: False
        self.refused: list[str] = []
        """Paths that were refused."""
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        self._up.wait()

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=0)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        _, port = runner.addresses[0]
        self.host = f"127.0.0.1:{port}"
        async with ClientSession(cookie_jar=DummyCookieJar(), auto_decompress=False) as self._session:
            self._up.set()
            await self._stop.wait()
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        if "Authorization" in request.headers and self.expired():
            return self._refuse(request, 403, "DENIED", EXPIRED)
        repository, _, tag = request.path.removeprefix("/v2/").partition("/manifests/")
        if request.method == "PUT" and tag and repository in self.immutable and self._has(repository, tag):
            return self._refuse(request, 400, "TAG_INVALID", IMMUTABLE.format(tag, repository))
        return await self._pass_on(request)

    def _has(self, repository: str, tag: str) -> bool:
        return not tag.startswith("sha256:") and bool(self._registry.digest(repository, tag))

    def _refuse(self, request: web.Request, status: int, code: str, message: str) -> web.Response:
        self.refused.append(request.path)
        return web.json_response({"errors": [{"code": code, "message": message}]}, status=status)

    async def _pass_on(self, request: web.Request) -> web.Response:
        async with self._session.request(
            request.method,
            URL(f"http://{self._registry.host}{request.raw_path}", encoded=True),
            headers=_without_transfer(request.headers),  # with the host: the registry's locations lead here
            data=request.content if request.can_read_body else None,
            allow_redirects=False,
        ) as answer:
            body, headers = await answer.read(), _without_transfer(answer.headers)
            return web.Response(status=answer.status, headers=headers, body=body)


def _without_transfer(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "Transfer-Encoding"}
