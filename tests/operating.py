"""What the tests of operations share: a desk at an embedded AWS, and a rival at another one's keyboard."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from ecstui.aws.account import Aws
from ecstui.aws.patience import Patience
from ecstui.model.account import Connection
from ecstui.operations.audit import Audit
from ecstui.operations.desk import Desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import pytest
    from embedded_aws import EmbeddedAws

    from ecstui.operations.operation import Operation
    from ecstui.operations.plan import Plan, Progress

SPEED = 40  # virtual seconds a real second
CLUSTER = "production"


@asynccontextmanager
async def desk_at(
    server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch, *, read_only: bool = False
) -> AsyncIterator[Desk]:
    """A desk whose changes go to `server` and on record in `log`; it looks as often as virtual time asks."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    async with Aws(Connection(), patience=Patience(attempts=1)) as aws:
        yield Desk(aws, Audit(log), read_only=read_only, every=2.0 / SPEED)


async def applied(operation: Operation, plan: Plan | None = None) -> list[Progress]:
    """Every progress of the operation, to its end."""
    return [step async for step in operation.apply(plan or await operation.plan())]


def lines(log: Path) -> list[dict[str, Any]]:
    """The lines of an audit log."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


async def updates(server: EmbeddedAws) -> list[dict[str, Any]]:
    """The parameters of every UpdateService that reached the server."""
    return [call["params"] for call in await server.control.calls("ecs:UpdateService")]


def said(plan: Plan, weight: str = "") -> str:
    """The consequences of a plan (of one weight) as one text."""
    return "\n".join(c.text for c in plan.ranked if not weight or c.weight == weight)
