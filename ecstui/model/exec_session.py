"""A session with a container of a running task: what opens it, and what is known of its being logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Session:
    """What AWS answers when a session is opened; the token lets whoever has it into the container."""

    id: str
    stream_url: str
    token: Secret
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class SessionLog:
    """What a cluster says of logging the commands of ECS Exec.

    `mode` is NONE, DEFAULT (where the container's own awslogs go) or OVERRIDE (to `places`, in words).
    """

    mode: str = "DEFAULT"
    places: tuple[str, ...] = ()
