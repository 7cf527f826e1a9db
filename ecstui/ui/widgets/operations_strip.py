"""The operations under way and just ended: a line each, the newest on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.message import Message

from ecstui.model.humane import age, reached, size
from ecstui.model.shortening import shortened
from ecstui.ui.widgets.line import Line, Part

if TYPE_CHECKING:
    from textual import events

    from ecstui.ui.running import Running

SHOWN = 3
_BAR = 10
_TELLING = {"run", "replace", "push"}
_STYLES = {"sent": "working", "converging": "working", "done": "ok", "failed": "broken"}
_WORDS = {"sent": "~ sent", "converging": "~ converging", "done": "✓ done", "failed": "✗ failed"}


class OperationsStrip(Vertical, can_focus=True):
    """Up to three lines; none while nothing runs. While it has the keys, one of them is chosen."""

    class Opened(Message):
        """A click on a line: it is the chosen one now."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - as Textual's widgets name it
        super().__init__(id=id)
        self._shown: tuple[Running, ...] = ()
        self._place = 0

    @property
    def chosen(self) -> Running | None:
        """The operation whose line is chosen; None where there is none."""
        return self._shown[min(self._place, len(self._shown) - 1)] if self._shown else None

    def move(self, by: int) -> None:
        """Choose the line so many further down."""
        self._place = max(0, min(self._place + by, len(self._shown) - 1))

    def on_click(self, event: events.Click) -> None:
        """Open the line that was clicked."""
        self._place = max(0, event.y)
        self.post_message(self.Opened())

    def show(self, operations: tuple[Running, ...], monotonic: float, *, whole: bool) -> None:
        """Show these as they stand now; `whole` names say their cluster."""
        lines = list(self.query(Line))
        for line in lines[len(operations) :]:
            line.remove()
        wanted = self._shown = operations[:SHOWN]
        self.move(0)
        fresh = [Line() for _ in wanted[len(lines) :]]
        if fresh:
            self.mount(*fresh)
        more = len(operations) - len(wanted)
        for place, (line, running) in enumerate(zip((*lines, *fresh), wanted, strict=False)):
            said = parts(running, monotonic, whole=whole)
            mark: tuple[Part, ...] = (("▸", "key"),) if self.has_focus and place == self._place else ()
            line.say(*mark, *said, right=((f"+{more} more ", "dim"),) if more and not place else ())


def parts(running: Running, monotonic: float, *, whole: bool) -> tuple[Part, ...]:
    """One operation in words: what, how far, for how long; then why it is stuck or failed, or what moves."""
    plan, progress = running.plan, running.progress
    text, event, stuck = map(shortened, (progress.text, progress.event, progress.stuck))
    session = plan.kind == "container"  # named by its task already
    subject = plan.whole_subject if whole else plan.subject
    word, style = standing(running)
    found: list[Part] = [(f"{word}  ", style), (f"{plan.verb} {subject}  ", "strong")]
    if progress.wanted and progress.phase != "failed":
        new = " new" if progress.new else ""
        counts = reached(progress.running, progress.wanted, progress.pending)
        filled = "" if progress.stuck else f"{bar(progress.running, progress.wanted)} "
        found.append((f"{filled}{counts}{new}  ", ""))
    if progress.size and not progress.ended:
        found.append(
            (f"{bar(progress.sent, progress.size)} {size(progress.sent)} of {size(progress.size)}  ", "")
        )
    took = (f"{age(running.elapsed(monotonic))}  ", "dim")
    if stuck:
        return (*found, (f"{stuck}  ", "warning"), took, ("esc puts it away", "dim"))
    found.append(took)
    if progress.ended:
        found.append((text, "broken" if progress.phase == "failed" else ""))
        return (*found, ("  esc dismisses", "dim")) if progress.phase == "failed" else tuple(found)
    if session and progress.phase == "converging":
        return (*found, (text, ""))
    told = plan.starts_deployment or progress.stage or plan.verb in _TELLING
    if not told:  # of these the text says more
        found += [(f"{c.now} -> {c.after}  ", "") for c in plan.changes[:1]]  # the first is what it is about
    found.append((text, ""))
    if event and event not in text:
        found.append((f"  {event}", "dim"))
    return tuple(found)


def standing(running: Running) -> Part:
    """How an operation stands, in a few words."""
    progress = running.progress
    if running.waiting:
        return "· waiting", "dim"
    if progress.stuck:
        return "! stuck", "warning"
    if running.plan.kind == "container" and progress.phase == "converging":
        return "~ open", _STYLES["converging"]
    if running.plan.verb == "push" and progress.phase == "converging":
        return "~ pushing", _STYLES["converging"]
    return _WORDS[progress.phase], _STYLES[progress.phase]


def bar(running: int, wanted: int) -> str:
    """A bar of running tasks among those wanted."""
    filled = min(_BAR, round(_BAR * running / wanted)) if wanted else _BAR
    return "█" * filled + "░" * (_BAR - filled)
