"""What a registry of images is logged in to with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ecstui.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Login:
    """What a registry is logged in to with, until `expires_at`."""

    registry: str
    user: str
    password: Secret
    expires_at: datetime
