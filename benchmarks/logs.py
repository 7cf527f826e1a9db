"""The log view: how fast it takes lines in, what it holds them in, and what one feels while it does.

    python benchmarks/logs.py [--quick]

Beside it Textual's own Log and RichLog in the same run, each in a process of its own. `--quick` takes a
tenth of the lines, with numbers to match.
"""

from __future__ import annotations

import asyncio
import sys

from logs import accept, arrival, reading, terminal
from rich.console import Console
from rich.table import Table

LINES = 200_000
ARRIVING = 100_000


def report(quick: bool) -> None:
    """Measure and print."""
    lines = LINES // 10 if quick else LINES
    console = Console()
    console.print(_accepted(lines))
    console.print(_filters(lines))
    console.print(_keys(200 if quick else 1000))
    console.print(_bytes(3.0 if quick else 10.0))
    console.print(_arrivals(ARRIVING // 10 if quick else ARRIVING))


def _accepted(lines: int) -> Table:
    table = Table(
        "",
        "lines/s",
        "x RichLog",
        "worst block",
        "bytes a line",
        title=f"{lines:,} lines of 206 characters, 200x60",
    )
    measured = {name: accept.in_a_process(name, lines) for name in accept.VIEWS}
    for name, numbers in measured.items():
        times = numbers["lines/s"] / measured["RichLog"]["lines/s"]
        table.add_row(
            name,
            f"{numbers['lines/s']:,.0f}",
            f"{times:.1f}",
            f"{numbers['block ms']:,.0f} ms",
            f"{numbers['bytes/line']:,.0f}",
        )
    return table


def _filters(lines: int) -> Table:
    table = Table("filter", "shows", "all looked at", "worst block", title=f"a filter over {lines:,} lines")
    for words, shown, seconds, block in asyncio.run(reading.filters(lines)):
        table.add_row(words, f"{shown:,}", f"{seconds:.2f} s", f"{block:.0f} ms")
    return table


def _keys(presses: int) -> Table:
    took = asyncio.run(reading.keys(presses))
    table = Table("presses", "p50", "p99", "worst", title="a key to its paint, 5,000 lines/s coming in")
    table.add_row(
        str(len(took)),
        *(f"{took[int(len(took) * share)]:.1f} ms" for share in (0.5, 0.99)),
        f"{took[-1]:.1f} ms",
    )
    return table


def _bytes(seconds: float) -> Table:
    table = Table("lines/s", "bytes/s", "CPU", title="following on a terminal of 200x50")
    for rate in terminal.RATES:
        size, cpu = terminal.bytes_a_second(rate, seconds)
        table.add_row(f"{rate:,}", f"{size:,.0f}", f"{cpu:.0%} of a core")
    return table


def _arrivals(lines: int) -> Table:
    columns = ("reader", "events/s", "first line after", "all after", "CPU", "lost", "twice")
    table = Table(*columns, title=f"{lines:,} events from HTTP to their reader, start-up included")
    for read in arrival.readings(lines):
        if read.said:
            table.add_row(read.name, read.said)
            continue
        table.add_row(
            read.name,
            f"{lines / read.last:,.0f}",
            f"{read.first:.2f} s",
            f"{read.last:.2f} s",
            f"{read.cpu:.2f} s",
            str(read.lost),
            str(read.twice),
        )
    return table


if __name__ == "__main__":
    report(quick="--quick" in sys.argv[1:])
