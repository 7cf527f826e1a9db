"""The container engine: images it has, building, tagging, pushing. Every blocking call is in a thread."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ecstui.engine.dockerfile import dockerfile_of
from ecstui.engine.errors import talking
from ecstui.engine.push_events import PushState
from ecstui.engine.streams import told
from ecstui.model.errors import EngineError, NoEngine
from ecstui.model.local_image import LocalImage
from ecstui.model.text import safe, safe_lines

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from docker.api.client import APIClient

    from ecstui.engine.endpoint import Endpoint
    from ecstui.engine.streams import Stream, Talking
    from ecstui.model.local_image import BuildRequest
    from ecstui.model.registry_login import Login

T = TypeVar("T")
QUICK = 15  # seconds a call may take that has no stream
SILENT = 600  # seconds a stream may be silent: a layer may be compressed for so long


class Engine:
    """One engine; every method raises EngineError only."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._version = "auto"  # of the API, once it is agreed on

    async def version(self) -> str:
        """What answers: "Docker Engine 27.3.1"."""

        def read(client: APIClient) -> str:
            answer = client.version()
            component = (answer.get("Components") or [{}])[0].get("Name", "")
            name = "Docker" if component in {"", "Engine"} else component
            return safe(f"{name} {answer.get('Version', '')}".strip())

        return await self._ask("tell its version", read)

    async def images(self) -> tuple[LocalImage, ...]:
        """Every tagged image, the newest first."""

        def read(client: APIClient) -> tuple[LocalImage, ...]:
            return tuple(map(_listed, client.images()))

        found = await self._ask("list images", read)
        return tuple(sorted((image for image in found if image.tags), key=_created, reverse=True))

    async def image(self, reference: str) -> LocalImage | None:
        """The image of a reference or id, with its layers; None where the engine has none."""

        def read(client: APIClient) -> LocalImage | None:
            from docker.errors import ImageNotFound

            try:
                return _inspected(client.inspect_image(reference))  # type: ignore[no-untyped-call]
            except ImageNotFound:
                return None

        return await self._ask(f"look at {reference}", read)

    async def tag(self, image: str, repository: str, tag: str) -> None:
        """Give an image one more name."""

        def add(client: APIClient) -> None:
            client.tag(image, repository, tag)

        await self._ask(f"tag {image}", add)

    async def untag(self, reference: str) -> None:
        """Take a name from an image. Its last one stays: without it the engine would delete the image."""

        def remove(client: APIClient) -> None:
            if len(_inspected(client.inspect_image(reference)).tags) > 1:  # type: ignore[no-untyped-call]
                client.remove_image(reference, noprune=True)

        await self._ask(f"untag {reference}", remove)

    async def build(self, request: BuildRequest) -> AsyncGenerator[str, None]:
        """Build an image, telling the log line by line. Raises EngineError where the build fails."""

        def begin(client: APIClient) -> Any:
            return client.build(
                path=request.path,
                tag=request.tag,
                dockerfile=dockerfile,
                target=request.target or None,
                buildargs=dict(request.arguments),
                platform=request.platform or None,
                rm=True,
                forcerm=True,
                decode=True,
            )

        dockerfile = await asyncio.to_thread(dockerfile_of, request)
        built = False
        try:
            async for event in told(lambda: self._stream(begin), self._talking("build")):
                if "error" in event:
                    raise EngineError(safe(f"The build failed: {str(event['error']).strip()}"))
                built = built or bool(event.get("aux"))
                for line in safe_lines(str(event.get("stream") or event.get("status") or "")):
                    built = built or line.startswith("Successfully built")
                    if line.strip():
                        yield line
        except NoEngine:
            built = False
        if not built:
            version = await self.version()  # raises NoEngine where it is gone
            raise EngineError(f"The build was cut short without a word. {version} answers: try again.")

    async def push(self, repository: str, tag: str, login: Login) -> AsyncGenerator[PushState, None]:
        """Push a tag, telling how it stands. The last state has a digest or an error, unless it was cut.

        Layers that the registry has are not sent. To end it, close or cancel it.
        """

        def begin(client: APIClient) -> Any:
            auth = {"username": login.user, "password": login.password.reveal()}
            return client.push(repository, tag, stream=True, decode=True, auth_config=auth)

        state = PushState()
        try:
            async for event in told(lambda: self._stream(begin), self._talking("push")):
                state = state.after(event)
                yield state
        except NoEngine:
            raise
        except EngineError as refused:  # as Podman refuses an image that it has not
            yield replace(state, error=str(refused))

    async def _ask(self, what: str, ask: Callable[[APIClient], T]) -> T:
        def call() -> T:
            with talking(self.endpoint, what):
                client = self._client(QUICK)
                try:
                    return ask(client)
                finally:
                    client.close()

        return await asyncio.to_thread(call)

    def _talking(self, what: str) -> Talking:
        return partial(talking, self.endpoint, what)

    def _stream(self, begin: Callable[[APIClient], Any]) -> Stream:
        """A stream of the engine's that can be closed from another thread; its connection is its own."""
        from docker.types import CancellableStream

        client = self._client(SILENT)
        responses: list[Any] = []
        client.hooks["response"].append(lambda response, **_: responses.append(response))
        events = begin(client)
        _raise_refused(responses[-1])
        return CancellableStream(events, responses[-1])

    def _client(self, timeout: int) -> APIClient:
        from docker.api.client import APIClient
        from docker.tls import TLSConfig

        tls: Any = False
        if folder := self.endpoint.certificates:
            pair = (str(folder / "cert.pem"), str(folder / "key.pem"))
            tls = TLSConfig(
                client_cert=pair if Path(pair[0]).exists() else None,
                ca_cert=str(folder / "ca.pem"),
                verify=self.endpoint.verified,
            )
        client = APIClient(
            base_url=self.endpoint.host,
            version=self._version,
            timeout=timeout,
            tls=tls,
            use_ssh_client=self.endpoint.host.startswith("ssh://"),
        )
        self._version = client.api_version
        return client


def _raise_refused(response: Any) -> None:
    """Raise the engine's refusal: the SDK reads it as a stream where it builds, and so loses it."""
    from docker.errors import create_api_error_from_http_exception
    from requests.exceptions import HTTPError

    try:
        response.raise_for_status()
    except HTTPError as refused:
        create_api_error_from_http_exception(refused)


def _listed(raw: dict[str, Any]) -> LocalImage:
    created = raw.get("Created")
    return LocalImage(
        id=safe(raw["Id"]),
        tags=_named(raw.get("RepoTags")),
        digests=_named(raw.get("RepoDigests")),
        size=int(raw.get("Size") or 0),
        created_at=datetime.fromtimestamp(created).astimezone() if isinstance(created, int) else None,
    )


def _inspected(raw: dict[str, Any]) -> LocalImage:
    parts = (raw.get("Os"), raw.get("Architecture"), raw.get("Variant"))
    return LocalImage(
        id=safe(raw["Id"]),
        tags=_named(raw.get("RepoTags")),
        digests=_named(raw.get("RepoDigests")),
        size=int(raw.get("Size") or 0),
        created_at=_moment(raw.get("Created")),
        layers=len(raw.get("RootFS", {}).get("Layers") or ()),
        platform=safe("/".join(part for part in parts if part)),
    )


def _named(raw: list[str] | None) -> tuple[str, ...]:
    return tuple(safe(name) for name in raw or () if not name.startswith("<none>"))


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat((text or "")[:19] + "+00:00")
    except ValueError:
        return None


def _created(image: LocalImage) -> float:
    return image.created_at.timestamp() if image.created_at else 0.0
