"""A session with a container of a running task: what opens it, and what is known of its being logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn


class Secret:
    """A text that nothing shows by accident: printed, logged or in a traceback it is ***."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not to be pickled")


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
