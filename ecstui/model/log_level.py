"""How grave a log line is, read from its beginning: JSON, logfmt, brackets, bare words, traces, access logs.

It runs for every line that arrives, so plain finds come before any pattern. What merely mentions an error
(`errors=0`, `"error":null`, `GET /error`, "0 errors") is no error.
"""

from __future__ import annotations

import re

from ecstui.model.log_line import Level

_LOOKED_AT = 400
_PLAIN_LOOKED_AT = 120  # a bare word further on is part of what is said

_NAMES = {
    Level.TRACE: "trace trc verbose silly finest finer",
    Level.DEBUG: "debug dbg dbug fine",
    Level.INFO: "info inf information informational notice note config",
    Level.WARN: "warn wrn warning",
    Level.ERROR: "error err eror severe fail",
    Level.FATAL: "fatal ftl critical crit emerg emergency alert panic dpanic",
}
LEVELS = {name: level for level, names in _NAMES.items() for name in names.split()}
"""The levels by every name they go by, in small letters."""

_KEY_NAMES = """level severity lvl levelname loglevel log_level log.level @l severitytext
severity_text levelno"""
LEVEL_KEYS = frozenset(_KEY_NAMES.split())
"""The names, in small letters, of JSON and logfmt fields that tell the level."""

_LETTERS = {"T": Level.TRACE, "D": Level.DEBUG, "I": Level.INFO, "N": Level.INFO, "W": Level.WARN}
_LETTERS |= {"E": Level.ERROR, "F": Level.FATAL, "C": Level.FATAL}
_NUMBERS = {"10": Level.TRACE, "20": Level.DEBUG, "30": Level.INFO, "40": Level.WARN, "50": Level.ERROR}
_NUMBERS |= {"60": Level.FATAL}

_JSON_NAMES = """level severity lvl levelname log.level Level LogLevel @l loglevel log_level logLevel LEVEL
severity_text severityText"""
_JSON_KEYS = tuple(f'"{name}"' for name in _JSON_NAMES.split())
_INNER_KEYS = ('\\"level\\"', '\\"severity\\"', '\\"lvl\\"', '\\"levelname\\"')
_STATUS_KEYS = ('"status"', '"status_code"', '"statusCode"')
_JSON_VALUE = re.compile(r'\s*:\s*(?:\\?"([A-Za-z]+)|(\d+)(?![.\d]))')
_LOGFMT_KEYS = ("level=", "lvl=", "severity=")
_LOGFMT_VALUE = re.compile(r'"?([A-Za-z]+)')
_BEFORE_KEY = frozenset(" ,[({|\n_")

_BARE_NAMES = "TRACE DEBUG DBG INFO INF NOTICE WARN WARNING WRN ERROR ERR SEVERE FATAL CRITICAL CRIT PANIC"
_BARE = {name: LEVELS[name.lower()] for name in f"{_BARE_NAMES} EMERG EMERGENCY ALERT".split()}
_CAPITALS = re.compile(r"[A-Z]{3,}")
_BEFORE_BARE = frozenset(" [(<|:-*\"'")
_AFTER_BARE = frozenset(" ])>|:,-\"'\n")
_BRACKETED = re.compile(r"[\[<](?:\w+:)?([A-Za-z]{1,11}) *[\]>]")
_STAMP = re.compile(r"\[?\d[\d:.,/TZ+-]*(?: +\d[\d:.,+-]*)?Z?\]?(?: +(?:AM|PM|UTC))?\s+")
_FIRST_WORD = re.compile(r"([A-Za-z]{1,13}+)(:| {2,}|\b)")
_KLOG = re.compile(r"[IWEF]\d{4} \d\d:\d\d")
_TORNADO = re.compile(r"\[([DIWEC]) \d")
_EXCEPTION = re.compile(r"[\w.$]*(?:Error|Exception)(?:: |:?$|:?\n)|Uncaught |Unhandled |UnhandledPromise")
_REQUEST = re.compile(r'HTTP/[\d.]+"? (\d{3})\b')
_SHORT_REQUEST = re.compile(
    r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S+ (\d{3})\b|\[GIN\].*?\| (\d{3}) \|"
)
_REQUEST_STARTS = frozenset("GPDHO[")
_FATAL_STARTS = ("panic: ", "fatal error: ", "thread '")


def level_of(text: str) -> Level:
    """The level that the first characters of a line tell of; NONE where they tell of none."""
    head = text[:_LOOKED_AT]
    if head[:1] == "{" or '{"' in head:
        level = _json_level(head)
        if level or head[:1] == "{":
            return level
    return _plain_level(head)


