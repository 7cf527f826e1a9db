"""A log view's filter as a query for CloudWatch Logs Insights, the engine for searches over days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecstui.model.log_level import LEVELS
from ecstui.model.log_line import Level
from ecstui.model.log_terms import COMPARISONS, AnyOf, Field, From, Grave, Not, Number, Regex, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecstui.model.log_filter import LogFilter
    from ecstui.model.log_terms import Term, Value

_REGEX_SPECIAL = re.compile(r"[\\/^$.|?*+()\[\]{}]")
_FIELD_NAME = re.compile(r"[A-Za-z_@][\w.@]*", re.ASCII)
_PINO = {Level.TRACE: 10, Level.DEBUG: 20, Level.INFO: 30, Level.WARN: 40, Level.ERROR: 50, Level.FATAL: 60}


def insights_query(wanted: LogFilter, prefixes: Iterable[str] = (), *, limit: int = 1000) -> str:
    """The Logs Insights query for what the filter shows in streams of the prefixes, newest first.

    Fields are the ones Insights discovers in JSON. What it cannot ask stands in a comment.
    """
    lines = ["fields @timestamp, @logStream, @message"]
    streams = [f"@logStream like /^{_escaped(prefix)}/" for prefix in prefixes if prefix]
    if streams:
        lines.append("filter " + " or ".join(streams))
    omitted = []
    for typed, term in wanted.parts:
        if condition := _condition(term):
            lines.append(f"filter {condition}")
        else:
            omitted.append(typed)
    lines += ["sort @timestamp desc", f"limit {limit}"]
    note = [f"# left out: {' '.join(' '.join(omitted).split())}"] if omitted else []
    return "\n".join([*note, "\n| ".join(lines)])


def _condition(term: Term) -> str:
    """What Insights is asked for a term; "" where it cannot be."""
    match term:
        case Not():
            return _negated(term.term)
        case Grave():
            return _level_condition([level for level in Level if COMPARISONS[term.sign](level, term.level)])
        case Words():
            return f"@message like /(?i){_escaped(term.typed)}/"
        case AnyOf():
            return f"@message like /(?i){'|'.join(map(_escaped, term.typed))}/"
        case Regex():
            return f"@message like /(?i){_slashes(term.shown.pattern)}/"
        case Number():
            return f"{_field_name(term.typed)} {term.sign} {_number(term.number)}"
        case Field():
            return f"{_field_name(term.typed)} like /(?i)^{_value_regex(term.value)}$/"
        case From():
            return _origin_condition(term)
        case _:
            return ""


def _negated(term: Term) -> str:
    if isinstance(term, Grave):
        return _level_condition([level for level in Level if not COMPARISONS[term.sign](level, term.level)])
    condition = _condition(term)
    if not condition:
        return ""
    if isinstance(term, (Field, Number)):
        name = _field_name(term.typed)
        return f"not ispresent({name}) or not ({condition})"
    return f"not ({condition})"


def _level_condition(levels: list[Level]) -> str:
    """Lines that name one of the levels anywhere; a line that names none cannot be asked for."""
    if Level.NONE in levels:
        return ""
    names = "|".join(name for name, level in LEVELS.items() if level in levels)
    numbers = "|".join(str(_PINO[level]) for level in levels)
    more = "|traceback|exception" if Level.ERROR in levels else ""
    return rf'@message like /(?i)\b({names}{more})\b|"level"\s*:\s*({numbers})\b/'


def _origin_condition(term: From) -> str:
    """Where a line comes from, as the stream's and the group's names tell it."""
    value = _value_regex(term.value)
    match term.name:
        case "task":
            return f"@logStream like /(?i)\\/{value}[^\\/]*$/"
        case "container":
            return f"@logStream like /(?i)\\/{value}\\/[^\\/]*$/"
        case "stream":
            return f"@logStream like /(?i)^{value}$/"
        case "group":
            return f"@log like /(?i):{value}$/"
        case _:
            return ""


def _value_regex(value: Value) -> str:
    return _escaped(value.text) if value.pattern is None else ".*".join(map(_escaped, value.text.split("*")))


def _number(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)


def _field_name(name: str) -> str:
    return name if _FIELD_NAME.fullmatch(name) else f"`{name}`"


def _escaped(text: str) -> str:
    return _REGEX_SPECIAL.sub(r"\\\g<0>", text)


def _slashes(pattern: str) -> str:
    """A pattern whose bare slashes are escaped, for a slash ends it."""
    return re.sub(r"(\\.)|/", lambda found: found[1] or r"\/", pattern)
