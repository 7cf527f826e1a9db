"""The words beside log lines: how a view shows them, how far the tail can be trusted, why there are none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ecstui.model.humane import age, clock_time, count, counted
from ecstui.model.log_line import Level

if TYPE_CHECKING:
    from ecstui.live.log_sources import LogPlaces
    from ecstui.live.tail import TailStatus
    from ecstui.ui.widgets.line import Part
    from ecstui.ui.widgets.log_view import LogView

LEVELS = (Level.NONE, Level.WARN, Level.ERROR)
"""The least levels that one key goes through."""


def view_parts(view: LogView) -> tuple[Part, ...]:
    """What a view hides, highlights and waits with; () where it simply shows all and follows."""
    said: list[Part] = []
    if view.filter or view.filter.problem:
        style = "warning" if view.filter.problem else "key"
        said.append((f"/{view.filter.typed}", style))
        if view.filter.problem:
            said.append((view.filter.problem, "warning"))
        if view.highlight_only:
            said.append(("highlighted only", ""))
        elif view.context:
            said.append((f"±{view.context} lines", ""))
    if view.least_level:
        said.append((f"{view.least_level.name.lower()} and above", "key"))
    return _apart(said)


def state_parts(view: LogView) -> tuple[Part, ...]:
    """Whether it follows, and how many lines it holds."""
    state: Part = (view.status, "ok" if view.following else "warning")
    shown, held = view.count_shown, view.lines_held
    lines = counted(held, "line") if shown == held else f"{count(shown)} of {counted(held, 'line')}"
    return _apart([state, (lines, "")])


def tail_parts(status: TailStatus, *, ended: bool = False, utc: bool = False) -> tuple[Part, ...]:
    """How far the lines can be trusted, what matters most first; times in `utc` or local."""
    if status.failure is not None:
        return ((f"{status.failure.word}: {status.failure.why}", "broken"),)
    if ended:
        return (("the end: the task has stopped", ""),)
    if status.waiting_for:
        return ((f"waiting for {', '.join(status.waiting_for)} to exist", "warning"),)
    if not status.following or status.complete_to is None:
        return (("opening…", "dim"),)
    said: list[Part] = [(f"complete to {_time(status.complete_to, utc=utc)}", "")]
    if status.behind:
        said.append((f"behind by {age(status.behind)}", "warning"))
    if status.throttled:
        said.append(("throttled", "warning"))
    said += live_parts(status)
    if status.late:
        said.append((f"{count(status.late)} came late", ""))
    if status.loading_older:
        said.append(("loading older lines…", "working"))
    if status.foreign:
        said.append((f"{counted(status.foreign, 'line')} of other services left out", "dim"))
    if status.lossy:
        said.append((f"may lose lines (non-blocking): {', '.join(status.lossy)}", "dim"))
    said.append((counted(len(status.sources), "source"), "dim"))
    return _apart(said)


def live_parts(status: TailStatus) -> list[Part]:
    """How Live Tail does, where it was asked for."""
    match status.live:
        case "off":
            return []
        case "connecting":
            return [("Live Tail: connecting…", "working")]
        case "on":
            return [("Live Tail", "ok")]
        case "sampled":
            return [("Live Tail sampled (over 500 lines/s), polling fills in", "warning")]
        case why:
            return [(f"Live Tail ended, polling goes on: {why}", "warning")]


def nothing_yet(status: TailStatus, places: LogPlaces, *, started: bool = True) -> str:
    """What stands where no line is: why there is none (yet); of a task that never `started`, ever."""
    if not started:
        return "there are no logs: its container never started; its facts say why (esc, enter)"
    lines = [f"{place.container}: {place.where}" for place in places.elsewhere]
    if status.failure is not None:
        lines += [str(status.failure)]
    elif status.waiting_for:
        lines += [f"the log group {group} does not exist (yet)" for group in status.waiting_for]
    elif status.following:
        lines += ["no lines were found; new ones appear by themselves"]
    elif not lines:
        lines = ["looking for the newest lines…"]
    return "\n".join(lines)


def _apart(parts: list[Part]) -> tuple[Part, ...]:
    """The parts with a dot between them."""
    said: list[Part] = []
    for part in parts:
        if said:
            said.append((" · ", "dim"))
        said.append(part)
    return tuple(said)


def _time(ms: int, *, utc: bool) -> str:
    return clock_time(datetime.fromtimestamp(ms / 1000, UTC), UTC if utc else None)
