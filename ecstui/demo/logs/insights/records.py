"""The records a query works on: a log event with the fields found in it and those made by the query."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.demo.logs.stream import Event

DEEPEST = 5


class Record:
    """One row of a query. Fields of a JSON message are found when first asked for."""

    __slots__ = ("_found", "event", "group", "made")

    def __init__(self, event: Event | None, group: str = "", made: dict[str, Any] | None = None) -> None:
        self.event = event
        self.group = group
        self.made: dict[str, Any] = {} if made is None else made
        self._found: dict[str, Any] | None = None

    def get(self, name: str) -> Any:
        """The value of a field: text, a number, or None where there is none."""
        if name in self.made:
            return self.made[name]
        if self.event is None:
            return None
        if name.startswith("@"):
            return self._builtin(name, self.event)
        if self._found is None:
            self._found = discovered(self.event.message)
        return self._found.get(name)

    def everything(self) -> dict[str, Any]:
        """All fields found in the event."""
        if self.event is None:
            return self.made
        event, names = self.event, ("@ptr", "@message", "@logStream", "@log", "@timestamp", "@ingestionTime")
        known = {name: self._builtin(name, event) for name in names}
        return known | discovered(event.message)

    def _builtin(self, name: str, event: Event) -> Any:
        match name:
            case "@message":
                return event.message
            case "@timestamp":
                return written(event.timestamp)
            case "@ingestionTime":
                return written(event.ingested)
            case "@logStream":
                return event.stream
            case "@log":
                return f"123456789012:{self.group}"
            case "@ptr":
                return pointer(self.group, event.stream, event.id)
            case _:
                return None


def discovered(message: str) -> dict[str, Any]:
    """The fields of a JSON object, those of nested ones with dots."""
    if not message.startswith("{"):
        return {}
    try:
        return dict(_flat("", json.loads(message), DEEPEST))
    except ValueError:
        return {}


def _flat(path: str, value: Any, deeper: int) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list) and deeper:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from _flat(f"{path}.{key}" if path else str(key), item, deeper - 1)
    elif isinstance(value, bool):
        yield path, str(value).lower()
    elif value is not None:
        yield path, value if isinstance(value, str | int | float) else json.dumps(value)


def written(milliseconds: int) -> str:
    """A time as Insights writes it, in UTC."""
    at = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}.{milliseconds % 1000:03d}"


def as_text(value: Any) -> str:
    """A value as a result shows it."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)


def pointer(group: str, stream: str, event: int) -> str:
    """What leads back to an event."""
    return base64.urlsafe_b64encode(json.dumps([group, stream, event]).encode()).decode()


def pointed_at(text: str) -> tuple[str, str, int]:
    """Group, stream and event of a pointer. Raises ValueError."""
    group, stream, event = json.loads(base64.urlsafe_b64decode(text))
    return str(group), str(stream), int(event)
