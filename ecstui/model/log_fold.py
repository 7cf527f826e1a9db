"""Events that are pieces of one thing said, a stack trace or a split line, as one line.

A piece belongs to the line before it in its stream, and only if it comes within a second of the piece before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from ecstui.model.log_level import level_of
from ecstui.model.log_line import Level, LogLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ecstui.model.log_line import Origin
    from ecstui.model.logs import LogEvent

MAX_LINES = 500
MAX_CHARACTERS = 2_000_000
"""A line that has grown so long takes no more pieces; the next one begins a line of its own."""

_NEAR = 1_000  # ms
_FORGOTTEN = 5_000  # ms
_SPLIT = 16_000  # FireLens splits at 16 KiB, the awslogs driver at 262,118 bytes

_CONTINUES = re.compile(
    r"\s|at [\w.$<]|Caused by: |Suppressed: |\.\.\. \d+ (?:more|common)|from /|[}\])]+[,;]?\s*$|---"
)
_BEGINS = re.compile(
    r"\s*(?:[\[<(]?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b|\[?\d{4}[-/]\d\d[-/]\d\d|level=)"
)
_ONE_OBJECT = re.compile(r'\s*\{".*\}$', re.DOTALL)
_LEVEL_WITHIN = 400
_TRACEBACK = re.compile(r"\s*(?:\+ )?(?:Exception Group )?Traceback \(most recent")
_CHAINED = re.compile(r"(?:During handling of|The above exception was)")
_EXCEPTION = re.compile(r"[A-Za-z_][\w.$]*(?:: |:?$)")
_JAVA_EXCEPTION = re.compile(r"(?:\w+\.)+[\w$]*(?:Exception|Error|Throwable)\b")
_PANIC = re.compile(r"panic: |fatal error: |thread '")
_GOROUTINE = re.compile(
    r"goroutine \d|\[signal |created by |exit status \d|panic: |[\w./*()%\[\]-]+\(.*\)$"
    r"|note: |stack backtrace:|runtime stack:|\[recovered\]"
)


class Folded(NamedTuple):
    """Lines that came to be, and those of earlier calls that took pieces, each once."""

    new: list[LogLine]
    grown: list[LogLine]


@dataclass(slots=True)
class _Head:
    """The line last begun in a stream, and what it waits for."""

    line: LogLine
    last: int  # time of its newest piece
    piece: int  # characters of its newest piece
    lines: int
    state: Literal["", "json", "traceback", "traced", "panic", "done"] = ""

    @classmethod
    def of(cls, line: LogLine) -> _Head:
        text = line.text
        head = cls(line, line.time, len(text), text.count("\n") + 1)
        if text[:1] == "{":
            head.state = "json" if text[-1:] != "}" else "done"
        elif _TRACEBACK.match(text):
            head.state = "traceback"
        elif _PANIC.match(text):
            head.state = "panic"
        return head

    @property
    def full(self) -> bool:
        return self.lines >= MAX_LINES or len(self.line.text) >= MAX_CHARACTERS


@dataclass(slots=True)
class Fold:
    """Puts pieces together; one a view. Keeps the newest line of each stream that spoke of late."""

    _heads: dict[Origin, _Head] = field(default_factory=dict)

    def take(self, events: Iterable[LogEvent], origin_of: Callable[[str], Origin]) -> Folded:
        """The lines of `events`, which stand in order within each stream."""
        new: list[LogLine] = []
        grown: dict[int, LogLine] = {}
        fresh: set[int] = set()
        late: dict[Origin, _Head] = {}
        for event in events:
            origin = origin_of(event.stream)
            head = self._heads.get(origin)
            # what is older than the newest line folds within its own call only, never into what came after it
            heads = late if head is not None and event.timestamp < head.last else self._heads
            head = heads.get(origin)
            if head is not None and _grow(head, event):
                if id(head.line) not in fresh:
                    grown[id(head.line)] = head.line
                continue
            line = LogLine(event.timestamp, event.ingested, origin, event.message, level_of(event.message))
            new.append(line)
            fresh.add(id(line))
            heads[origin] = _Head.of(line)
        self._forget()
        return Folded(new, list(grown.values()))

    def _forget(self) -> None:
        if not self._heads:
            return
        oldest = max(head.last for head in self._heads.values()) - _FORGOTTEN
        self._heads = {origin: head for origin, head in self._heads.items() if head.last >= oldest}


def _grow(head: _Head, event: LogEvent) -> bool:
    """Whether the event was a piece of the head, which then has it."""
    text = event.message
    if not 0 <= event.timestamp - head.last <= _NEAR or head.full:
        return False
    if event.timestamp == head.last and _is_split(head, text):
        _append(head, event, "")
    elif _is_continued(head, text):
        _append(head, event, "\n")
    else:
        return False
    return True


def _append(head: _Head, event: LogEvent, joint: str) -> None:
    line, text = head.line, event.message
    if head.state == "json":
        if len(line.text) < _LEVEL_WITHIN and not line.level:
            line.level = level_of(line.text + text)
        # the brace that ends an object printed over many lines stands where its first one did
        if text[-1:] == "}" and (not joint or text[:1] == "}"):
            head.state = "done"
    line.text += joint + text
    head.last, head.piece = event.timestamp, len(text)
    head.lines += text.count("\n") + len(joint)


def _is_split(head: _Head, text: str) -> bool:
    """Whether a text of the same moment is what was cut off the head."""
    if head.piece >= _SPLIT:
        return head.state != "done"
    is_open = head.state == "json" and head.line.text[1:2] == '"'
    return is_open and text[:2] != '{"' and not _BEGINS.match(text)


def _is_continued(head: _Head, text: str) -> bool:
    """Whether a text goes on with the head; keeps the state of a traceback and raises the level by it."""
    if head.state == "done":
        return False
    if _TRACEBACK.match(text):
        return _takes_traceback(head)
    if head.state == "traceback" and not text[:1].isspace():
        head.state = "traced"
        return _EXCEPTION.match(text) is not None and not _BEGINS.match(text)
    if head.state == "traced" and _CHAINED.match(text):
        return True
    if head.state == "panic" and _GOROUTINE.match(text):
        return True
    if _JAVA_EXCEPTION.match(text):
        return _takes_exception(head, text)
    if head.state != "json" and (_BEGINS.match(text) or _ONE_OBJECT.match(text)):
        return False
    if not _CONTINUES.match(text):
        return False
    if text.startswith(("Caused by: ", "at ")):
        head.line.level = max(head.line.level, Level.ERROR)
    return True


def _takes_traceback(head: _Head) -> bool:
    """A traceback belongs to the error that announces it, or to the one it is chained to."""
    chained = head.state == "traced" and _CHAINED.search(head.line.text[-200:]) is not None
    if not chained and (head.line.level < Level.WARN or head.state):
        return False
    head.state = "traceback"
    head.line.level = max(head.line.level, Level.ERROR)
    return True


def _takes_exception(head: _Head, text: str) -> bool:
    """A Java exception printed below the message that announces it."""
    if head.line.level < Level.WARN or head.lines > 1 or _JAVA_EXCEPTION.match(head.line.text):
        return False
    head.line.level = max(head.line.level, level_of(text))
    return True
