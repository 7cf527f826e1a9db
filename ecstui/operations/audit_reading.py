"""Reading the audit log: its lines, damaged ones set aside, joined to changes by their id."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CUT_SHORT = "cut short: unknown"


@dataclass(frozen=True, slots=True)
class Audited:
    """One change: when it was begun, by whom, what, and how it ended. `seconds` is None where cut short."""

    id: str
    time: datetime
    who: str
    account: str
    region: str
    cluster: str
    service: str
    verb: str
    resource: str
    plan: str
    outcome: str
    reason: str
    seconds: float | None
    request_id: str = ""

    @property
    def where(self) -> str:
        """Account, region and cluster."""
        return "/".join(part for part in (self.account, self.region, self.cluster) if part)


@dataclass(frozen=True, slots=True)
class Reading:
    """The changes, newest last, and how many lines could not be read."""

    changes: tuple[Audited, ...]
    damaged: int


def read_log(path: Path) -> Reading:
    """The changes of the log at `path`; none where there is no log yet. Blocking. Raises OSError."""
    try:
        with path.open("rb") as lines:
            return read(lines)
    except FileNotFoundError:
        return Reading((), 0)


def read(lines: Iterable[str | bytes]) -> Reading:
    """The changes of the log's lines. Empty lines are none; whatever else is no record counts as damaged."""
    joined: dict[str, Audited] = {}
    damaged = 0
    for line in lines:
        if not line.strip():
            continue
        try:
            change = _of_line(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            damaged += 1
            continue
        joined[change.id] = _joined(joined[change.id], change) if change.id in joined else change
    return Reading(tuple(sorted(joined.values(), key=lambda change: change.time)), damaged)


def since(reading: Reading, moment: datetime) -> Reading:
    """Only the changes begun at or after a moment."""
    return Reading(tuple(change for change in reading.changes if change.time >= moment), reading.damaged)


def _joined(before: Audited, after: Audited) -> Audited:
    """One change of two lines of it: begun with the first, ended as the one says that knows an outcome."""
    ended = before if after.outcome == CUT_SHORT else after
    return Audited(
        before.id,
        min(before.time, after.time),
        before.who,
        before.account,
        before.region,
        before.cluster,
        before.service,
        before.verb,
        before.resource,
        before.plan,
        ended.outcome,
        ended.reason,
        ended.seconds,
        after.request_id or before.request_id,
    )


def _of_line(raw: dict[str, Any]) -> Audited:
    sending = raw["outcome"] == "sending"
    time = datetime.fromisoformat(raw["time"])
    if time.tzinfo is None:
        raise ValueError("a time without its zone")
    changes = (f"{change['field']} {change['now']} -> {change['after']}" for change in raw["plan"])
    return Audited(
        id=_text(raw["id"]),
        time=time,
        who=_text(raw["who"]),
        account=_text(raw["account"]),
        region=_text(raw["region"]),
        cluster=_text(raw["cluster"]),
        service=_text(raw.get("service", "")),  # older lines lack it
        verb=_text(raw["verb"]),
        resource=_text(raw["resource"]),
        plan=safe(", ".join(changes)),
        outcome=CUT_SHORT if sending else _text(raw["outcome"]),
        reason="" if sending else _text(raw["reason"]),
        seconds=None if sending else float(raw["seconds"]),
        request_id=_text(raw.get("request_id", "")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return safe(value)
