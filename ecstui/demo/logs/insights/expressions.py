"""Conditions and values of a query, read into functions of a record."""

from __future__ import annotations

import math
import operator
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from ecstui.demo.logs.insights.records import as_text, written
from ecstui.demo.logs.insights.tokens import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.demo.logs.insights.records import Record
    from ecstui.demo.logs.insights.tokens import Reader

Value: TypeAlias = "Callable[[Record], Any]"

_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def _text(value: Any) -> str:
    return "" if value is None else as_text(value)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ispresent": lambda value: value is not None,
    "isempty": lambda value: value is None or value == "",
    "isblank": lambda value: not _text(value).strip(),
    "coalesce": lambda *values: next((value for value in values if value is not None), None),
    "concat": lambda *values: "".join(map(_text, values)),
    "strlen": lambda value: len(_text(value)),
    "strcontains": lambda value, part: int(_text(part) in _text(value)),
    "tolower": lambda value: _text(value).lower(),
    "toupper": lambda value: _text(value).upper(),
    "abs": lambda value: None if (n := number(value)) is None else abs(n),
    "floor": lambda value: None if (n := number(value)) is None else math.floor(n),
    "ceil": lambda value: None if (n := number(value)) is None else math.ceil(n),
}


def number(value: Any) -> float | None:
    """A value as a number; None where it is none."""
    if isinstance(value, int | float):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def condition(reader: Reader) -> Value:
    """`a and not (b or c)`, of comparisons."""
    value = _all(reader)
    while reader.accept("or"):
        value = _either(value, _all(reader))
    return value


def _either(one: Value, other: Value) -> Value:
    return lambda record: one(record) or other(record)


def _all(reader: Reader) -> Value:
    value = _one(reader)
    while reader.accept("and"):
        value = _both(value, _one(reader))
    return value


def _both(one: Value, other: Value) -> Value:
    return lambda record: one(record) and other(record)


def _one(reader: Reader) -> Value:
    if reader.accept("not"):
        inner = _one(reader)
        return lambda record: not inner(record)
    return _compared(reader, operand(reader))


def _compared(reader: Reader, left: Value) -> Value:
    if mark := reader.accept("=", "!="):
        right, wanted = operand(reader), mark == "="
        return lambda record: _equal(left(record), right(record)) == wanted
    if mark := reader.accept(*_ORDER):
        right, holds = operand(reader), _ORDER[mark]
        return lambda record: _ordered(left(record), right(record), holds)
    wanted = not reader.accept("not")
    if reader.accept("like", "=~"):
        found = _like(reader)
        return lambda record: (found.search(_text(left(record))) is not None) == wanted
    if reader.accept("in"):
        options = _list(reader)
        return lambda record: any(_equal(left(record), each(record)) for each in options) == wanted
    if not wanted:
        refuse(reader.text, reader.next)
    return left


def _equal(left: Any, right: Any) -> bool:
    one, other = number(left), number(right)
    return one == other if one is not None and other is not None else left is not None and left == right


def _ordered(left: Any, right: Any, holds: Callable[[Any, Any], bool]) -> bool:
    one, other = number(left), number(right)
    if one is not None and other is not None:
        return holds(one, other)
    return isinstance(left, str) and isinstance(right, str) and holds(left, right)


def _like(reader: Reader) -> re.Pattern[str]:
    token = reader.take("regex", "string")
    return reader.pattern(token.text if token.kind == "regex" else re.escape(token.text), token)


def _list(reader: Reader) -> list[Value]:
    reader.expect("[")
    options = [operand(reader)]
    while reader.accept(","):
        options.append(operand(reader))
    reader.expect("]")
    return options


def operand(reader: Reader) -> Value:
    """A field, a number, a text, a function of them, or a condition in parentheses."""
    if reader.accept("("):
        inner = condition(reader)
        reader.expect(")")
        return inner
    token = reader.take("name", "quoted", "string", "number")
    if token.kind == "number":
        constant = float(token.text) if "." in token.text else int(token.text)
        return lambda record: constant
    text = token.text
    if token.kind == "string":
        return lambda record: text
    if token.kind == "name" and reader.accept("("):
        return _bin(reader) if token.word == "bin" else _call(reader, token.word)
    return lambda record: record.get(text)


def _call(reader: Reader, name: str) -> Value:
    function = _FUNCTIONS.get(name)
    if function is None:
        refuse(reader.text, reader.next, f"unknown function {name}")
    given = [operand(reader)]
    while reader.accept(","):
        given.append(operand(reader))
    reader.expect(")")
    return lambda record: function(*(each(record) for each in given))


def _bin(reader: Reader) -> Value:
    """The beginning of the span of time that a record's timestamp lies in."""
    text = reader.take("span").text
    unit = text.lstrip("0123456789")
    width = max(1, round(int(text.removesuffix(unit)) * _SECONDS[unit] * 1000))
    reader.expect(")")

    def begin(record: Record) -> str | None:
        event = record.event
        return None if event is None else written(event.timestamp // width * width)

    return begin
