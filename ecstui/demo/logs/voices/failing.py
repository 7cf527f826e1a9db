"""Programs in trouble: their logs tell why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecstui.demo.logs.voices.voice import Voice, clock, iso, latency
from ecstui.demo.logs.voices.web import request

if TYPE_CHECKING:
    import random

HEAP_LIMIT = 512  # MiB, what the leaking program is given
HEAP_START, HEAP_GROWTH = 96.0, 2.2  # MiB, and MiB a second


def nothing(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """A program that never comes to say more than its opening."""
    del chance, at, age
    return ()


def crash_opening(chance: random.Random, at: float) -> list[tuple[float, str]]:
    """A program that misses a setting and gives up within half a second."""
    del chance
    lines = (
        "INFO  starting, profile=production",
        "INFO  reading configuration from environment",
        "FATAL missing required environment variable DATABASE_URL",
        "FATAL configuration invalid, exiting with status 1",
    )
    return [(0.1 * n, f"{clock(at + 0.1 * n)} {line}") for n, line in enumerate(lines, 1)]


def heap(age: float) -> float:
    """MiB on the heap of the leaking program."""
    return min(HEAP_START + HEAP_GROWTH * age, HEAP_LIMIT - 3.0)


def leak(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """Requests, and a heap that only grows."""
    used = heap(age)
    share = used / HEAP_LIMIT
    if chance.random() < 0.25:
        if share > 0.85:
            return (
                f"{clock(at)} WARN  gc old generation {used:.0f} MiB of {HEAP_LIMIT} MiB, "
                f"full collection freed 0.{chance.randrange(1, 9)} MiB in {latency(chance, 1400)} ms",
            )
        return (f"{clock(at)} INFO  gc heap {used:.0f} MiB of {HEAP_LIMIT} MiB ({share:.0%})",)
    method, path, status = request(chance)
    took = latency(chance, 20 + 400 * max(0.0, share - 0.7))
    return (f"{clock(at)} INFO  {method} {path} {status} {took} ms sessions={int(age * 3.1) + 40}",)


def unhealthy(chance: random.Random, at: float, age: float) -> tuple[str, ...]:
    """A server whose dependency does not answer, so that its health checks fail."""
    del age
    if chance.random() < 0.45:
        return (
            f"{iso(at)} error redis: dial tcp 10.20.48.17:6379: i/o timeout",
            f"{iso(at)} warn  GET /healthz 503 dependency redis timeout after {latency(chance, 2000)} ms",
        )
    method, path, _ = request(chance)
    return (f"{iso(at)} info  {method} {path} 200 {latency(chance, 40)} ms cache=bypass",)


VOICES = {
    "crash-config": Voice(0.0, nothing, crash_opening),
    "leak": Voice(0.9, leak),
    "unhealthy": Voice(0.6, unhealthy),
}
