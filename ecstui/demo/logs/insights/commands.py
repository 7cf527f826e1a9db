"""The commands of a query, read into steps from records to records."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from ecstui.demo.logs.insights.aggregates import AGGREGATES, Named, named, stats
from ecstui.demo.logs.insights.expressions import condition, number, operand
from ecstui.demo.logs.insights.records import Record, as_text
from ecstui.demo.logs.insights.tokens import Reader, refuse

if TYPE_CHECKING:
    from ecstui.demo.logs.insights.expressions import Value

Step: TypeAlias = Callable[[list[Record]], list[Record]]
DEFAULT_FIELDS = ("@timestamp", "@message")
MOST_ROWS = 10_000


@dataclass(slots=True)
class Plan:
    """A query, read: `leading` steps work on a part of the records at a time, the `rest` on all of them."""

    leading: list[Step] = field(default_factory=list)
    rest: list[Step] = field(default_factory=list)
    shown: tuple[str, ...] = ()
    counted: bool = False
    limit: int | None = None

    def add(self, step: Step, *, of_each: bool) -> None:
        """One step more, `of_each` record by itself or of all."""
        (self.leading if of_each and not self.rest else self.rest).append(step)

    def row(self, record: Record) -> dict[str, str]:
        """What is shown of a record."""
        names = self.shown or DEFAULT_FIELDS
        values = ((name, record.get(name)) for name in dict.fromkeys(names))
        row = {name: as_text(value) for name, value in values if value is not None}
        return row if self.counted else row | {"@ptr": as_text(record.get("@ptr"))}


def read(text: str) -> Plan:
    """The plan of a query. Raises MalformedQueryException."""
    reader, plan = Reader(text), Plan()
    while True:
        token = reader.take("name")
        command = _COMMANDS.get(token.word)
        if command is None:
            refuse(text, token)
        command(reader, plan)
        if reader.next.kind == "end":
            return plan
        reader.expect("|")


def _fields(reader: Reader, plan: Plan) -> None:
    plan.shown += _computed(reader, plan)


def _display(reader: Reader, plan: Plan) -> None:
    plan.shown = _computed(reader, plan)


def _computed(reader: Reader, plan: Plan) -> tuple[str, ...]:
    made = _several(reader)

    def compute(records: list[Record]) -> list[Record]:
        for record in records:
            record.made |= {each.name: each.value(record) for each in made}
        return records

    plan.add(compute, of_each=True)
    return tuple(each.name for each in made)


def _several(reader: Reader) -> list[Named]:
    found = [named(reader)]
    while reader.accept(","):
        found.append(named(reader))
    return found


def _filter(reader: Reader, plan: Plan) -> None:
    holds = condition(reader)
    plan.add(lambda records: [record for record in records if holds(record)], of_each=True)


def _parse(reader: Reader, plan: Plan) -> None:
    """`parse @message "took *ms" as took`, or a regular expression with named groups."""
    source = operand(reader)
    token = reader.take("string", "regex")
    if token.kind == "regex":
        found = reader.pattern(token.text, token)
        names = list(found.groupindex)
    else:
        reader.expect("as")
        names = [reader.name()]
        while reader.accept(","):
            names.append(reader.name())
        glob = "(.*?)".join(map(re.escape, token.text.split("*")))
        found = reader.pattern(glob + ("$" if token.text.endswith("*") else ""), token)
    if len(names) != found.groups:
        refuse(reader.text, token, "the names do not match the wildcards")
    plan.add(lambda records: [_parsed(record, source, found, names) for record in records], of_each=True)


def _parsed(record: Record, source: Value, found: re.Pattern[str], names: list[str]) -> Record:
    match = found.search(as_text(source(record) or ""))
    if match is not None:
        record.made |= zip(names, match.groups(), strict=True)
    return record


def _stats(reader: Reader, plan: Plan) -> None:
    step = stats(reader)
    plan.shown, plan.counted = step.names, True
    plan.add(step, of_each=False)


def _sort(reader: Reader, plan: Plan) -> None:
    keys: list[tuple[Value, bool]] = []
    while not keys or reader.accept(","):
        key = _made(reader) if reader.next.word in AGGREGATES else operand(reader)
        keys.append((key, reader.accept("asc", "desc") == "desc"))
    plan.add(lambda records: _sorted(records, keys), of_each=False)


def _made(reader: Reader) -> Value:
    """`count(*)` behind `sort`: the field that stats named so, not a function."""
    begin = reader.next.start
    while reader.take("name", "quoted", "number", "mark").text != ")":
        pass
    name = reader.text[begin : reader.place]
    return lambda record: record.get(name)


def _sorted(records: list[Record], keys: list[tuple[Value, bool]]) -> list[Record]:
    for value, reverse in reversed(keys):
        known = [(_rank(got), record) for record in records if (got := value(record)) is not None]
        known.sort(key=lambda pair: pair[0], reverse=reverse)
        records = [record for _, record in known] + [each for each in records if value(each) is None]
    return records


def _rank(value: Any) -> tuple[bool, float, str]:
    as_number = number(value)
    return (as_number is None, as_number or 0.0, "" if as_number is not None else str(value))


def _limit(reader: Reader, plan: Plan) -> None:
    most = int(reader.take("number").text)
    plan.limit = most
    plan.add(lambda records: records[:most], of_each=False)


def _dedup(reader: Reader, plan: Plan) -> None:
    made = _several(reader)

    def first_of_each(records: list[Record]) -> list[Record]:
        seen: dict[tuple[Any, ...], Record] = {}
        for record in records:
            seen.setdefault(tuple(each.value(record) for each in made), record)
        return list(seen.values())

    plan.add(first_of_each, of_each=False)


_COMMANDS: dict[str, Callable[[Reader, Plan], None]] = {
    "fields": _fields,
    "display": _display,
    "filter": _filter,
    "parse": _parse,
    "stats": _stats,
    "sort": _sort,
    "limit": _limit,
    "dedup": _dedup,
}
