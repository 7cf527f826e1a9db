"""The words of the header, the strip of panes and the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.rows.listing import MARKS, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.health import Health
    from ecstui.ui.options import Options
    from ecstui.ui.session import Session
    from ecstui.ui.situation import PaneName
    from ecstui.ui.widgets.line import Part


def header_left(session: Session, options: Options) -> tuple[Part, ...]:
    """Where one is, as who, and whether one may change anything."""
    parts: list[Part] = [("ecstui", "heading")]
    if options.context:
        parts.append((f"  {options.context}", "strong"))
    if session.identity is not None:
        parts.append((f"  {session.identity.account}", ""))
    if session.aws is not None and session.aws.region:
        parts.append((f"  {session.aws.region}", "strong"))
    if session.identity is not None:
        parts.append((f"  {session.identity.who}", "dim"))
    if options.read_only:
        parts.append(("  READ-ONLY", "warning"))
    return tuple(parts)


CONNECTING = "connecting"
"""No dots: to know how wide one is, Rich reads a table that holds up the first paint for 16 ms."""


def header_right(session: Session) -> tuple[Part, ...]:
    """How AWS is asked: how often, and whether more slowly than wished."""
    if session.failure:
        return (("not connected", "broken"),)
    if session.refresher is None:
        return ((CONNECTING, "dim"),)
    slowed: tuple[Part, ...] = (("throttled  ", "warning"),) if session.refresher.slowed else ()
    return (*slowed, (f"{session.calls_per_minute()} calls/min", "dim"))


def strip(tabs: Iterable[tuple[PaneName, tuple[Part, ...]]], focus: PaneName) -> tuple[Part, ...]:
    """All panes in a line, the one in focus marked."""
    parts: list[Part] = []
    for name, tab in tabs:
        if parts:
            parts.append((" │ ", "dim"))
        (title, _), *rest = tab
        parts.append((f"▸{title}" if name == focus else title, "heading" if name == focus else ""))
        parts += rest
    return tuple(parts)


def why(name: str, health: Health | None) -> tuple[Part, ...]:
    """The row under the cursor, where it has something to say for itself."""
    if health is None or not health.why:
        return ()
    return ((f"{MARKS[health.level]} {name} {health.word}: ", STYLES[health.level]), (health.why, ""))
