"""`ecstui demo serve` prints what any AWS client needs; the AWS CLI sees the same account."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SERVE = [sys.executable, "-m", "ecstui", "demo", "serve", "--seed", "3"]


@pytest.fixture
def exported() -> Iterator[dict[str, str]]:
    """The variables a running `ecstui demo serve` printed."""
    with subprocess.Popen(SERVE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as served:
        assert served.stdout
        lines = [served.stdout.readline().removeprefix("export ").strip() for _ in range(5)]
        yield dict(line.split("=", 1) for line in lines)
        served.send_signal(signal.SIGINT)
    assert served.returncode == 0


def aws_cli(exported: dict[str, str], *arguments: str) -> dict[str, list[str]]:
    shown = subprocess.run(
        [sys.executable, "-m", "awscli", *arguments, "--output", "json"],
        env={**os.environ, **exported},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


async def test_the_aws_cli_lists_the_services_a_client_of_ours_does(exported, boto_client, monkeypatch):
    for name, value in exported.items():
        monkeypatch.setenv(name, value)
    from aiobotocore.session import get_session

    async with get_session().create_client("ecs") as ecs:
        cluster = (await ecs.list_clusters())["clusterArns"][0]
        ours = [
            arn
            async for answer in ecs.get_paginator("list_services").paginate(cluster=cluster)
            for arn in answer["serviceArns"]
        ]
    theirs = aws_cli(exported, "ecs", "list-services", "--cluster", cluster)["serviceArns"]
    assert theirs == ours
    assert len(ours) > 10
