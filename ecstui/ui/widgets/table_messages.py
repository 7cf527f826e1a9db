"""What a table tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from textual.widget import Widget


@dataclass
class TableMessage(Message, namespace="table"):
    """Told by a table."""

    table: Widget

    @property
    def control(self) -> Widget:
        """The sender, for `@on` with a selector."""
        return self.table


@dataclass
class Highlighted(TableMessage, namespace="table"):
    """The cursor is on another row, or on none (`key` None)."""

    key: str | None

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Highlighted) and message.table is self.table


@dataclass
class Selected(TableMessage, namespace="table"):
    """Enter, or a click on the row under the cursor."""

    key: str


@dataclass
class SortChanged(TableMessage, namespace="table"):
    """The rows are ordered by another column; `column` None is the order they came in."""

    column: str | None
    reverse: bool
