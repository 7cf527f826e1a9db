"""What a voice is: the style in which one program writes its log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    Opening = Callable[[random.Random, float], list[tuple[float, str]]]
    Remark = Callable[[random.Random, float, float], tuple[str, ...]]


def silence(chance: random.Random, at: float) -> list[tuple[float, str]]:
    """The opening of a program that starts without a word."""
    del chance, at
    return []


@dataclass(frozen=True, slots=True)
class Voice:
    """A program's way to log.

    `rate` is how often it speaks a second; each time it says `remark(chance, at, age)`: one event or more
    that belong together (`at` in seconds since the epoch, `age` in seconds since the container started).
    `opening(chance, at)` are its first lines, each with its delay in seconds after the start.
    """

    rate: float
    remark: Remark
    opening: Opening = silence


def iso(at: float) -> str:
    """`at` as 2026-05-04T09:30:00.123Z."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}.{int(at * 1000) % 1000:03d}Z"


def clock(at: float) -> str:
    """`at` as 2026-05-04 09:30:00,123."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S},{int(at * 1000) % 1000:03d}"


def latency(chance: random.Random, usual: float) -> float:
    """Milliseconds a request took: mostly near `usual`, now and then many times that."""
    return round(usual * chance.lognormvariate(0.0, 0.55), 1)


def hexadecimal(chance: random.Random, length: int) -> str:
    """`length` hexadecimal digits."""
    return f"{chance.getrandbits(4 * length):0{length}x}"
