"""How far a tail can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecstui.model.errors import AwsError
    from ecstui.model.logs import LogSource


@dataclass(frozen=True, slots=True)
class TailStatus:
    """How far the tail can be trusted. Times are ms since the epoch.

    `live` says how Live Tail does: "off", "connecting", "on", "sampled", or why it ended.
    """

    following: bool = False  # every source was opened
    sources: frozenset[LogSource] = frozenset()
    complete_to: int | None = None  # up to here everything was shown; None before that can be said
    throttled: bool = False
    behind: float = 0.0  # seconds between the newest event read and the present, while it cannot keep up
    late: int = 0  # events that became visible too late for their place and were found by a sweep
    waiting_for: tuple[str, ...] = ()  # log groups that do not exist (yet)
    failure: AwsError | None = None
    oldest: int | None = None  # from here on the history is whole
    loading_older: bool = False
    at_beginning: bool = False  # nothing older is kept
    live: str = "off"
    sampled: bool = False  # Live Tail leaves lines out at the moment; the polls bring them
    lossy: tuple[str, ...] = ()  # containers whose log driver may lose lines before CloudWatch has them
    foreign: int = 0  # lines left out, for their streams are not of what is followed
    narrowed: tuple[str, ...] = ()  # log groups read stream by stream, for most of the prefix's are foreign
    calls: int = 0  # of FilterLogEvents
