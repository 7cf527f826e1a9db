"""The changes of the audit log as text, JSON, or a Markdown table for a post-mortem. Pure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ecstui.model.humane import date_time_zone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from ecstui.operations.audit_reading import Audited

HEADS = ("time", "who", "where", "verb", "resource", "plan", "outcome", "took")
_SPECIAL = re.compile(r"([\\`*_\[\]<|~&])")  # what begins something inside of a cell


def text(changes: Iterable[Audited], zone: tzinfo | None = None) -> str:
    """A line a change; in local time unless a zone is given."""
    return "".join("  ".join(cell for cell in _cells(one, zone) if cell) + "\n" for one in changes)


def markdown(changes: Iterable[Audited], zone: tzinfo | None = None) -> str:
    """A table; what Markdown would obey in a cell is escaped."""
    rows = [HEADS, ("---",) * len(HEADS)]
    rows += [tuple(_SPECIAL.sub(r"\\\1", cell) for cell in _cells(one, zone)) for one in changes]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def as_json(changes: Iterable[Audited]) -> str:
    """One array of objects; times as ISO 8601, `seconds` null where nobody saw the end."""
    return (
        json.dumps(
            [
                {
                    "time": one.time.isoformat(),
                    "id": one.id,
                    "who": one.who,
                    "account": one.account,
                    "region": one.region,
                    "cluster": one.cluster,
                    "service": one.service,
                    "verb": one.verb,
                    "resource": one.resource,
                    "plan": one.plan,
                    "outcome": one.outcome,
                    "reason": one.reason,
                    "seconds": one.seconds,
                    "request_id": one.request_id,
                }
                for one in changes
            ],
            ensure_ascii=False,
        )
        + "\n"
    )


def _cells(one: Audited, zone: tzinfo | None) -> tuple[str, ...]:
    outcome = f"{one.outcome}: {one.reason}" if one.reason else one.outcome
    took = "" if one.seconds is None else f"{one.seconds:.1f} s"
    when = date_time_zone(one.time, zone)
    return (when, one.who, one.where, one.verb, one.resource, one.plan, outcome, took)
