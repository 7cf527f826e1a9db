"""What a load balancer thinks of the targets of a group."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TargetHealth:
    """One target of a target group: `id` is an IP address, an instance id or a function's ARN."""

    id: str
    port: int | None
    availability_zone: str
    state: str  # initial, healthy, unhealthy, unhealthy.draining, unused, draining, unavailable
    reason: str = ""  # such as Target.ResponseCodeMismatch; "" when healthy
    description: str = ""