def _json_level(head: str) -> Level:
    for key in _JSON_KEYS:
        at = head.find(key)
        if at >= 0 and (level := _value_level(head, at + len(key))):
            return level
    if '\\"' in head:
        for key in _INNER_KEYS:
            at = head.find(key)
            if at >= 0 and (level := _value_level(head, at + len(key))):
                return level
    for key in _STATUS_KEYS:
        at = head.find(key)
        if at >= 0 and (level := _status_field_level(head, at + len(key))):
            return level
    return _quoted_bare_level(head)


def _value_level(head: str, at: int) -> Level:
    found = _JSON_VALUE.match(head, at)
    if found is None:
        return Level.NONE
    word, number = found.groups()
    if number:
        return _NUMBERS.get(number, Level.NONE)
    return LEVELS.get(word.lower()) or _LETTERS.get(word, Level.NONE)


def _status_field_level(head: str, at: int) -> Level:
    found = _JSON_VALUE.match(head, at)
    if found is None:
        return Level.NONE
    word, number = found.groups()
    return _status_level(number) if number else LEVELS.get(word.lower(), Level.NONE)


def _status_level(status: str) -> Level:
    if len(status) != 3:
        return Level.NONE
    return {"5": Level.ERROR, "4": Level.WARN}.get(status[0], Level.NONE)


def _quoted_bare_level(head: str) -> Level:
    """The level of a JSON line whose message begins with one, as FireLens wraps plain lines."""
    at = head.find('"log":"')
    return _plain_level(head[at + 7 :]) if at >= 0 else Level.NONE


def _plain_level(head: str) -> Level:
    if "HTTP/" in head or head.startswith("[GIN]"):
        found = _REQUEST.search(head) or _SHORT_REQUEST.match(head)
        status = _status_level(found[1] or found[2]) if found and found.lastindex else Level.NONE
        return max(status, _said_level(head))
    return _said_level(head)


def _said_level(head: str) -> Level:
    if "=" in head and (level := _logfmt_level(head)):
        return level
    return _start_level(head) or _word_level(head[:_PLAIN_LOOKED_AT])


def _logfmt_level(head: str) -> Level:
    for key in _LOGFMT_KEYS:
        at = head.find(key)
        if at >= 0 and (at == 0 or head[at - 1] in _BEFORE_KEY):
            found = _LOGFMT_VALUE.match(head, at + len(key))
            if found and (level := LEVELS.get(found[1].lower()) or _LETTERS.get(found[1])):
                return level
    return Level.NONE


def _start_level(head: str) -> Level:
    """What a line says by how it begins: klog, traces, `error: ...`, a level after a time."""
    if head[1:5].isdigit() and _KLOG.match(head):
        return _LETTERS[head[0]]
    if head.startswith(_FATAL_STARTS) and (head[0] != "t" or " panicked at" in head):
        return Level.FATAL
    if "Traceback (most" in head or head.startswith("Exception in thread"):
        return Level.ERROR
    stamp = _STAMP.match(head) if head[:1].isdigit() or head[:1] == "[" else None
    start = stamp.end() if stamp else 0
    found = _FIRST_WORD.match(head, start)
    if found and (stamp or found[2] == ":") and (level := LEVELS.get(found[1].lower())):
        return level
    if ("Error" in head or "xception" in head or head[:2] == "Un") and _EXCEPTION.match(head, start):
        return Level.ERROR
    if head[:1] not in _REQUEST_STARTS or (found := _SHORT_REQUEST.match(head)) is None:
        return Level.NONE
    return _status_level(found[1] or found[2])


def _word_level(head: str) -> Level:
    """The first level in capitals or in brackets."""
    best, level = len(head), Level.NONE
    for found in _CAPITALS.finditer(head):
        if found[0] in _BARE and _stands_alone(head, *found.span()):
            best, level = found.start(), _BARE[found[0]]
            break
    return (_bracketed_level(head, best) if "[" in head or "<" in head else Level.NONE) or level


def _stands_alone(head: str, start: int, end: int) -> bool:
    return (not start or head[start - 1] in _BEFORE_BARE) and (end == len(head) or head[end] in _AFTER_BARE)


def _bracketed_level(head: str, before: int) -> Level:
    if "</" in head:
        return Level.NONE
    for found in _BRACKETED.finditer(head, 0, before):
        if level := LEVELS.get(found[1].lower()) or _LETTERS.get(found[1]):
            return level
    tornado = _TORNADO.match(head)
    return _LETTERS[tornado[1]] if tornado else Level.NONE
