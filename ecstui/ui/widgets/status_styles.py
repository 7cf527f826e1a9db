"""The names of styles that rows and lines speak in, and what they are in the words of the themes."""

from __future__ import annotations

STATUS_STYLES = {
    "": "",
    "ok": "$status-ok",
    "working": "$status-working",
    "warning": "$status-warning bold",
    "broken": "$status-broken bold",
    "dim": "$faint",
    "label": "$faint",
    "heading": "$heading bold",
    "strong": "bold",
    "key": "$key bold",
    "on red": "white on darkred bold",
    "on yellow": "black on gold bold",
    "on green": "white on darkgreen bold",
    "on cyan": "black on darkcyan bold",
    "on blue": "white on navy bold",
    "on magenta": "white on darkmagenta bold",
}
