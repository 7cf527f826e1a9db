"""The sessions of Systems Manager: opened, and known until they are terminated.

Nothing serves their stream: its host does not exist, so a plugin says that it cannot connect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecstui.demo.world import World

NOWHERE = "wss://ssmmessages.demo.invalid/v1/data-channel"


class Sessions:
    """Open sessions by id; the target of each."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.open: dict[str, str] = {}

    def start(self, target: str, prefix: str) -> dict[str, Any]:
        """A new session with `target`, in the members of AWS's answers; its id begins with `prefix`."""
        ident = f"{prefix}-{self.world.hex(17)}"
        self.open[ident] = target
        stream = f"{NOWHERE}/{ident}?role=publish_subscribe"
        return {"session_id": ident, "stream_url": stream, "token": f"AAEAA{self.world.hex(250)}"}
