"""The audit log: one JSON line before a change is sent and one when its outcome is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

    from ecstui.operations.plan import Plan

Outcome: TypeAlias = Literal["sending", "applied", "failed", "refused", "unknown", "left"]


class Audit:
    """The log at `path`; made when first written, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def open(self, plan: Plan, who: str) -> Record:
        """Write the line before the change; NotRecorded if that fails."""
        raise NotImplementedError


class Record:
    """The lines of one change."""

    async def close(self, outcome: Outcome, reason: str) -> None:
        """Write the line after the change."""
        raise NotImplementedError
