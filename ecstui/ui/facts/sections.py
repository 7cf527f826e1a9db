"""Facts in sections, and how they are set in lines: labels in a column, whole values wrapped beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells

LABEL_WIDTH = 14
"""Cells of the label column, its gap included."""

_NARROW = 40


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; without a label the value takes the whole line. `style` is a status name."""

    label: str
    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under a title; "" for the first, which needs none."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line on screen: text parts, each with the name of its style."""

    parts: tuple[tuple[str, str], ...]


def lines(sections: tuple[Section, ...], width: int) -> tuple[Line, ...]:
    """The sections in lines of at most `width` cells; empty sections are left out, nothing is cut."""
    found: list[Line] = []
    for section in sections:
        if not section.facts:
            continue
        if section.title:
            found.append(Line(((section.title, "heading"),)))
        for fact in section.facts:
            found.extend(_lines_of(fact, width))
    return tuple(found)


def _lines_of(fact: Fact, width: int) -> list[Line]:
    if not fact.label:
        return [Line(((text, fact.style),)) for text in wrap(fact.text, max(1, width))]
    if width < _NARROW or cell_len(fact.label) >= LABEL_WIDTH:
        return [Line(((text, fact.style),)) for text in wrap(f"{fact.label}: {fact.text}", max(1, width))]
    found: list[Line] = []
    margin = (fact.label + " " * (LABEL_WIDTH - cell_len(fact.label)), "label")
    for text in _kept_whole(fact.text, width - LABEL_WIDTH, width):
        if cell_len(text) <= width - LABEL_WIDTH:
            found.append(Line((margin, (text, fact.style))))
        else:
            found += [*([] if found else [Line(((fact.label, "label"),))]), Line(((text, fact.style),))]
        margin = (" " * LABEL_WIDTH, "")
    return found


def _kept_whole(text: str, width: int, whole: int) -> list[str]:
    """`text` in lines of `width` cells; a word that needs up to `whole` has a line of its own.

    So a URL can be copied or clicked.
    """
    found: list[str] = []
    before = ""
    for word in re.findall(r"\S+\s*|\s+", text):
        if width < cell_len(word.rstrip()) <= whole:
            found += [*(wrap(before, width) if before.strip() else []), word.rstrip()]
            before = ""
        else:
            before += word
    return [*found, *(wrap(before, width) if before.strip() or not found else [])]


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken at spaces where there are any."""
    found: list[str] = []
    line = ""
    for word in re.findall(r"\S+\s*|\s+", text):
        if cell_len(line) + cell_len(word.rstrip()) <= width:
            line += word
            continue
        if line.strip():
            found.append(line.rstrip())
        *full, line = chop_cells(word, width) or [""]
        found.extend(full)
    return [*found, line.rstrip()]
