"""What an SVG screenshot shows, free of what differs between versions of the library that draws it."""

from __future__ import annotations

import html
import re

_STYLE = re.compile(r"\.terminal-(?:\d+-)?(r\d+) \{ ([^}]*) \}")
_TEXT = re.compile(r'<text class="terminal-(?:\d+-)?(r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
_RECT = re.compile(r'<rect fill="([^"]+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"')


def runs(svg: str) -> list[tuple[str, ...]]:
    """Runs of text with their place and style, and runs of background with their place and colour."""
    styles = dict(_STYLE.findall(svg))
    texts = [(styles.get(c, ""), x, y, html.unescape(text)) for c, x, y, text in _TEXT.findall(svg)]
    return [*texts, *_RECT.findall(svg)]
