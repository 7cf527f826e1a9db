"""What a person types to see some of the log's lines only: words, patterns, fields, levels; all must hold.

`word "two words" /regex/ !not field=value field!=value field>5 level>=warn task=... container=...`
A term that is half typed says nothing yet, or is the word it looks like.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ecstui.model.log_line import Level
from ecstui.model.log_terms import (
    ORIGIN_FIELDS,
    AnyOf,
    Field,
    From,
    Grave,
    Not,
    Number,
    Regex,
    Value,
    Words,
    number_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecstui.model.log_line import LogLine
    from ecstui.model.log_terms import Term

_TOKEN = re.compile(
    r"""\s*(?P<not>!*)(?:
        /(?P<regex>(?:[^/\\]|\\.)+)/(?=\s|$)
      | "(?P<phrase>(?:[^"\\]|\\.)*)(?:(?P<closed>")|\\?$)
      | (?P<name>[\w@$\#][\w.@$\#/\[\]-]*)(?P<sign>!=|>=|<=|==|=|>|<)
        (?:"(?P<quoted>(?:[^"\\]|\\.)*)(?:(?P<closed_value>")|\\?$)|(?P<value>\S*))
      | (?P<word>[^\s"]\S*)
      )?""",
    re.VERBOSE,
)
_UNESCAPED = re.compile(r'\\(["\\])')
_NAME = re.compile(r"[\w@$#][\w.@$#/\[\]-]*")
_PLAIN_VALUE = re.compile(r'[^\s"*=<>!][^\s"*]*')
_PLAIN_WORDS = re.compile(r"[\w ,:-]+(?:\|[\w ,:-]+)*", re.ASCII)


class _Parsed(NamedTuple):
    term: Term | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Terms that must all hold. `problem` says in words what is wrong with one that was left out.

    `parts` are the terms, each with how it was typed; `records`, `words` and `others` part them by cost.
    """

    typed: str = ""
    problem: str = ""
    parts: tuple[tuple[str, Term], ...] = ()
    records: tuple[Term, ...] = ()  # ask for the level or the origin; the text is not looked at
    words: tuple[Words, ...] = ()
    others: tuple[Term, ...] = ()

    @staticmethod
    def parse(line: str) -> LogFilter:
        """The filter for what was typed; never raises."""
        return _parse(line)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All of its terms."""
        return tuple(term for _, term in self.parts)

    def __bool__(self) -> bool:
        """False where it lets every line pass."""
        return bool(self.parts)

    def matches(self, line: LogLine) -> bool:
        """Whether all terms hold for a line."""
        for term in self.records:
            if not term.holds(line, ""):
                return False
        # folding the case once a line and looking for plain words beats a pattern without case tenfold
        folded = line.text.casefold()
        for words in self.words:
            if words.folded not in folded:
                return False
        return not self.others or all(term.holds(line, folded) for term in self.others)

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """The parts of a text that its words and patterns point at, in order, none overlapping."""
        patterns = [term.shown for term in self.terms if isinstance(term, (Words, AnyOf, Regex))]
        found = sorted(match.span() for pattern in patterns for match in pattern.finditer(text))
        merged: list[tuple[int, int]] = []
        for start, end in found:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            elif start < end:
                merged.append((start, end))
        return tuple(merged)

    def with_term(self, term: str) -> LogFilter:
        """This filter and one term more; itself where it has the term."""
        added = _parse(term)
        if added.terms and set(added.terms) <= set(self.terms):
            return self
        closed = self.typed + ('"' if _open_quote(self.typed) else "")
        return _parse(f"{closed} {term}".strip())


def field_term(name: str, value: str) -> str:
    """The term that asks for a field's value, quoted where need be; `with_term` takes it."""
    if not _NAME.fullmatch(name):
        return _quoted(value)
    return f"{name}={value if _PLAIN_VALUE.fullmatch(value) else _quoted(value)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@lru_cache(maxsize=64)
def _parse(line: str) -> LogFilter:
    parsed = [(token[0].strip(), *_parsed(token)) for token in _tokens(line)]
    parts = tuple((typed, term) for typed, term, _ in parsed if term is not None)
    terms = [term for _, term in parts]
    return LogFilter(
        line,
        next((problem for *_, problem in parsed if problem), ""),
        parts,
        tuple(term for term in terms if isinstance(term, (Grave, From))),
        tuple(term for term in terms if isinstance(term, Words)),
        tuple(term for term in terms if not isinstance(term, (Grave, From, Words))),
    )


def _tokens(line: str) -> Iterator[re.Match[str]]:
    at = 0
    while (found := _TOKEN.match(line, at)) and found.end() > at:
        at = found.end()
        yield found


def _open_quote(line: str) -> bool:
    """Whether the quote that ends a line is yet to be closed."""
    last = [token for token in _tokens(line) if token["phrase"] is not None or token["quoted"] is not None]
    return bool(last) and last[-1].end() == len(line) and not (last[-1]["closed"] or last[-1]["closed_value"])


def _parsed(token: re.Match[str]) -> _Parsed:
    if token["regex"] is not None:
        found = _regex(token["regex"])
    elif token["name"] is not None:
        found = _comparison(token)
    else:
        word = token["word"] if token["phrase"] is None else _UNESCAPED.sub(r"\1", token["phrase"])
        found = _Parsed(_words(word) if word else None)
    negated = len(token["not"]) % 2 == 1
    return _Parsed(Not(found.term), found.problem) if negated and found.term is not None else found


def _words(typed: str) -> Term:
    return Words.of(typed) if typed.isascii() else AnyOf.of((typed,))


def _regex(pattern: str) -> _Parsed:
    pattern = pattern.replace("\\/", "/")
    if _PLAIN_WORDS.fullmatch(pattern):
        return _Parsed(AnyOf.of(tuple(pattern.split("|"))))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _Parsed(Regex(re.compile(pattern, re.IGNORECASE)))
    except (re.error, OverflowError, RecursionError) as error:
        return _Parsed(None, f"/{pattern}/ is no regular expression: {error}")


def _comparison(token: re.Match[str]) -> _Parsed:
    name, sign = token["name"], token["sign"]
    literal = token["quoted"] is not None
    value = _UNESCAPED.sub(r"\1", token["quoted"]) if literal else token["value"]
    if not value and not literal:
        return _Parsed(None)
    sign = "=" if sign == "==" else sign
    if sign == "!=":
        found = _condition(name, "=", value, literal=literal)
        return _Parsed(Not(found.term), found.problem) if found.term is not None else found
    found = _condition(name, sign, value, literal=literal)
    if found.term is None and not found.problem:
        return _Parsed(_words(token[0].strip().lstrip("!")))
    return found


def _condition(name: str, sign: str, value: str, *, literal: bool) -> _Parsed:
    """The term for a comparison; nothing where it compares what has no order."""
    if name.casefold() == "level":
        return _level(sign, value)
    if sign != "=":
        number = number_of(value)
        return _Parsed(None if number is None else Number(name.casefold(), sign, number, name))
    wanted = Value.of(value, literal=literal)
    if name.casefold() in ORIGIN_FIELDS:
        return _Parsed(From(name.casefold(), wanted))
    return _Parsed(Field(name.casefold(), wanted, name))


def _level(sign: str, value: str) -> _Parsed:
    """A level may be told by its beginning: `level>=w`."""
    for level in Level:
        if level.name.startswith(value.upper()):
            return _Parsed(Grave(sign, level))
    return _Parsed(None, f"no level is called {value}: trace, debug, info, warn, error, fatal or none")
