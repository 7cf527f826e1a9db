"""The words of the header, the strip of panes and the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from ecstui.ui.rows.listing import MARKS, STYLES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ecstui.model.health import Health
    from ecstui.model.scaling import ScalableTarget
    from ecstui.ui.options import Options
    from ecstui.ui.session import Session
    from ecstui.ui.situation import PaneName
    from ecstui.ui.widgets.line import Part


def header_left(
    session: Session, options: Options, suspended: Sequence[ScalableTarget], room: int
) -> tuple[Part, ...]:
    """Where one is, as who, whether one may change anything, and what auto scaling is kept from.

    That something is suspended is always said. Where not all fits in `room` cells, the console's own name
    goes, then one's role, then words of what is suspended, and one's own name at the very last.
    """
    where = _where(session, options)
    named: tuple[Part, ...] = (("ecstui", "heading"), *where)
    who = session.identity.who if session.identity else ""
    marks = _part("READ-ONLY" if options.read_only else "PROTECTED" if options.protected else "", "warning")
    if not suspended:
        return (*named, *_part(who, "dim"), *marks)
    beside = ((named, who), (_begun(where), who), (_begun(where), who.rpartition("/")[2]))
    tellings = [_part(words, "warning") for words in suspension_words(suspended)]
    lines = [
        *((*place, *telling, *_part(name, "dim"), *marks) for telling in tellings for place, name in beside),
        *((*_begun(where), *telling, *marks) for telling in tellings),
    ]
    return next((line for line in lines if sum(cell_len(text) for text, _ in line) <= room), lines[-1])


def _part(text: str, style: str) -> tuple[Part, ...]:
    """What is said, after a gap; nothing where nothing is."""
    return ((f"  {text}", style),) if text else ()


def _begun(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts as a line begins with them: without the gap before the first."""
    return tuple((text.lstrip() if place == 0 else text, style) for place, (text, style) in enumerate(parts))


def suspension_words(suspended: Sequence[ScalableTarget]) -> tuple[str, ...]:
    """That auto scaling is suspended, of one service or many, from the most to the fewest words."""
    if len(suspended) > 1:
        many = f"{len(suspended)} services"
        return (f"auto scaling suspended: {many}", f"suspended: {many}", f"{len(suspended)} suspended")
    (one,) = suspended
    what = f"{one.service} ({', '.join(one.suspended)})"
    return (
        f"auto scaling suspended: {what}",
        f"suspended: {what}",
        f"suspended: {one.service}",
        "1 suspended",
    )


def _where(session: Session, options: Options) -> tuple[Part, ...]:
    parts: list[Part] = []
    if options.context:
        name = f" {options.context} " if options.color else options.context
        parts += [("  ", ""), (name, f"on {options.color}" if options.color else "strong")]
    if session.identity is not None:
        parts += _part(session.identity.account, "")
    if session.aws is not None:
        parts += _part(session.aws.region, "strong")
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


class PaneTab(NamedTuple):
    """What the strip says of a pane: "2 Services", how many, and the worst of its troubles."""

    title: str
    amount: str = ""
    trouble: Part = ("", "")


LEAST_MISSED: tuple[PaneName, ...] = ("images", "repositories", "clusters", "tasks", "services")
"""Whose words are given up first where the strip is too narrow for all."""


def strip(tabs: Mapping[PaneName, PaneTab], focus: PaneName, room: int) -> tuple[Part, ...]:
    """All panes in a line, the one in focus marked.

    What does not fit in `room` cells goes, until the rest does: a long word, counts, troubles, names.
    """
    kept = dict(tabs)
    for pane, spared in _sparing(focus):
        if _width(kept.values()) <= room:
            break
        if pane in kept:
            kept[pane] = spared(kept[pane])
    parts: list[Part] = []
    for name, tab in kept.items():
        if parts:
            parts.append((_BETWEEN, "dim"))
        parts.append((f"▸{tab.title}" if name == focus else tab.title, "heading" if name == focus else ""))
        parts += [(f" {text}", style) for text, style in ((tab.amount, "dim"), tab.trouble) if text]
    return tuple(parts)


_BETWEEN = " │ "


def _sparing(focus: PaneName) -> Iterator[tuple[PaneName, Callable[[PaneTab], PaneTab]]]:
    """What can be done without, one step after the other."""
    yield "repositories", lambda tab: tab._replace(title=tab.title.replace("Repositories", "Repos"))
    yield from ((pane, lambda tab: tab._replace(amount="")) for pane in LEAST_MISSED)
    yield from ((pane, lambda tab: tab._replace(trouble=("", ""))) for pane in LEAST_MISSED)
    yield from (
        (pane, lambda tab: tab._replace(title=tab.title[:1])) for pane in LEAST_MISSED if pane != focus
    )


def _width(tabs: Collection[PaneTab]) -> int:
    """Of the whole strip; its characters are a cell each, as are the mark of the focus and every gap."""
    words = [(tab.title, tab.amount, tab.trouble[0]) for tab in tabs]
    told = sum(len(" ".join(filter(None, of_tab))) for of_tab in words)
    return told + len(_BETWEEN) * (len(words) - 1) + len("▸")


def why(name: str, health: Health | None) -> tuple[Part, ...]:
    """The row under the cursor, where it has something to say for itself."""
    if health is None or not health.why:
        return ()
    return ((f"{MARKS[health.level]} {name} {health.word}: ", STYLES[health.level]), (health.why, ""))
