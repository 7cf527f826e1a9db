"""Whether IAM's policies allow somebody one action, as IAM's simulation has it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permission:
    """The word on an action ("ecs:ExecuteCommand") on a resource (an ARN).

    `conditions` are the keys of conditions in policies that the simulation was given no value for.
    """

    action: str
    resource: str
    allowed: bool
    conditions: tuple[str, ...] = ()
