"""What time AWS has: this machine's clock, corrected by the Date header of the answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_TOLERANCE = timedelta(seconds=2)  # Date counts whole seconds, and an answer takes a moment to arrive


class ServerClock:
    """The present as AWS sees it, in UTC."""

    def __init__(self) -> None:
        self.correction = timedelta(0)

    def now(self) -> datetime:
        """The local clock's time plus the correction."""
        return datetime.now(UTC) + self.correction

    def note(self, date_header: str | None) -> None:
        """Learn from an answer; a missing or broken header changes nothing."""
        if not date_header:
            return
        try:
            told = parsedate_to_datetime(date_header)
        except ValueError:
            return
        off = told.astimezone(UTC) - datetime.now(UTC)
        if abs(off - self.correction) > _TOLERANCE:
            self.correction = off if abs(off) > _TOLERANCE else timedelta(0)
