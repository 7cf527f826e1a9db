"""The terms a log filter is made of: what each asks of a line, and what of a shown text it points out."""

from __future__ import annotations

import json
import math
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ecstui.model.log_text import field_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from ecstui.model.log_line import Level, LogLine

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}

ORIGIN_FIELDS = ("task", "container", "stream", "revision", "group", "region")
"""Names that ask where a line comes from, not what it says."""

_ESCAPE = "\\u"  # before a character that JSON, as most libraries write it, has no letter for
_NEVER_ESCAPED = re.compile(r"[\w .:,-]+", re.ASCII)


class Term(Protocol):
    """One condition on a line. `folded` is the line's text casefolded, worked out once for all terms."""

    def holds(self, line: LogLine, folded: str) -> bool:
        """Whether the line meets the condition."""


@dataclass(frozen=True, slots=True)
class Words:
    """A word, or some in quotes, stands in the text, whatever the case."""

    folded: str
    typed: str
    shown: re.Pattern[str]

    @classmethod
    def of(cls, typed: str) -> Words:
        """The term for what was typed."""
        return cls(typed.casefold(), typed, re.compile(re.escape(typed), re.IGNORECASE))

    def holds(self, line: LogLine, folded: str) -> bool:
        """Whether it does."""
        return self.folded in folded


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of some words stands in the text: what most patterns are, found far faster than by a pattern.

    A word that is not ASCII may stand there as JSON escapes it, for a person types what a decoded row shows.
    """

    folded: tuple[str, ...]
    typed: tuple[str, ...]
    shown: re.Pattern[str]

    @classmethod
    def of(cls, words: tuple[str, ...]) -> AnyOf:
        """The term for the words as typed."""
        pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
        folded = [form.casefold() for word in words for form in _forms(word)]
        return cls(tuple(dict.fromkeys(folded)), words, pattern)

    def holds(self, line: LogLine, folded: str) -> bool:
        """Whether one of them does."""
        return any(word in folded for word in self.folded)


@dataclass(frozen=True, slots=True)
class Regex:
    """A pattern is found in the text."""

    shown: re.Pattern[str]

    def holds(self, line: LogLine, folded: str) -> bool:
        """Whether it is."""
        return self.shown.search(line.text) is not None


@dataclass(frozen=True, slots=True)
class Not:
    """A term does not hold."""

    term: Term

    def holds(self, line: LogLine, folded: str) -> bool:
        """Whether the term fails."""
        return not self.term.holds(line, folded)


@dataclass(frozen=True, slots=True)
class Value:
    """What a field's value is to be: a text, casefolded, or a pattern where a `*` stands for anything."""

    text: str
    pattern: re.Pattern[str] | None = None

    @classmethod
    def of(cls, typed: str, *, literal: bool) -> Value:
        """The value as typed; a literal one has no wildcards."""
        if literal or "*" not in typed:
            return cls(typed.casefold())
        parts = ".*".join(map(re.escape, typed.split("*")))
        return cls(typed.casefold(), re.compile(parts, re.IGNORECASE | re.DOTALL))

    def fits(self, value: str) -> bool:
        """Whether a field has this value."""
        if self.pattern is not None:
            return self.pattern.fullmatch(value) is not None
        return value.casefold() == self.text

    def possible(self, folded: str) -> bool:
        """False where a text cannot hold the value; parsing it is spared then."""
        if self.pattern is not None or not self.never_escaped:
            return True
        return self.text in folded or _ESCAPE in folded

    @property
    def never_escaped(self) -> bool:
        """Whether JSON writes the value as it is."""
        return _NEVER_ESCAPED.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a JSON or logfmt line has a value. `name` is casefolded, `typed` is not."""

    name: str
    value: Value
    typed: str

    def holds(self, line: LogLine, folded: str) -> bool:
        """Whether one has."""
        if not self.value.possible(folded) or not _named(self.name, folded):
            return False
        pairs = field_pairs(line.text)
        return any(name.casefold() == self.name and self.value.fits(value) for name, value in pairs)


@dataclass(frozen=True, slots=True)
class Number:
    """A field's number compares with one. `name` is casefolded, `typed` is not."""

    name: str
    sign: str
    number: float
    typed: str

    def holds(self, line: LogLine, folded: str) -> bool:
        """Whether a field has that name, is a number, and compares so."""
        if not _named(self.name, folded):
            return False
        compare = COMPARISONS[self.sign]
        for name, value in field_pairs(line.text):
            if name.casefold() == self.name and (number := number_of(value)) is not None:
                return compare(number, self.number)
        return False


@dataclass(frozen=True, slots=True)
class Grave:
    """The line's level compares with one."""

    sign: str
    level: Level

    def holds(self, line: LogLine, folded: str) -> bool:
        """Whether it does."""
        return COMPARISONS[self.sign](line.level, self.level)


@dataclass(frozen=True, slots=True)
class From:
    """The line comes from somewhere; a task may be told by the beginning of its id."""

    name: str
    value: Value

    def holds(self, line: LogLine, folded: str) -> bool:
        """Whether it does."""
        found: str = getattr(line.origin, self.name)
        if self.name == "task" and self.value.pattern is None:
            return found.casefold().startswith(self.value.text)
        return self.value.fits(found)


def _forms(word: str) -> tuple[str, ...]:
    """A word, and how JSON may write it."""
    if word.isascii():
        return (word,)
    return (word, *(json.dumps(form)[1:-1] for form in (word, word.lower(), word.upper(), word.title())))


def number_of(text: str) -> float | None:
    """A text as a number; None where it is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isnan(number) else number


def _named(name: str, folded: str) -> bool:
    return name.rpartition(".")[2] in folded or _ESCAPE in folded
