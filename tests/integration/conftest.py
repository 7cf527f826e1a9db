"""What the tests of operations start from: an embedded AWS that lives quickly, a desk at it, its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from operating import SPEED, desk_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws

    from ecstui.operations.desk import Desk


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=SPEED, scenario="calm")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "state" / "audit.jsonl"


@pytest.fixture
async def desk(server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with desk_at(server, log, monkeypatch) as desk:
        yield desk
