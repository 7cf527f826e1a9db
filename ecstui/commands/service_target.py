"""The service that a verb is about, as typed."""

from __future__ import annotations

from ecstui.live.log_target import Wanted
from ecstui.model.errors import UsageError
from ecstui.model.text import safe


def wanted_service(typed: str) -> Wanted:
    """CLUSTER/SERVICE, SERVICE or an ARN, taken apart. Raises UsageError for what names no service."""
    parts = typed.split("/")
    if typed.startswith("arn:") or (all(parts) and len(parts) <= 2):
        wanted = Wanted.parse(typed)
        if wanted.service and not wanted.task:
            return wanted
    raise UsageError(f"{safe(typed)!r} names no service: CLUSTER/SERVICE, SERVICE, or the ARN of a service.")
