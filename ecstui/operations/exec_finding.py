"""What the exec doctor says of one prerequisite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Weight: TypeAlias = Literal["blocking", "warning", "unknown", "fine"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One prerequisite: how it stands, and what to do where it is not met.

    `to_copy` is the command or address that the advice ends with; on a line of its own it stays whole.
    """

    weight: Weight
    text: str
    advice: str = ""
    to_copy: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.text, self.advice, self.to_copy)))
