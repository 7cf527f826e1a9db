"""The operations under way and just ended: a line each, the newest on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from ecstui.ui.widgets.line import Line, Part

if TYPE_CHECKING:
    from ecstui.ui.running import Running

SHOWN = 3
_BAR = 10
_STYLES = {"sent": "working", "converging": "working", "done": "ok", "failed": "broken"}
_WORDS = {"sent": "~ sent", "converging": "~ converging", "done": "✓ done", "failed": "✗ failed"}


class OperationsStrip(Vertical):
    """Up to three lines; none while nothing runs."""

    def show(self, operations: tuple[Running, ...]) -> None:
        """Show these."""
        lines = list(self.query(Line))
        for line in lines[len(operations) :]:
            line.remove()
        wanted = operations[:SHOWN]
        fresh = [Line() for _ in wanted[len(lines) :]]
        if fresh:
            self.mount(*fresh)
        more = len(operations) - len(wanted)
        for place, (line, running) in enumerate(zip((*lines, *fresh), wanted, strict=False)):
            line.say(*parts(running), right=((f"+{more} more ", "dim"),) if more and not place else ())


def parts(running: Running) -> tuple[Part, ...]:
    """One operation in words: what, how far, the newest event or why it failed."""
    plan, progress = running.plan, running.progress
    changes = ", ".join(f"{change.now} -> {change.after}" for change in plan.changes)
    found: list[Part] = [
        (f"{_WORDS[progress.phase]}  ", _STYLES[progress.phase]),
        (f"{plan.verb} {plan.subject}  ", "strong"),
    ]
    if changes:
        found.append((f"{changes}  ", ""))
    if progress.wanted and progress.phase != "failed":
        found.append((f"{bar(progress.running, progress.wanted)} {progress.running}/{progress.wanted}  ", ""))
    found.append((progress.text, "broken" if progress.phase == "failed" else ""))
    if progress.event and progress.event not in progress.text:
        found.append((f"  {progress.event}", "dim"))
    if progress.phase == "failed":
        found.append(("  esc dismisses", "dim"))
    return tuple(found)


def bar(running: int, wanted: int) -> str:
    """A bar of running tasks among those wanted."""
    filled = min(_BAR, round(_BAR * running / wanted)) if wanted else _BAR
    return "█" * filled + "░" * (_BAR - filled)
