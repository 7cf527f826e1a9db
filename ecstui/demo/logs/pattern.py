"""Filter patterns: terms, optional terms, excluded terms, quoted phrases, %regular expressions% and JSON."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Callable
from typing import Any

from ecstui.demo.errors import AwsError

Matches = Callable[[str], bool]

_TERM = re.compile(
    r'(?P<sign>[?-]?)(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|%(?P<regex>[^%]*)%|(?P<word>[^\s"]+))(?:\s+|$)'
)
_JSON_TOKEN = re.compile(
    r'\s*(?:(?P<mark>\(|\)|&&|\|\||!=|<=|>=|=|<|>)|(?P<field>\$[\w.\[\]-]*)|"(?P<quoted>[^"]*)"|%(?P<regex>[^%]*)%'
    r"|(?P<word>[^\s()&|=<>!]+))"
)
_MISSING = object()


def compile_pattern(pattern: str) -> Matches:
    """Whether a message matches `pattern`; an empty one matches all. Raises InvalidParameterException."""
    pattern = pattern.strip()
    if not pattern:
        return lambda message: True
    if pattern.startswith("{"):
        return _json_pattern(pattern)
    if pattern.startswith("["):
        raise AwsError("InvalidParameterException", "Space-delimited filter patterns are not supported here")
    return _terms(pattern)


def _invalid() -> AwsError:
    return AwsError("InvalidParameterException", "Invalid filter pattern")


def _regex(text: str) -> Matches:
    try:
        found = re.compile(text)
    except re.error as error:
        raise _invalid() from error
    return lambda message: found.search(message) is not None


def _contains(text: str) -> Matches:
    return lambda message: text in message


def _terms(pattern: str) -> Matches:
    wanted: list[Matches] = []
    optional: list[Matches] = []
    unwanted: list[Matches] = []
    place = 0
    while place < len(pattern):
        match = _TERM.match(pattern, place)
        if match is None:
            raise _invalid()
        place = match.end()
        if match["regex"] is not None:
            test = _regex(match["regex"])
        else:
            test = _contains(match["word"] or re.sub(r"\\(.)", r"\1", match["quoted"] or ""))
        {"": wanted, "?": optional, "-": unwanted}[match["sign"]].append(test)
    if wanted or unwanted:
        optional = []  # as in CloudWatch: beside other terms, optional ones have no say

    def matches(message: str) -> bool:
        return (
            all(test(message) for test in wanted)
            and not any(test(message) for test in unwanted)
            and (not optional or any(test(message) for test in optional))
        )

    return matches


Condition = Callable[[Any], bool]


def _json_pattern(pattern: str) -> Matches:
    if not pattern.endswith("}"):
        raise _invalid()
    parser = _JsonParser(pattern[1:-1])
    condition = parser.either()
    if parser.tokens:
        raise _invalid()

    def matches(message: str) -> bool:
        try:
            document = json.loads(message)
        except ValueError:
            return False
        return condition(document)

    return matches


class _JsonParser:
    """Conditions joined by && and ||, in parentheses where wanted."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while text[place:].strip():
            match = _JSON_TOKEN.match(text, place)
            if match is None:
                raise _invalid()
            kind = str(match.lastgroup)
            self.tokens.append((kind, match[kind]))
            place = match.end()

    def either(self) -> Condition:
        parts = [self._both()]
        while self._skip("||"):
            parts.append(self._both())
        return lambda document: any(part(document) for part in parts)

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._skip("&&"):
            parts.append(self._one())
        return lambda document: all(part(document) for part in parts)

    def _one(self) -> Condition:
        if self._skip("("):
            inside = self.either()
            if not self._skip(")"):
                raise _invalid()
            return inside
        field = self._take("field")
        if self._skip_words("EXISTS"):
            return lambda document: _at(document, field) is not _MISSING
        if self._skip_words("NOT", "EXISTS"):
            return lambda document: _at(document, field) is _MISSING
        sign = self._take("mark")
        kind, value = self.tokens.pop(0) if self.tokens else ("", "")
        return _comparison(field, sign, kind, value)

    def _skip_words(self, *words: str) -> bool:
        found = self.tokens[: len(words)] == [("word", word) for word in words]
        if found:
            del self.tokens[: len(words)]
        return found

    def _skip(self, mark: str) -> bool:
        if self.tokens and self.tokens[0] == ("mark", mark):
            self.tokens.pop(0)
            return True
        return False

    def _take(self, kind: str) -> str:
        if not self.tokens or self.tokens[0][0] != kind:
            raise _invalid()
        return self.tokens.pop(0)[1]


def _at(document: Any, field: str) -> Any:
    for step in re.findall(r"[\w-]+", field):
        if isinstance(document, dict) and step in document:
            document = document[step]
        elif isinstance(document, list) and step.isdigit() and int(step) < len(document):
            document = document[int(step)]
        else:
            return _MISSING
    return document


def _comparison(field: str, sign: str, kind: str, value: str) -> Condition:
    if kind not in ("regex", "word", "quoted"):
        raise _invalid()
    contains = _regex(value) if kind == "regex" else None

    def equal(found: Any) -> bool:
        return contains(str(found)) if contains is not None else _same(found, value)

    if sign == "=":
        return lambda document: (found := _at(document, field)) is not _MISSING and equal(found)
    if sign == "!=":
        return lambda document: (found := _at(document, field)) is not _MISSING and not equal(found)
    try:
        bound = float(value)
    except ValueError as error:
        raise _invalid() from error
    tests: dict[str, Callable[[float], bool]] = {
        "<": lambda number: number < bound,
        "<=": lambda number: number <= bound,
        ">": lambda number: number > bound,
        ">=": lambda number: number >= bound,
    }
    if sign not in tests:
        raise _invalid()
    test = tests[sign]

    def holds(document: Any) -> bool:
        found = _at(document, field)
        return isinstance(found, int | float) and not isinstance(found, bool) and test(found)

    return holds


def _same(found: Any, value: str) -> bool:
    if isinstance(found, bool) or found is None:
        return value == json.dumps(found)
    if isinstance(found, int | float):
        try:
            return found == float(value)
        except ValueError:
            return False
    return isinstance(found, str) and fnmatch.fnmatchcase(found, value.replace("[", "[[]"))
