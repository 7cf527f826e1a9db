"""A word to a person under what is asked or shown, in as many lines as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.ui.facts.sections import Fact, Section
from ecstui.ui.widgets.facts_view import FactsView

if TYPE_CHECKING:
    from ecstui.ui.widgets.line import Part


class Said(FactsView):
    """What was said last; nothing of it is cut."""

    DEFAULT_CSS = "Said { padding: 0; }"

    def say(self, *parts: Part) -> None:
        """Say these from now on, each on a line of its own."""
        self.show((Section("", tuple(Fact("", text, style) for text, style in parts)),))
