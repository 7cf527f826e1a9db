"""One call of AWS: counted, with an end to its waiting, and failing only in the console's own words."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ecstui.aws.clock import ServerClock
from ecstui.aws.errors import calling
from ecstui.aws.patience import PATIENCE, Patience
from ecstui.aws.session import Clients, Session
from ecstui.model.errors import AwsError, NotSignedIn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecstui.model.account import Connection

# An operation is named as IAM names it; one service has another name there than in botocore.
_CLIENT_OF = {"elasticloadbalancing": "elbv2"}


class Calls:
    """What every gateway makes its calls through."""

    def __init__(self, connection: Connection, patience: Patience = PATIENCE) -> None:
        self.clock = ServerClock()
        self.counter: Counter[str] = Counter()
        self.session = Session(
            connection, patience=patience, on_answer=lambda headers: self.clock.note(headers.get("date"))
        )
        self._patience = patience

    async def endpoint(self, service: str) -> str:
        """The address a service is spoken to at. Raises AwsError where nobody is signed in."""
        with calling(f"{service}:"):
            async with self.session.lease() as clients:
                return str((await clients.get(service)).meta.endpoint_url)

    @asynccontextmanager
    async def call(
        self, operation: str, where: str = "", *, region: str = "", writing: bool = False
    ) -> AsyncIterator[Any]:
        """The client for `operation` ("ecs:ListTasks"); the block makes the call and reads the answer.

        Raises AwsError only. A refused signature retires the clients, so that the next call signs in anew.
        """
        service = operation.partition(":")[0]
        place = f"{region or self.session.region} {where}".strip()
        clients: Clients | None = None
        try:
            with calling(operation, place):
                async with asyncio.timeout(self._patience.call), self.session.lease() as clients:
                    client = await clients.get(
                        _CLIENT_OF.get(service, service), region=region, writing=writing
                    )
                    self.counter[operation] += 1
                    yield client
        except AwsError as failure:
            # A snapshot may keep it for hours, and botocore's frames hold keys.
            failure.__context__ = None
            if clients is not None and isinstance(failure, NotSignedIn):
                await self.session.retire(clients)
            raise
