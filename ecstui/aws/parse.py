"""What every parser needs: safe text, times in UTC, and times that an answer does not give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_TIME = datetime.fromtimestamp(0, UTC)  # where AWS gives no time although it always should


def moment(value: datetime | None) -> datetime | None:
    """A time in UTC, if there is one."""
    return None if value is None else value.astimezone(UTC)


def texts(values: Iterable[str] | None) -> tuple[str, ...]:
    """Every text made safe."""
    return tuple(safe(value) for value in values or ())
