"""What a log view tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from textual.widget import Widget

    from ecstui.model.log_line import LogLine


@dataclass
class LogMessage(Message, namespace="log_view"):
    """Told by a log view."""

    log_view: Widget

    @property
    def control(self) -> Widget:
        """The sender, for `@on` with a selector."""
        return self.log_view


class Latest(LogMessage, namespace="log_view"):
    """Of which only the latest of a view is of interest."""

    def can_replace(self, message: Message) -> bool:
        return type(message) is type(self) and message.control is self.log_view


@dataclass
class StatusChanged(Latest, namespace="log_view"):
    """It began or ceased to follow, other lines wait below, or the filter got further."""

    following: bool
    new_below: int


@dataclass
class Changed(Latest, namespace="log_view"):
    """Other lines are shown than before, or the cursor is on another: at most once a paint."""


@dataclass
class ReachedTop(Latest, namespace="log_view"):
    """One moved up at the very top: older lines are wanted, if there are any.

    Where the view's `back_to` is set, all down to that time.
    """


@dataclass
class Opened(LogMessage, namespace="log_view"):
    """Enter, or a click on the line under the cursor."""

    line: LogLine


@dataclass
class Marked(LogMessage, namespace="log_view"):
    """A line was marked, or its mark taken away."""

    line: LogLine
    marked: bool


@dataclass
class Notice(LogMessage, namespace="log_view"):
    """Something to be said for a few seconds: why a jump led nowhere."""

    text: str
