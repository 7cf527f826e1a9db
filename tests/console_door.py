"""The console's own door to an embedded AWS."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from ecstui.aws.account import Aws
from ecstui.model.account import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest

    from tests.embedded_aws import EmbeddedAws


@asynccontextmanager
async def console(server: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Aws]:
    """`Aws` with the server's credentials in the environment."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    async with Aws(Connection(region=server.region, endpoint_url=server.endpoint_url)) as aws:
        yield aws
