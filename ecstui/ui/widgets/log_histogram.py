"""Lines and errors over time, in columns: pure arithmetic on lists in time order."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecstui.ui.widgets.log_merge import time_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecstui.model.log_line import LogLine

BLOCKS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Scale:
    """Column `n` holds what is from `begin + n * step` (ms) on, up to the next."""

    begin: int
    step: float
    columns: int

    @classmethod
    def over(cls, lines: Sequence[LogLine], columns: int) -> Scale | None:
        """The scale that has all of the lines; None where there are none, or no room."""
        if not lines or columns <= 0:
            return None
        begin, end = lines[0].time, lines[-1].time
        return cls(begin, max(1.0, (end - begin + 1) / columns), columns)

    @property
    def end(self) -> int:
        """Where the last column ends."""
        return self.time(self.columns)

    def time(self, column: int) -> int:
        """Where a column begins."""
        return self.begin + int(column * self.step)

    def column(self, time: int) -> int:
        """The column that a time falls into, the first or last where it is beyond."""
        found = max(0, min(int((time - self.begin) / self.step), self.columns - 1))
        # Rounding may put a time that is a column's very beginning into the one before.
        return found + 1 if found + 1 < self.columns and self.time(found + 1) <= time else found


def counts(lines: Sequence[LogLine], scale: Scale) -> tuple[int, ...]:
    """How many lines fall into each column; the cost grows with the columns, hardly with the lines."""
    places = [bisect_left(lines, scale.time(column), key=time_of) for column in range(scale.columns)]
    places.append(len(lines))
    return tuple(after - before for before, after in itertools.pairwise(places))


def bars(numbers: Sequence[int], most: int) -> str:
    """A block a number, the full height for `most`; whatever is not 0 is seen."""
    return "".join(BLOCKS[-(-number * 8 // most)] if number and most else " " for number in numbers)


def step_words(step: float) -> str:
    """The time a column takes, in short."""
    for size, unit in ((86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")):
        if step >= size:
            return f"{step / size:.3g}{unit}"
    return f"{step:.0f}ms"
