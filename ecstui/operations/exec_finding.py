"""What the exec doctor says of one prerequisite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Weight: TypeAlias = Literal["blocking", "warning", "unknown", "fine"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One prerequisite: how it stands, and what to do where it is not met."""

    weight: Weight
    text: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.advice}".strip()
