"""What a log line says: its message and its fields, whether it is JSON, logfmt or plain.

Values that JSON escapes had hidden (control bytes, bidi overrides) are made safe here, where they
come to light.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from ecstui.model.log_level import LEVEL_KEYS, level_of
from ecstui.model.text import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Reading", "field_pairs", "first_line", "level_of", "pretty", "read"]

PARSED = 256_000
"""Characters beyond which `read` takes a text for plain, that a paint may not wait for it."""

_SMALL = 4_096
_DEPTH = 12  # objects nested deeper are shown as compact JSON
_PREFIX = 120
_TIME_NAMES = "time timestamp ts @timestamp @t asctime datetime"
_TIME_KEYS = frozenset(_TIME_NAMES.split())
_MESSAGE_NAMES = "message msg @message @m @mt log short_message event text body error err exception reason"
_MESSAGE_KEYS = tuple(_MESSAGE_NAMES.split())
_PAIR = re.compile(r'(?<![^\s,])([A-Za-z_@][\w.@/-]*)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?=[\s,]|$),?')
_STAMP_WORDS = re.compile(r"(?:[\[(]?\d[\d:.,/TZ+-]*[\])]?\s*|\[?[A-Z]+\]?:?\s+|std(?:out|err) [FP] )*")

_OWN_TIME = re.compile(
    r"\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ])?\d\d:(\d\d):(\d\d)(?:[.,]\d{1,9})?"
    r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?\s+(?=\S)"
)
_QUARTER = 900  # seconds; the zones of the world differ by such
_SAME = 5  # seconds between a line's own time and its event's

Pairs = tuple[tuple[str, str], ...]
Json = object


class _Number(str):
    """A number of JSON as it was written; parsing it would lose digits."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=_Number, parse_int=_Number, parse_constant=_Number, strict=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line says. `fields` are those that have no column of their own, as message and time have."""

    kind: Literal["json", "logfmt", "plain"]
    message: str
    fields: Pairs = ()
    all_fields: Pairs = ()


def first_line(text: str) -> str:
    """A text up to its first line break."""
    end = text.find("\n")
    return text if end < 0 else text[:end]


