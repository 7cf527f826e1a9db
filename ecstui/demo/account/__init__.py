"""What the embedded account holds: tables to read, and the hands that fill a world from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.cloudwatch import past as watched
from ecstui.demo.ecr import past as pushed

if TYPE_CHECKING:
    from ecstui.demo.world import World


def fill(world: World) -> None:
    """Fill `world` as its settings ask: with the believable account, or one made up to a size."""
    if world.settings.services:
        from ecstui.demo.account.made_up import fill_made_up

        fill_made_up(world, world.settings.services, world.settings.tasks)
    else:
        from ecstui.demo.account.believable import fill_believable

        fill_believable(world)
        pushed.remember(world.ecr)
        watched.remember(world)
