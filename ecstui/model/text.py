"""The one function that makes text from outside safe to show.

AWS, containers and files may hold control bytes, escape sequences, bidi overrides and invisible characters,
and a terminal would obey them. `safe` is called once, where text enters the model.
"""

from __future__ import annotations

import re
import unicodedata

TAB_WIDTH = 4
_MARKS_KEPT = 4
_MAYBE_STACKED = re.compile(r"[^\x00-\u02ff]{5}")


class _Replacements(dict[int, str | None]):
    """What becomes of a character that is not printable, worked out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        replacement = self[code] = _replacement(code)
        return replacement


def _replacement(code: int) -> str | None:
    if code == 0x09:
        return " " * TAB_WIDTH
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    match unicodedata.category(chr(code)):
        case "Cc" | "Cs" | "Co":
            return "\N{REPLACEMENT CHARACTER}"
        case "Cf":
            return None
        case "Zl" | "Zp":
            return "\N{SYMBOL FOR NEWLINE}"
        case "Zs":
            return " "
        case _:
            return chr(code)


_REPLACEMENTS = _Replacements()


def safe(text: str) -> str:
    """`text` as one line that no terminal can be harmed by.

    Control characters become their pictures (ESC is `␛`), tabs four spaces, private and C1 characters
    U+FFFD; invisible format characters (bidi overrides, zero widths) go; of stacked marks four stay.
    Plain printable text comes back as it is.
    """
    if text.isprintable():
        if text.isascii():
            return text
    else:
        text = text.translate(_REPLACEMENTS)
    return _cap_marks(text) if _MAYBE_STACKED.search(text) else text


def safe_lines(text: str) -> tuple[str, ...]:
    """The lines of `text`, each made safe."""
    return tuple(safe(line) for line in text.splitlines())


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MARKS_KEPT:
            kept.append(character)
    return "".join(kept)
