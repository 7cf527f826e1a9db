"""Log lines to measure with: JSON of 206 characters, as a service writes it."""

from __future__ import annotations

from ecstui.model.log_line import Level, LogLine, Origin

CHARACTERS = 206
BEGIN = 1_700_049_600_000
ORIGINS = tuple(
    Origin("eu-west-1", "/ecs/shop", f"web/web/{task:012x}", f"{task:012x}", "web", "41") for task in range(8)
)


def text(number: int) -> str:
    """The line of a number, of exactly `CHARACTERS` characters."""
    level = "error" if number % 97 == 0 else "info"
    said = (
        f'{{"level":"{level}","message":"GET /api/orders/{number:08} served","status":{200 + number % 300},'
        f'"ms":{number % 1000},"request":"{number * 2654435761 % 2**64:016x}","agent":"'
    )
    return said + "m" * (CHARACTERS - len(said) - 2) + '"}'


def line(number: int, *, per_second: int = 5_000) -> LogLine:
    """The line of a number, so many to the second."""
    # Parsed, as times come from AWS: Python keeps a digit more for a sum.
    time, ingested = (int(f"{BEGIN + number * 1000 // per_second + delay}") for delay in (0, 900))
    level = Level.ERROR if number % 97 == 0 else Level.INFO
    return LogLine(time, ingested, ORIGINS[number % len(ORIGINS)], text(number), level)
