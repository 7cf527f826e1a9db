"""Signing in: botocore's session and clients, made when first needed and made anew when they are of no use.

A generation of clients holds the credentials it was made with. When AWS does not accept them the generation
is retired, and the next call reads the environment and the ~/.aws files again: a new login heals the console.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ecstui import __version__
from ecstui.aws.errors import MfaNeeded, RegionMissing, UnknownProfile
from ecstui.aws.patience import PATIENCE, Patience

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from aiobotocore.client import AioBaseClient
    from aiobotocore.config import AioConfig
    from aiobotocore.session import AioSession
    from botocore.loaders import Loader

    from ecstui.model.account import Connection

POOL = 20
CLI_CACHE = "~/.aws/cli/cache"


class Clients:
    """One generation of clients, all with the same credentials."""

    def __init__(self, session: Any, region: str, endpoint_url: str, patience: Patience) -> None:
        self.region = region
        self.users = 0
        self.retired = False
        self._session = session
        self._endpoint_url = endpoint_url
        self._patience = patience
        self._clients: dict[tuple[str, str, bool], AioBaseClient] = {}
        self._making = asyncio.Lock()

    async def get(self, service: str, *, region: str = "", writing: bool = False) -> Any:
        """The client of a service; one that writes never sends a request twice."""
        key = (service, region or self.region, writing)
        if (ready := self._clients.get(key)) is not None:
            return ready
        async with self._making:
            if key not in self._clients:
                self._clients[key] = await self._make(*key)
        return self._clients[key]

    async def _make(self, service: str, region: str, writing: bool) -> AioBaseClient:
        # Reading the service's model takes up to 200 ms; with it cached, a client is made in under 10.
        await asyncio.to_thread(self._session.warm_up_loader_caches, service)
        making = self._session.create_client(
            service,
            region_name=region,
            endpoint_url=self._endpoint_url or None,
            config=_config(self._patience, writing=writing, own_endpoint=bool(self._endpoint_url)),
        )
        client: AioBaseClient = await making.__aenter__()
        return client

    async def close(self) -> None:
        """Close every connection."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.close()


class Session:
    """The door to signed-in clients for one connection."""

    def __init__(
        self,
        connection: Connection,
        *,
        patience: Patience = PATIENCE,
        on_answer: Callable[[Any], None] | None = None,
    ) -> None:
        self.generation = 0  # grows with every new signing in
        self.region = connection.region or os.environ.get("AWS_REGION", "")
        self._connection = connection
        self._patience = patience
        self._on_answer = on_answer
        self._current: Clients | None = None
        self._opening = asyncio.Lock()
        self._loader: Loader | None = None

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[Clients]:
        """Clients that stay open at least until the block ends."""
        clients = await self._open()
        clients.users += 1
        try:
            yield clients
        finally:
            clients.users -= 1
            if clients.retired and not clients.users:
                await clients.close()

    async def close(self) -> None:
        """Close what is open; calls still under way close the rest when they end."""
        if self._current is not None:
            await self.retire(self._current)

    async def retire(self, clients: Clients) -> None:
        """Let the next lease sign in anew; `clients` are closed when nobody uses them any more."""
        if clients.retired:
            return
        clients.retired = True
        if self._current is clients:
            self._current = None
        if not clients.users:
            await clients.close()

    async def _open(self) -> Clients:
        async with self._opening:
            if self._current is None:
                session, region = await asyncio.to_thread(self._sign_in)
                _prepare_credentials(session)
                self.region = region
                self.generation += 1
                self._current = Clients(session, region, self._connection.endpoint_url, self._patience)
            return self._current

    def _sign_in(self) -> tuple[AioSession, str]:
        """A botocore session and its region. Imports and reads files, therefore in a thread."""
        from aiobotocore.session import AioSession
        from botocore.exceptions import ProfileNotFound

        session = AioSession(profile=self._connection.profile or None)
        try:
            session.get_scoped_config()
        except ProfileNotFound:
            wanted = self._connection.profile or session.profile
            raise UnknownProfile(str(wanted), session.available_profiles) from None
        if self._loader is None:
            self._loader = session.get_component("data_loader")  # holds the services' models: read once
        session.register_component("data_loader", self._loader)
        if self._on_answer is not None:
            session.register("after-call", self._note)
        return session, self._region(session)

    def _region(self, session: AioSession) -> str:
        # botocore alone does not read AWS_REGION, which every other SDK and the AWS CLI do.
        told = (
            self._connection.region or os.environ.get("AWS_REGION") or session.get_config_variable("region")
        )
        if not told:
            raise RegionMissing
        return str(told)

    def _note(self, http_response: Any, **_: Any) -> None:
        if self._on_answer is not None:
            self._on_answer(http_response.headers)


def _config(patience: Patience, *, writing: bool, own_endpoint: bool) -> AioConfig:
    from aiobotocore.config import AioConfig

    options: dict[str, Any] = {"inject_host_prefix": False} if own_endpoint else {}
    return AioConfig(
        connect_timeout=patience.connect,
        read_timeout=patience.read,
        max_pool_connections=POOL,
        tcp_keepalive=True,
        retries={"mode": "standard", "total_max_attempts": 1 if writing else patience.attempts},
        user_agent_extra=f"ecstui/{__version__}",
        **options,
    )


def _prepare_credentials(session: AioSession) -> None:
    """Share the AWS CLI's cached role sessions, and never ask for an MFA code on the terminal."""
    from botocore.utils import JSONFileCache

    provider = session.get_component("credential_provider").get_provider("assume-role")
    provider.cache = JSONFileCache(os.path.expanduser(CLI_CACHE))
    # botocore would run getpass here: in the event loop, under the screen.
    provider._prompter = _refuse_to_ask


def _refuse_to_ask(_prompt: str) -> str:
    raise MfaNeeded
