"""The audit log: a line before and after, whole, private, and no change without it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from plans import plan

from ecstui.operations.audit import Audit
from ecstui.operations.plan import Change
from ecstui.operations.refusals import NotRecorded

TESTS = Path(__file__).parents[1]
PLAN = plan(changes=(Change("desired count", "4", "6"),))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "state" / "audit.jsonl"


async def test_before_and_after_say_who_changes_what_where_and_how_it_ended(log: Path) -> None:
    record = await Audit(log).open(PLAN, "arn:aws:iam::1:user/ann")
    record.request_id = "r-1"
    await record.close("applied", "6 tasks running.")
    before, after = lines(log)
    assert before["outcome"] == "sending"
    assert before["id"] == after["id"]
    assert after["plan"] == [{"field": "desired count", "now": "4", "after": "6"}]
    assert (after["who"], after["account"], after["region"], after["cluster"], after["verb"]) == (
        "arn:aws:iam::1:user/ann",
        "1",
        "eu-west-1",
        "prod",
        "scale",
    )
    assert after["resource"] == "arn:aws:ecs:eu-west-1:1:service/prod/api"
    assert (after["outcome"], after["reason"], after["request_id"]) == ("applied", "6 tasks running.", "r-1")
    assert after["seconds"] >= 0


async def test_only_its_owner_can_read_it(log: Path) -> None:
    await Audit(log).open(PLAN, "ann")
    assert (mode(log), mode(log.parent)) == (0o600, 0o700)


async def test_a_full_disk_keeps_the_change_from_being_made() -> None:
    with pytest.raises(NotRecorded, match="No space left on device"):
        await Audit(Path("/dev/full")).open(PLAN, "ann")


async def test_a_path_that_cannot_be_written_keeps_the_change_from_being_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotRecorded, match="cannot be written"):
        await Audit(tmp_path / "file" / "audit.jsonl").open(PLAN, "ann")


async def test_an_outcome_that_cannot_be_written_is_said(log: Path) -> None:
    record = await Audit(log).open(PLAN, "ann")
    record.audit.path = Path("/dev/full")
    assert "misses the outcome" in await record.close("applied", "done")


def test_a_line_cut_short_does_not_spoil_the_next(log: Path) -> None:
    log.parent.mkdir()
    log.write_text('{"time": "2026-')
    asyncio.run(Audit(log).open(PLAN, "ann"))
    cut, whole = log.read_text().splitlines()
    assert cut == '{"time": "2026-'
    assert json.loads(whole)["outcome"] == "sending"


async def test_changes_at_once_never_mix_their_lines(log: Path) -> None:
    records = await asyncio.gather(*(Audit(log).open(PLAN, "ann" * 500) for _ in range(40)))
    await asyncio.gather(*(record.close("applied", "x" * 2000) for record in records))
    written = lines(log)
    assert len(written) == 80
    assert {line["id"] for line in written} == {record.id for record in records}


_KILLED = """
import asyncio, pathlib, sys
sys.path.insert(0, sys.argv[2])
from plans import plan
from ecstui.operations.audit import Audit

async def main():
    await Audit(pathlib.Path(sys.argv[1])).open(plan(), "ann")
    print("sending", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_the_line_before_survives_a_kill(log: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _KILLED,
        str(log),
        str(TESTS),
        stdout=asyncio.subprocess.PIPE,
        cwd=TESTS.parent,
    )
    assert child.stdout is not None
    assert await child.stdout.readline() == b"sending\n"
    os.kill(child.pid, signal.SIGKILL)
    await child.wait()
    assert [line["outcome"] for line in lines(log)] == ["sending"]
