"""What the embedded account holds: tables to read, and the hands that fill a world from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.demo.world import World


def fill(world: World) -> None:
    """Fill `world` as its settings ask."""