def untimed(text: str, time: int) -> str:
    """A text less the time it begins with, where that is its event's (ms), in whatever time zone."""
    found = _OWN_TIME.match(text) if text[:1].isdigit() or text[:1] == "[" else None
    if found is None:
        return text
    said = int(found[1]) * 60 + int(found[2])
    apart = (said - time // 1000) % _QUARTER
    return text[found.end() :] if min(apart, _QUARTER - apart) <= _SAME else text


def read(text: str) -> Reading:
    """What a line says; cheap to ask again. Beyond `PARSED` characters a text is taken for plain."""
    if len(text) <= _SMALL:
        return _read_small(text)
    return _read_large(text) if len(text) <= PARSED else Reading("plain", first_line(text))


def field_pairs(text: str) -> Pairs:
    """All fields of a line, of whatever length, past the caches: for a walk over many lines."""
    return _read(text).all_fields


def pretty(text: str) -> tuple[str, ...]:
    """A whole text for reading: JSON indented with its keys in order, anything else line by line."""
    prefix, value = _json_in(text)
    if not isinstance(value, dict):
        return tuple(text.split("\n"))
    try:
        lines = tuple(safe(line) for line in _indented(value, ""))
    except RecursionError:
        return tuple(text.split("\n"))
    return (prefix, *lines) if prefix else lines


def _read(text: str) -> Reading:
    if "{" in text[:_PREFIX]:
        prefix, value = _json_in(text)
        if isinstance(value, dict):
            with suppress(RecursionError):
                return _read_json(prefix, value, text)
    line = first_line(text)
    if line.count("=") >= 2:
        pairs = tuple((name, _unquoted(value)) for name, value in _PAIR.findall(line))
        if len(pairs) >= 2:
            return _read_logfmt(line, pairs)
    return Reading("plain", line)


# two sizes of cache, that a few huge lines neither fill the memory nor push out the many small
_read_small = lru_cache(maxsize=2_048)(_read)
_read_large = lru_cache(maxsize=32)(_read)


def _json_in(text: str) -> tuple[str, Json]:
    """The JSON object a text ends in, with what short text stands before it; None where there is none."""
    if not text.rstrip().endswith("}"):
        return "", None
    start = text.find("{", 0, _PREFIX)
    if start < 0:
        return "", None
    try:
        return text[:start].rstrip(), _DECODER.decode(text[start:])
    except (ValueError, RecursionError):
        return "", None


def _read_json(prefix: str, value: dict[str, Json], text: str) -> Reading:
    pairs: list[tuple[str, str]] = []
    _flatten(value, "", pairs)
    key, message = _message_in(value)
    if key and message[:1] == "{":
        wrapped = _read(message)
        if wrapped.kind == "json":
            others = tuple(pair for pair in _safe_pairs(pairs, text) if pair[0] != key)
            shown = tuple(pair for pair in others if not _has_column(pair[0]))
            return Reading("json", wrapped.message, wrapped.fields + shown, wrapped.all_fields + others)
    all_fields = _safe_pairs(pairs, text)
    fields = tuple(pair for pair in all_fields if pair[0] != key and not _has_column(pair[0]))
    return Reading("json", f"{_unstamped(prefix)} {safe(message)}".strip(), fields, all_fields)


def _safe_pairs(pairs: list[tuple[str, str]], text: str) -> Pairs:
    """Pairs of a safe text; only an escape can have brought anything else to light."""
    return tuple((safe(name), safe(value)) for name, value in pairs) if "\\" in text else tuple(pairs)


def _unstamped(words: str) -> str:
    """What stands before a message less the time and the level, which have columns of their own."""
    stamp = _STAMP_WORDS.match(f"{words} ") if words else None
    return words[stamp.end() :] if stamp else words


def _message_in(value: dict[str, Json]) -> tuple[str, str]:
    small = {key.lower(): key for key in value}
    for name in _MESSAGE_KEYS:
        key = small.get(name, "")
        found = value.get(key)
        if key and isinstance(found, str) and found:
            return key, found
    return "", ""


def _has_column(name: str) -> bool:
    small = name.lower()
    return small in _TIME_KEYS or small in LEVEL_KEYS


def _flatten(value: dict[str, Json], path: str, pairs: list[tuple[str, str]], depth: int = 1) -> None:
    for key, item in value.items():
        name = f"{path}.{key}" if path else key
        if isinstance(item, dict) and item and depth < _DEPTH:
            _flatten(item, name, pairs, depth + 1)
        else:
            pairs.append((name, item if isinstance(item, str) else _scalar(item)))


def _scalar(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _compact(value)


def _compact(value: Json) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(key)}:{_compact(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_compact, value)) + "]"
    if isinstance(value, str):
        return str(value) if isinstance(value, _Number) else _quoted(value)
    return _scalar(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _indented(value: Json, indent: str, lead: str = "", tail: str = "") -> Iterator[str]:
    """The lines of a value; the lines of a long string (a stack trace) stand below each other."""
    inner = indent + "  "
    if isinstance(value, dict) and value:
        yield f"{indent}{lead}{{"
        last = len(value) - 1
        for number, (key, item) in enumerate(value.items()):
            yield from _indented(item, inner, f"{_quoted(key)}: ", "," if number < last else "")
        yield f"{indent}}}{tail}"
    elif isinstance(value, list) and value:
        yield f"{indent}{lead}["
        for number, item in enumerate(value):
            yield from _indented(item, inner, "", "," if number < len(value) - 1 else "")
        yield f"{indent}]{tail}"
    else:
        first, *rest = _opened(value)
        lines = [f"{indent}{lead}{first}", *(f"{inner}{line}" for line in rest)]
        lines[-1] += tail
        yield from lines


def _opened(value: Json) -> list[str]:
    """A scalar as JSON, a text divided where its line breaks are."""
    if not isinstance(value, str) or isinstance(value, _Number):
        return [_compact(value)]
    lines = [_quoted(line)[1:-1] for line in value.split("\n")]
    return [f'"{lines[0]}', *lines[1:-1], f'{lines[-1]}"'] if len(lines) > 1 else [f'"{lines[0]}"']


def _read_logfmt(line: str, pairs: Pairs) -> Reading:
    named = {name.lower(): name for name, _ in reversed(pairs)}
    key = next((named[name] for name in _MESSAGE_KEYS if name in named), "")
    words = " ".join(_PAIR.sub(" ", line).split())
    words = _unstamped(words)
    said = dict(reversed(pairs)).get(key, "")
    fields = tuple(pair for pair in pairs if pair[0] != key and not _has_column(pair[0]))
    return Reading("logfmt", f"{words} {said}".strip(), fields, pairs)


def _unquoted(value: str) -> str:
    if value[:1] != '"':
        return value
    return safe(re.sub(r'\\(["\\])', r"\1", value[1:-1]))
