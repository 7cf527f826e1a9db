"""What IAM knows: the few roles that may not do everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.demo.world import World


class Iam:
    """Every role may do everything but what was taken away from it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._lacks: dict[
            str, frozenset[str]
        ] = {}  # a role's name -> services and actions, as IAM names them
        self.paths: dict[str, str] = {}  # a role's name -> its path, where that is not "/"

    def take_away(self, role: str, services: Iterable[str]) -> None:
        """Let the role of this name do nothing in these services, or none of these actions."""
        self._lacks[role] = frozenset(services)

    def arn(self, role: str) -> str:
        """The ARN of the role of this name."""
        account = self.world.arn("iam", "").split(":")[4]
        return f"arn:aws:iam::{account}:role{self.paths.get(role, '/')}{role}"

    def allows(self, role: str, action: str) -> bool:
        """Whether the role (its name or ARN) may do "ssmmessages:CreateDataChannel" and the like."""
        lacks = self._lacks.get(role.rsplit("/", 1)[-1], frozenset())
        return lacks.isdisjoint({action, action.partition(":")[0]})
