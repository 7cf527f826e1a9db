"""A verb killed by SIGKILL after its call was sent: what was sent stands in the audit log, once and whole."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest
from operating import CLUSTER, desk_at
from verbs import ECSTUI, PATIENCE, audited, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embedded_aws import EmbeddedAws


@pytest.fixture
def server(aws_with: Callable[..., EmbeddedAws]) -> EmbeddedAws:
    return aws_with(speed=1, scenario="calm")


async def a_task(server: EmbeddedAws, log: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    async with desk_at(server, log, monkeypatch) as desk:
        found = [t async for some in desk.aws.ecs.tasks(CLUSTER, service="payments") for t in some]
        return next(task.id for task in found if task.last_status == "RUNNING")


@pytest.mark.parametrize(
    ("verb", "call"),
    [
        (("scale", "production/payments", "6"), "ecs:UpdateService"),
        (("scale", "production/web", "40", "--bounds", "move"), "ecs:UpdateService"),
        (("autoscaling", "production/web", "--suspend"), "application-autoscaling:RegisterScalableTarget"),
        (("redeploy", "production/payments"), "ecs:UpdateService"),
        (("rollback", "production/checkout"), "ecs:UpdateService"),
        (("deploy", "production/checkout", "--task-definition", "checkout"), "ecs:UpdateService"),
        (("stop", "production/TASK"), "ecs:StopTask"),
        (("run", "production/payments", "--no-wait"), "ecs:RunTask"),
    ],
    ids=lambda value: "-".join(value[:1] + value[3:4]) if isinstance(value, tuple) else "",
)
async def test_a_killed_verb_leaves_what_it_sent_on_record(
    server: EmbeddedAws,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verb: tuple[str, ...],
    call: str,
) -> None:
    task = await a_task(server, tmp_path / "unused.jsonl", monkeypatch)
    words = [word.replace("TASK", task) for word in verb]
    if verb[0] == "deploy":  # so that there is another revision to deploy
        assert run(server, "rollback", "production/checkout", "--yes", "--no-wait").returncode == 0
    before = len(audited())
    sent_before = len(await server.control.calls(call))
    await server.control.faults({"match": call, "fault": "delay", "seconds": 60})
    process = await asyncio.create_subprocess_exec(
        *ECSTUI,
        *words,
        "--yes",
        env={**os.environ, **server.environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            while len(await server.control.calls(call)) == sent_before:
                assert process.returncode is None, await process.communicate()
                await asyncio.sleep(0.05)
    finally:
        process.kill()
    await process.communicate()
    lines = audited()[before:]
    assert {line["outcome"] for line in lines} <= {"sending", "left"}
    assert lines[0]["outcome"] == "sending"
    assert lines[0]["call"]["operation"].partition(":")[2]
    assert len({line["id"] for line in lines}) == 1
    told = run(server, "audit")
    assert told.returncode == 0, told.stderr
    assert "could not be read" not in told.stderr
    assert "cut short: unknown" in told.stdout.splitlines()[-1]
    assert len(await server.control.calls(call)) == sent_before + 1
