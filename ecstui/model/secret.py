"""A text that must not be seen: it is shown nowhere by accident."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Holds a text that repr, str, formatting and pickling do not tell; `reveal` does."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")
