"""`stats`: numbers over groups of records."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecstui.demo.logs.insights.expressions import number, operand
from ecstui.demo.logs.insights.records import Record
from ecstui.demo.logs.insights.tokens import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecstui.demo.logs.insights.expressions import Value
    from ecstui.demo.logs.insights.tokens import Reader


def _numbers(values: Sequence[Any]) -> list[float]:
    return [each for value in values if (each := number(value)) is not None]


def _percentile(values: Sequence[Any], percent: float) -> float | None:
    known = sorted(_numbers(values))
    return known[max(0, math.ceil(len(known) * percent / 100) - 1)] if known else None


def _extreme(pick: Callable[[Sequence[Any]], Any]) -> Callable[[Sequence[Any]], Any]:
    def of(values: Sequence[Any]) -> Any:
        known = _numbers(values)
        texts = [value for value in values if value is not None]
        return pick(known) if len(known) == len(texts) and known else pick(list(map(str, texts)) or [None])

    return of


_AGGREGATES: dict[str, Callable[[Sequence[Any]], Any]] = {
    "count": lambda values: sum(value is not None for value in values),
    "count_distinct": lambda values: len({value for value in values if value is not None}),
    "sum": lambda values: sum(_numbers(values)),
    "avg": lambda values: sum(known) / len(known) if (known := _numbers(values)) else None,
    "median": lambda values: _percentile(values, 50),
    "min": _extreme(min),
    "max": _extreme(max),
}
AGGREGATES = frozenset({*_AGGREGATES, "pct"})
"""The names of all."""


@dataclass(frozen=True, slots=True)
class Named:
    """A value and the name of the field it becomes."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Stats:
    """A whole `stats` command."""

    numbers: tuple[tuple[Named, Callable[[Sequence[Any]], Any]], ...]
    by: tuple[Named, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of its rows, in order."""
        return (*(each.name for each in self.by), *(each.name for each, _ in self.numbers))

    def __call__(self, records: list[Record]) -> list[Record]:
        """A record a group; groups of time from the newest on, as their records come."""
        groups: dict[tuple[Any, ...], list[Record]] = {} if self.by else {(): []}
        for record in records:
            groups.setdefault(tuple(each.value(record) for each in self.by), []).append(record)
        return [self._row(key, inside) for key, inside in groups.items()]

    def _row(self, key: tuple[Any, ...], inside: list[Record]) -> Record:
        made = dict(zip((each.name for each in self.by), key, strict=True))
        for each, aggregate in self.numbers:
            made[each.name] = aggregate([each.value(record) for record in inside])
        return Record(None, made=made)


def stats(reader: Reader) -> Stats:
    """Read `count(*) as n, avg(x) by bin(1m), level`."""
    numbers = [_aggregate(reader)]
    while reader.accept(","):
        numbers.append(_aggregate(reader))
    by: list[Named] = []
    if reader.accept("by"):
        by.append(named(reader))
        while reader.accept(","):
            by.append(named(reader))
    return Stats(tuple(numbers), tuple(by))


def named(reader: Reader) -> Named:
    """A value with its name: as it is written, unless `as` gives another."""
    begin = reader.next.start
    value = operand(reader)
    return Named(name_of(reader, begin), value)


def name_of(reader: Reader, begin: int) -> str:
    """The name behind `as`, or what was written since `begin`."""
    written = reader.text[begin : reader.place].strip("`")
    return reader.name() if reader.accept("as") else written


def _aggregate(reader: Reader) -> tuple[Named, Callable[[Sequence[Any]], Any]]:
    token = reader.take("name")
    name = token.word
    if name not in AGGREGATES:
        refuse(reader.text, token)
    reader.expect("(")
    value = (lambda record: True) if name == "count" and reader.accept("*") else _counted(reader, name)
    aggregate = _AGGREGATES.get(name)
    if aggregate is None:
        reader.expect(",")
        percent = float(reader.take("number").text)
        aggregate = _percent(percent)
    reader.expect(")")
    return Named(name_of(reader, token.start), value), aggregate


def _percent(percent: float) -> Callable[[Sequence[Any]], Any]:
    return lambda values: _percentile(values, percent)


def _counted(reader: Reader, name: str) -> Value:
    if name == "count" and reader.next.word == ")":
        return lambda record: True
    return operand(reader)
