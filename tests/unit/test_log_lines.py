"""The store of log lines against the plainest account of what it should hold and show."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ecstui.model.log_filter import LogFilter
from ecstui.model.log_line import Level, LogLine, Origin
from ecstui.ui.widgets import log_sieve
from ecstui.ui.widgets.log_lines import LogLines, Sifting, weight
from ecstui.ui.widgets.log_merge import find, merge

WEB = Origin("eu-west-1", "/ecs/shop", "web/web/aaaa", "aaaa", "web", "7")


def line(time: int, text: str = "", level: Level = Level.NONE) -> LogLine:
    return LogLine(time, time + 5, WEB, text or f"line {time}", level)


def texts(lines: LogLines) -> list[str]:
    return [shown.text for shown in lines.shown]


def sifting(words: str = "", **more: object) -> Sifting:
    return Sifting(filter=LogFilter.parse(words), **more)  # type: ignore[arg-type]


times = st.integers(0, 30)
new_lines = st.lists(
    st.builds(
        line, times, st.sampled_from(["apple", "pear", "plum"]), st.sampled_from([Level.INFO, Level.ERROR])
    ),
    max_size=12,
)
siftings = st.builds(
    sifting,
    st.sampled_from(["", "apple", "!pear", "nothing"]),
    least_level=st.sampled_from([Level.NONE, Level.ERROR]),
    highlight_only=st.booleans(),
    context=st.sampled_from([0, 0, 1, 3]),
)


class Store(RuleBasedStateMachine):
    """Any sequence of additions, growths, siftings in slices and losses of the oldest."""

    def __init__(self) -> None:
        super().__init__()
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr(log_sieve, "CHUNK", 4)

    def teardown(self) -> None:
        self._patch.undo()

    @initialize(limit=st.sampled_from([15, 150, 1000]))
    def begin(self, limit: int) -> None:
        self.store = LogLines(limit)
        self.model: list[LogLine] = []
        self.gone = 0

    @rule(lines=new_lines)
    def add(self, lines: list[LogLine]) -> None:
        before = {id(shown) for shown in self.store.passing}
        taken = self.store.add(lines)
        self.model = sorted(self.model + lines, key=lambda one: one.time)
        self._let_go()
        after = {id(shown) for shown in self.store.passing}
        passed, gone = ({id(one) for one in part} for part in (taken.passed, taken.gone))
        assert (before | passed) - gone == after

    @rule(data=st.data())
    def grow(self, data: st.DataObject) -> None:
        if self.model:
            grown = data.draw(st.sampled_from(self.model))
            grown.text += data.draw(st.sampled_from(["\n  at pear", "\n  at apple"]))
            grown.level = Level.ERROR
            self.store.add([], [grown])
            self._let_go()

    @rule(sifting=siftings)
    def sift(self, sifting: Sifting) -> None:
        self.store.sift(sifting, 0)

    @rule()
    def step(self) -> None:
        self.store.step(0)

    def _let_go(self) -> None:
        excess = len(self.model) - len(self.store.held)
        del self.model[:excess]
        self.gone += excess

    @invariant()
    def holds_all_in_order_of_time_but_the_oldest_beyond_the_limit(self) -> None:
        if hasattr(self, "store"):
            assert list(map(id, self.store.held)) == list(map(id, self.model))
            assert len(self.model) <= self.store.limit
            assert self.store.let_go == self.gone

    @invariant()
    def shows_what_passes_of_what_has_been_looked_at(self) -> None:
        if hasattr(self, "store"):
            passing = self._expected()
            assert list(map(id, self.store.passing)) == [id(self.model[i]) for i in passing]
            if self.store._context is not None:
                self._check_context(passing)

    @invariant()
    def counts_over_time_what_passes(self) -> None:
        if hasattr(self, "store"):
            bars = self.store.counts.bars(5)
            assert sum(bars.lines) == len(self.store.passing)
            assert sum(bars.errors) == sum(one.level >= Level.ERROR for one in self.store.passing)

    def _expected(self) -> list[int]:
        now = self.store.sifting

        def passes(one: LogLine) -> bool:
            hidden = now.filter and not now.highlight_only and not now.filter.matches(one)
            return one.level >= now.least_level and not hidden

        front = self.store._passing.front
        return [i for i, one in enumerate(self.model) if i >= front and passes(one)]

    def _check_context(self, passing: list[int]) -> None:
        n = self.store.sifting.context
        near = sorted({j for i in passing for j in range(i - n, i + n + 1) if 0 <= j < len(self.model)})
        assert list(map(id, self.store.shown)) == [id(self.model[j]) for j in near]
        starts = [j for before, j in pairwise(near) if j != before + 1]
        assert [j for j in near if self.store.starts_group(self.model[j])] == starts


TestStore = Store.TestCase


@given(st.lists(new_lines, max_size=8))
def test_merged_batches_are_one_stable_sort(batches: list[list[LogLine]]):
    merged: list[LogLine] = []
    for batch in batches:
        merge(merged, sorted(batch, key=lambda one: one.time))
    every = [one for batch in batches for one in batch]
    assert list(map(id, merged)) == list(map(id, sorted(every, key=lambda one: one.time)))
    assert all(merged[find(merged, one) or 0] is one for one in every)


def test_a_batch_of_few_lines_far_apart_is_merged_in_order():
    merged = [line(time) for time in range(0, 20_000, 2)]
    merge(merged, [line(time) for time in (1, 5_001, 15_001, 30_000)])
    assert [one.time for one in merged] == sorted([*range(0, 20_000, 2), 1, 5_001, 15_001, 30_000])


def test_late_lines_take_their_place_and_equals_stay_as_they_came():
    store = LogLines()
    store.add([line(10), line(30)])
    store.add([line(20), line(5), line(10, "second of its time")])
    assert texts(store) == ["line 5", "line 10", "second of its time", "line 20", "line 30"]


def test_ten_thousand_older_lines_at_the_top_of_a_million_are_moved_in_at_once():
    store = LogLines()
    store.add([line(time, "x") for time in range(1_000_000, 1_980_000)])
    older = [line(time, "x") for time in range(10_000)]
    began = perf_counter()
    store.add(older)
    assert perf_counter() - began < 0.5  # ten thousand insertions one by one take seconds
    assert store.shown[:10_000] == older


def test_beyond_the_limit_a_hundredth_goes_at_once():
    store = LogLines(limit=1000)
    store.add([line(time) for time in range(1000)])
    taken = store.add([line(1000)])
    assert (len(store.held), store.let_go) == (990, 11)
    assert [gone.time for gone in taken.gone] == list(range(11))


def test_beyond_the_budget_of_memory_the_oldest_go_and_the_newest_stays():
    store = LogLines(budget=100_000)
    store.add([line(time, "x" * 1000) for time in range(200)])
    assert sum(map(weight, store.held)) <= 100_000
    assert store.held[-1].time == 199
    store.add([line(200, "y" * 1_000_000)])
    assert [held.time for held in store.held] == [200]


def test_a_line_that_grows_is_weighed_again():
    store = LogLines(budget=100_000)
    trace = line(0, "Traceback")
    store.add([trace, *(line(time) for time in range(1, 20))])
    for _ in range(100):
        trace.text += "\n" + "x" * 2000
        store.add([], [trace])
    assert store.held[0].time > 0
    assert store.let_go == 1


def test_few_lines_are_sifted_at_once_and_many_in_slices_newest_first():
    store = LogLines()
    store.add([line(time, f"{time % 10}") for time in range(50_000)])
    assert store.sift(sifting("7"), 0.0)
    assert 0 < store.progress < 0.1
    assert texts(store)
    assert store.shown[-1].time == 49_997
    while store.step(0.002):
        pass
    assert store.progress == 1.0
    assert [shown.time for shown in store.shown] == list(range(7, 50_000, 10))
    store.clear()
    store.add([line(1, "7"), line(2, "8")])
    assert texts(store) == ["7"]


@pytest.mark.parametrize(("words", "level"), [("", Level.NONE), ("", Level.WARN), ("line", Level.NONE)])
def test_lines_that_come_while_a_filter_works_are_shown_once_and_in_order(words: str, level: Level):
    store = LogLines()
    store.add([line(time, level=Level.ERROR) for time in range(0, 2000, 2)])
    more = store.sift(sifting(words, least_level=level), 0.0)
    for time in (1, 999, 1999, 2001):
        store.add([line(time, level=Level.ERROR)])
    while more:
        more = store.step(0.0)
    assert [shown.time for shown in store.shown] == sorted([*range(0, 2000, 2), 1, 999, 1999, 2001])


def test_highlighting_hides_nothing_and_knows_the_matches():
    store = LogLines()
    store.add([line(1, "apple"), line(2, "pear"), line(3, "apple")])
    store.sift(sifting("apple", highlight_only=True))
    assert texts(store) == ["apple", "pear", "apple"]
    assert [match.time for match in store.matches] == [1, 3]
