"""A text that must not be seen: it is shown nowhere by accident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from datetime import datetime


class Secret:
    """Holds a text that repr, str, formatting and pickling do not tell; `reveal` does."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


@dataclass(frozen=True, slots=True)
class Login:
    """What a registry is logged in to with, until `expires_at`."""

    registry: str
    user: str
    password: Secret
    expires_at: datetime
