"""How many lines there are over time: counts kept in buckets as lines come and go, summed up for a width."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ecstui.model.log_line import Level
from ecstui.ui.widgets.log_merge import time_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecstui.model.log_line import LogLine

BUCKETS = 4_096
"""At most so many: where lines are further apart, buckets of twice the time take their place."""

BLOCKS = " ▁▂▃▄▅▆▇█"


class Bars(NamedTuple):
    """Counts by column from `begin` to `end` (ms since the epoch, `end` excluded), and those of errors."""

    begin: int
    end: int
    lines: tuple[int, ...] = ()
    errors: tuple[int, ...] = ()

    def column(self, time: int) -> int | None:
        """The column of a time; None where it is out of sight."""
        if not self.begin <= time < self.end:
            return None
        return (time - self.begin) * len(self.lines) // (self.end - self.begin)

    def time(self, column: int) -> int:
        """The first moment of a column."""
        return self.begin - (self.begin - self.end) * column // len(self.lines)

    def neighbour(self, column: int, step: int) -> int | None:
        """The next column (`step` 1) or the one before (-1) that has lines."""
        column += step
        while 0 <= column < len(self.lines):
            if self.lines[column]:
                return column
            column += step
        return None


class TimeCounts:
    """Lines and errors by bucket of time: a bucket is `1 << shift` ms."""

    def __init__(self) -> None:
        self._shift = 0
        self._lines: Counter[int] = Counter()
        self._errors: Counter[int] = Counter()
        self._low, self._high = 0, -1  # of all buckets there have been, in ms

    def clear(self) -> None:
        """Count from nothing."""
        self._shift = 0
        self._lines.clear()
        self._errors.clear()
        self._low, self._high = 0, -1

    def add(self, lines: Sequence[LogLine]) -> None:
        """Count lines, which are in time order."""
        if not lines:
            return
        self._make_room(lines[0].time, lines[-1].time)
        shift = self._shift
        self._lines.update([line.time >> shift for line in lines])
        self._errors.update([line.time >> shift for line in lines if line.level >= Level.ERROR])

    def remove(self, lines: Sequence[LogLine]) -> None:
        """Lines have gone."""
        shift = self._shift
        self._take(self._lines, Counter([line.time >> shift for line in lines]))
        self._take(self._errors, Counter([line.time >> shift for line in lines if line.level >= Level.ERROR]))

    def recount(self, line: LogLine, lines: list[LogLine]) -> None:
        """A line has changed, or come or gone by that: count those around it anew, of all there are."""
        self._make_room(line.time, line.time)
        bucket = line.time >> self._shift
        begin = bisect_left(lines, bucket << self._shift, key=time_of)
        end = bisect_left(lines, (bucket + 1) << self._shift, begin, key=time_of)
        errors = sum(line.level >= Level.ERROR for line in lines[begin:end])
        for counts, count in ((self._lines, end - begin), (self._errors, errors)):
            counts.pop(bucket, None)
            if count:
                counts[bucket] = count

    def bars(self, width: int) -> Bars:
        """The counts in so many columns; none where there is no line."""
        if not self._lines or width <= 0:
            return Bars(0, 0)
        first, last = min(self._lines), max(self._lines)
        bars = Bars(first << self._shift, (last + 1) << self._shift, (0,) * width)
        return bars._replace(lines=self._sum(self._lines, bars), errors=self._sum(self._errors, bars))

    def _sum(self, counts: Counter[int], bars: Bars) -> tuple[int, ...]:
        width, span = len(bars.lines), bars.end - bars.begin
        columns = [0] * width
        for bucket, count in counts.items():
            columns[((bucket << self._shift) - bars.begin) * width // span] += count
        return tuple(columns)

    def _make_room(self, low: int, high: int) -> None:
        """Coarsen the buckets until all of them, with these times, are few enough."""
        if self._high >= self._low:
            low, high = min(low, self._low), max(high, self._high)
        self._low, self._high = low, high
        shift = self._shift
        while (high >> shift) - (low >> shift) >= BUCKETS:
            shift += 1
        if shift != self._shift:
            self._lines = self._coarser(self._lines, shift - self._shift)
            self._errors = self._coarser(self._errors, shift - self._shift)
            self._shift = shift

    @staticmethod
    def _coarser(counts: Counter[int], by: int) -> Counter[int]:
        coarse: Counter[int] = Counter()
        for bucket, count in counts.items():
            coarse[bucket >> by] += count
        return coarse

    @staticmethod
    def _take(counts: Counter[int], gone: Counter[int]) -> None:
        for bucket, count in gone.items():
            left = counts[bucket] - count
            if left > 0:
                counts[bucket] = left
            else:
                counts.pop(bucket, None)


def blocks(counts: Sequence[int], highest: int) -> str:
    """A column of blocks for each count, the highest whole; what is there at all is seen."""
    top = len(BLOCKS) - 1
    return "".join(BLOCKS[-(-count * top // highest) if highest else 0] for count in counts)


def span_label(bars: Bars, clock_time: Callable[[int], str]) -> tuple[str, str]:
    """Begin and end of what is shown, to the second."""
    return clock_time(bars.begin)[:-4], clock_time(bars.end - 1)[:-4]
