"""Lines that were given to a log view and wait to be taken in, a batch at a time between keys and frames."""

from __future__ import annotations

from collections import deque
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ecstui.model.log_line import LogLine

TAKE_IN_SECONDS = 0.02
"""How long lines are taken in before keys and frames have their turn."""

BATCH = 1_000
"""Lines taken in between two looks at the clock."""


class Intake:
    """A queue of new lines and of lines that have grown."""

    def __init__(self) -> None:
        self._pending: deque[tuple[list[LogLine], list[LogLine]]] = deque()

    def __bool__(self) -> bool:
        return bool(self._pending)

    @property
    def lines(self) -> list[LogLine]:
        """The new lines that wait, in the order given."""
        return [line for new, _ in self._pending for line in new]

    def give(self, new: Iterable[LogLine], grown: Iterable[LogLine]) -> None:
        """Let these wait."""
        lines = list(new)
        self._pending.extend((lines[at : at + BATCH], []) for at in range(0, len(lines), BATCH))
        if more := list(grown):
            self._pending.append(([], more))

    def clear(self) -> None:
        """Forget what waits."""
        self._pending.clear()

    def batches(self) -> Iterator[tuple[list[LogLine], list[LogLine]]]:
        """New and grown lines, some at a time, as long as there is time for them."""
        deadline = perf_counter() + TAKE_IN_SECONDS
        while self._pending and perf_counter() < deadline:
            new: list[LogLine] = []
            grown: list[LogLine] = []
            while self._pending and len(new) + len(grown) < BATCH:
                batch = self._pending.popleft()
                new += batch[0]
                grown += batch[1]
            yield new, grown
