"""Counts over time, kept as lines come and go, against counting them all."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.ui.widgets.log_histogram import BUCKETS, Bars, TimeCounts, blocks, span_label

WEB = Origin("", "", "web/web/aaaa", "aaaa", "web")


def lines(*times: int, level: Level = Level.NONE) -> list[LogLine]:
    return [LogLine(time, time, WEB, "x", level) for time in sorted(times)]


def counted(bars: Bars, every: list[LogLine]) -> list[int]:
    columns = Counter(bars.column(line.time) for line in every)
    return [columns[column] for column in range(len(bars.lines))]


batches = st.lists(
    st.lists(
        st.builds(
            lambda time, level: LogLine(time, time, WEB, "x", level),
            st.one_of(st.integers(0, 5_000), st.integers(0, 10**9), st.integers(-(10**6), 10**14)),
            st.sampled_from([Level.INFO, Level.ERROR, Level.FATAL]),
        ),
        max_size=20,
    ),
    max_size=6,
)


@given(batches, st.integers(0, 50), st.integers(1, 30))
def test_whatever_comes_and_goes_every_line_is_counted_once(
    batches: list[list[LogLine]], gone: int, width: int
):
    counts, held = TimeCounts(), []
    for batch in batches:
        counts.add(sorted(batch, key=lambda line: line.time))
        held = sorted(held + batch, key=lambda line: line.time)
    counts.remove(held[:gone])
    held = held[gone:]
    bars = counts.bars(width)
    assert sum(bars.lines) == len(held)
    assert sum(bars.errors) == sum(line.level >= Level.ERROR for line in held)
    assert len(counts._lines) <= BUCKETS
    assert all(bars.column(line.time) is not None for line in held)


def test_a_line_is_counted_in_the_column_of_its_time():
    every = lines(*range(0, 100_000, 97), 55_000, 55_001)
    counts = TimeCounts()
    counts.add(every)
    bars = counts.bars(10)
    assert (bars.begin, bars.end) == (0, (max(line.time for line in every) // 32 + 1) * 32)
    exact = counted(bars, every)
    assert all(abs(shown - real) <= 1 for shown, real in zip(bars.lines, exact, strict=True))


def test_a_line_that_became_an_error_is_counted_as_one():
    every = lines(1000, 1000, 90_000)
    counts = TimeCounts()
    counts.add(every)
    every[1].level = Level.ERROR
    for _ in range(2):
        counts.recount(every[1], every)
    bars = counts.bars(4)
    assert (bars.lines, bars.errors) == ((2, 0, 0, 1), (1, 0, 0, 0))
    counts.clear()
    assert counts.bars(4) == Bars(0, 0)


def test_a_column_leads_to_its_time_and_to_its_neighbours_with_lines():
    bars = Bars(1000, 5000, (1, 0, 0, 2), (0, 0, 0, 0))
    assert [bars.column(time) for time in (999, 1000, 1999, 2000, 4999, 5000)] == [None, 0, 0, 1, 3, None]
    assert [bars.time(column) for column in range(4)] == [1000, 2000, 3000, 4000]
    assert (bars.neighbour(0, 1), bars.neighbour(3, -1), bars.neighbour(3, 1)) == (3, 0, None)


@given(st.integers(0, 10**13), st.integers(1, 10**10), st.integers(1, 200), st.data())
def test_the_first_moment_of_a_column_is_in_it(begin: int, span: int, width: int, data: st.DataObject):
    bars = Bars(begin, begin + span + width, (1,) * width, (0,) * width)
    column = data.draw(st.integers(0, width - 1))
    assert bars.column(bars.time(column)) == column


def test_blocks_show_even_one_of_many_and_labels_tell_the_ends():
    assert blocks((0, 1, 50, 100), 100) == " ▁▄█"
    assert blocks((0, 0), 0) == "  "
    assert span_label(Bars(0, 9, (1,)), lambda time: f"t{time}.000") == ("t0", "t8")
