"""Application Auto Scaling of a service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScalableTarget:
    """The bounds within which Application Auto Scaling moves a service's desired count."""

    minimum: int
    maximum: int
    scale_in_suspended: bool = False
    scale_out_suspended: bool = False
    scheduled_suspended: bool = False
    policies: tuple[str, ...] = ()  # in words: "CPU at 60 %"
