"""Where log events come from, and the tail in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ecstui.model.humane import age, clock_time
from ecstui.model.log_line import Origin
from ecstui.model.logs import stream_parts

if TYPE_CHECKING:
    from ecstui.live.log_sources import LogPlaces
    from ecstui.live.tail import TailStatus


class Origins:
    """One origin a stream: the task and container that the stream's name tells."""

    def __init__(self) -> None:
        self._known: dict[str, Origin] = {}

    def of(self, stream: str) -> Origin:
        """Where the lines of a stream come from; one object a stream."""
        known = self._known.get(stream)
        if known is None:
            _, container, task = stream_parts(stream)
            known = self._known[stream] = Origin("", "", stream, task, container)
        return known


def tail_words(status: TailStatus) -> str:
    """How far the lines shown can be trusted, in a few words."""
    if status.failure is not None:
        return f"{status.failure.word}: {status.failure.why}"
    if status.waiting_for:
        return f"waiting for {', '.join(status.waiting_for)}"
    if not status.following or status.complete_to is None:
        return "opening…"
    words = [f"complete to {clock_time(datetime.fromtimestamp(status.complete_to / 1000, UTC), UTC)} UTC"]
    if status.behind:
        words.append(f"{age(status.behind)} behind")
    if status.throttled:
        words.append("throttled")
    if status.late:
        words.append(f"{status.late} late")
    return ", ".join(words)


def nothing_yet(status: TailStatus, places: LogPlaces) -> str:
    """What stands where no line is: why there is none (yet)."""
    lines = [f"{place.container}: {place.where}" for place in places.elsewhere]
    if status.failure is not None:
        lines += [str(status.failure)]
    elif status.waiting_for:
        lines += [f"the log group {group} does not exist (yet)" for group in status.waiting_for]
    elif status.following:
        lines += ["no lines in the last hour; new ones appear by themselves"]
    elif not lines:
        lines = ["looking for the newest lines…"]
    return "\n".join(lines)
