"""The audit log: a JSON line before a change is sent, and one when its outcome is known.

A change without a line of its own after it was cut short; the line before says what was being sent.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import json
import os
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ecstui.model.clock import Clock, SystemClock
from ecstui.operations.refusals import NotRecorded

if TYPE_CHECKING:
    from pathlib import Path

    from ecstui.operations.plan import Call, Plan

# applied: done to the end; failed: AWS took it, but it did not get there; refused: nothing was changed;
# unknown: nobody saw whether AWS took it; left: AWS took it and goes on unwatched.
Outcome: TypeAlias = Literal["sending", "applied", "failed", "refused", "unknown", "left"]


class Audit:
    """The log at `path`; made when first written, readable by its owner alone."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self.path = path
        self.clock = clock or SystemClock()

    async def open(self, plan: Plan, who: str) -> Record:
        """Write the line before the change; NotRecorded if it cannot be written, for then nothing is sent."""
        record = Record(self, plan, who, started=self.clock.monotonic())
        try:
            await self.write(record.line("sending"))
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise NotRecorded(
                f"The audit log {self.path} cannot be written: {why}. Nothing was changed."
            ) from error
        return record

    async def write(self, line: dict[str, Any]) -> None:
        """Append one line and see it on the disk; OSError if that fails. Not undone by being cancelled."""
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        await asyncio.shield(asyncio.to_thread(_append, self.path, text.encode()))


@dataclass(slots=True)
class Record:
    """The lines of one change. `taken` turns true once it is known that AWS took the change."""

    audit: Audit
    plan: Plan
    who: str
    started: float
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    taken: bool = False
    closed: bool = False
    request_id: str = ""

    async def close(self, outcome: Outcome, reason: str) -> str:
        """Write the line after the change; "" or, in words, why that failed (the change cannot be undone)."""
        self.closed = True
        try:
            await self.audit.write(self.line(outcome, reason))
        except OSError as error:
            return f"The audit log misses the outcome: {error.strerror or type(error).__name__}."
        return ""

    async def note(self, outcome: Outcome, reason: str) -> None:
        """Write a line between: what is about to be sent once more. OSError if that fails."""
        await self.audit.write(self.line(outcome, reason))

    def line(self, outcome: Outcome, reason: str = "") -> dict[str, Any]:
        """One line of the log; `seconds` since the change was begun."""
        plan = self.plan
        return {
            "time": self.audit.clock.now().isoformat(timespec="milliseconds"),
            "id": self.id,
            "who": self.who,
            "account": plan.where.account,
            "region": plan.where.region,
            "cluster": plan.where.cluster,
            "resource": plan.resource,
            "service": plan.before.name if plan.before else "",
            "verb": plan.verb,
            "plan": [{"field": c.field, "now": c.now, "after": c.after} for c in plan.changes],
            "call": _call(plan.call),
            "further_calls": [_call(call) for call in plan.further],
            "outcome": outcome,
            "reason": reason,
            "request_id": self.request_id,
            "seconds": round(self.audit.clock.monotonic() - self.started, 3),
        }


def _call(call: Call) -> dict[str, Any]:
    return {"operation": call.operation, "members": dict(call.members)}


def _append(path: Path, line: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        with suppress(OSError):  # file systems without locks do without: lines are still appended whole
            fcntl.flock(log, fcntl.LOCK_EX)  # a line half written must not look like one cut short
        line = _parted_from(log) + line
        if os.write(log, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(log)
    finally:
        os.close(log)


def _parted_from(log: int) -> bytes:
    """A line break where the line before was cut short, by a full disk or a kill."""
    size = os.fstat(log).st_size
    return b"\n" if size and os.pread(log, 1, size - 1) != b"\n" else b""
